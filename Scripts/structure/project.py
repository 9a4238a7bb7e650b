"""All modules of a checkout, and what is wrong with the way they are put together."""

import pathlib

from .graph import Graph
from .module import Module
from .package import declared_targets, may_import

# Types that everybody imports: one of ours with such a name would hide them.
STANDARD_TYPES = set(
    """
    Array Bool Character Clock Collection Data Date Dictionary Double Duration Encoder Decoder Error
    Float Int KeyPath Mirror Never Optional Range Regex Result Sequence Set Slice String Substring
    Task Thread URL UUID
    """.split()
)


class Project:
    """The modules of a checkout.

    modules: by name.
    imports: the graph of modules, an edge for each import of a module of the checkout.
    """

    def __init__(self, root, allowed=None):
        root = pathlib.Path(root)
        manifest = root / "Package.swift"
        self.allowed = allowed
        self.declared = declared_targets(manifest.read_text()) if manifest.exists() else {}
        folders = [path for path in sorted((root / "Sources").iterdir()) if path.is_dir()]
        folders += [
            root / path
            for _, path in sorted(self.declared.values(), key=str)
            if path and "Test" not in path
        ]
        modules = [Module(folder) for folder in folders]
        self.modules = {module.name: module for module in modules if module.graph.edges}
        self.imports = Graph(self.modules)
        for name, module in self.modules.items():
            for imported in module.imports() & self.modules.keys():
                self.imports.add(name, imported)

    def problems(self):
        """What is wrong, a line for each thing."""
        lines = self._told("modules", self.imports, self.imports.circles())
        for name in sorted(self.modules):
            lines += self._import_problems(name)
        for name, module in sorted(self.modules.items()):
            folders = module.folder_graph()
            lines += self._told(f"folders of {name}", folders, folders.circles())
            lines += self._told(f"files of {name}", module.graph, module.file_circles())
            if stray := module.stray_files():
                lines.append(f"beside the folders of {name}: {', '.join(stray)}")
        return lines + self._name_problems()

    def _told(self, what, graph, circles):
        lines = []
        for circle in circles:
            causes = "; ".join(_few(names) for names in graph.causes(circle) if names)
            way = " → ".join([*circle, circle[0]])
            lines.append(f"circle of {what}: {way}" + (f" ({causes})" if causes else ""))
        return lines

    def _import_problems(self, name):
        imported = set(self.imports.edges[name])
        lines = []
        allowed = may_import(name, self.allowed)
        if allowed is None:
            lines.append(f"{name} has no row in the table of what may be imported")
        else:
            for other in sorted(imported - allowed):
                lines.append(f"{name} imports {other}, which the design does not let it")
        if name in self.declared and self.modules[name].files:
            listed = self.declared[name][0] & self.modules.keys()
            for other in sorted(imported - listed):
                lines.append(f"{name} imports {other}, which Package.swift does not list for it")
            for other in sorted(listed - imported):
                lines.append(f"Package.swift lists {other} for {name}, which does not import it")
        return lines

    def _name_problems(self):
        lines, homes = [], {}
        for name, module in sorted(self.modules.items()):
            for path, file in module.public_types():
                place = f"{name}/{file}"
                if path[-1] in STANDARD_TYPES:
                    lines.append(f"{place}: {'.'.join(path)} hides the standard {path[-1]}")
                if len(path) == 1 and homes.setdefault(path[0], place) != place:
                    lines.append(f"{place}: {path[0]} is public in {homes[path[0]]}, too")
        return lines

    def graphs(self):
        """The graphs as text: modules, folders and files, a line for each with what it uses."""
        lines = ["modules"] + _listed(self.imports)
        for name, module in sorted(self.modules.items()):
            if len(module.folder_graph().edges) > 1:
                lines += ["", f"folders of {name}"] + _listed(module.folder_graph())
        for name, module in sorted(self.modules.items()):
            if len(module.graph.edges) > 1:
                lines += ["", f"files of {name}"] + _listed(module.graph)
        return lines


def _listed(graph):
    return [
        f"  {node}" + (f" → {', '.join(sorted(ends))}" if ends else "")
        for node, ends in sorted(graph.edges.items())
    ]


def _few(names):
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
