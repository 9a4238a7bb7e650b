"""A module: its files, and which of them uses what which other declares."""

import pathlib
import re
from collections import defaultdict

from .graph import Graph
from .swift_file import SwiftFile

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
# Members that the standard library's types have, too: a use of one tells nothing.
COMMON_MEMBERS = set(
    """
    append contains count description dropFirst dropLast encode enumerated filter first firstIndex
    flatMap forEach hash index indices init insert isEmpty joined last lowercased map max min next
    path prefix print range reduce remove removeAll removeLast replacing reversed run sort sorted
    split start startIndex steps sum suffix text uppercased value values write zip
    """.split()
)


class Module:
    """The Swift files of a module, or the C++ files, with their graphs.

    name: the module's.
    files: of every file, by its path below the module's folder, what is in it.
    """

    def __init__(self, folder, name=None):
        self.folder = pathlib.Path(folder)
        self.name = name or self.folder.name
        paths = sorted(path for path in self.folder.rglob("*.swift") if path.is_file())
        self.files = {str(p.relative_to(self.folder)): SwiftFile(p.read_text()) for p in paths}
        self.graph = Graph(self.files)
        if self.files:
            self._find_declarations()
            for name, file in self.files.items():
                self._add_uses(name, file)
        else:
            self._add_includes()

    # What is in it.

    def imports(self):
        """The names of the modules that its files import."""
        return set().union(*(file.imports for file in self.files.values()))

    def public_types(self):
        """Every type that clients see, by its path, with its file."""
        return [
            (declared.path, name)
            for name, file in self.files.items()
            for declared in file.types
            if declared.access in ("public", "open")
        ]

    def folder_graph(self):
        """The graph of the module's folders; `.` is the module's own."""
        return self.graph.merged(lambda file: str(pathlib.PurePath(file).parent))

    def file_circles(self):
        """The circles of files, but for those of one type's extensions among each other."""
        return self.graph.circles(lambda circle: len({self.group(file) for file in circle}) > 1)

    def stray_files(self):
        """The files that lie beside folders of files."""
        parents = {str(pathlib.PurePath(file).parent) for file in self.graph.edges}
        if not self.files or parents == {"."}:
            return []
        return sorted(file for file in self.files if "/" not in file)

    def group(self, file):
        """The file, or what stands for all files of the type that it only extends."""
        if file not in self.files:
            # A header and its source are one.
            return pathlib.PurePath(file).stem
        declared = self.files[file]
        own = [d for d in declared.types + declared.globals if not d.is_private]
        tops = {
            extension.path[0]
            for extension in declared.extensions
            if extension.members or extension.conforms
        } or {extension.path[0] for extension in declared.extensions}
        stem = pathlib.PurePath(file).stem.split("+")[0]
        if any(len(d.path) == 1 for d in own) or not tops:
            return file
        if stem in tops and "+" in pathlib.PurePath(file).stem:
            tops = {stem}
        if len(tops) != 1:
            return file
        top = tops.pop()
        home = self.types.get((top,))
        return home if home in self.files else f"{top}+"

    # How it is found.

    def _find_declarations(self):
        self.types, homes, members = {}, defaultdict(set), defaultdict(set)
        self.globals = {}
        for name, file in self.files.items():
            for declared in file.types:
                if not declared.is_private:
                    homes[declared.path].add(name)
            for declared in file.globals:
                if not declared.is_private:
                    members[declared.name].add(name)
            for member in file.member_names:
                members[member].add(name)
        # What several files declare tells nothing of which is meant.
        self.types = {path: min(files) for path, files in homes.items() if len(files) == 1}
        only = {name: min(files) for name, files in members.items() if len(files) == 1}
        type_names = {path[-1] for path in homes}
        self.members = {}
        for name, file in self.files.items():
            for declared in file.globals:
                if only.get(declared.name) == name:
                    self.globals[declared.name] = name
            for extension in file.extensions:
                for member in extension.members:
                    if only.get(member) == name and member not in COMMON_MEMBERS | type_names:
                        self.members[member] = (name, extension.path[0])

    def _add_uses(self, name, file):
        private = {declared.path for declared in file.types if declared.is_private}
        for use in file.uses:
            for home, cause in self._homes(use, file, private):
                self.graph.add(name, home, [cause])

    def _homes(self, use, file, private):
        """The files that declare what a use names, each with the name."""
        word = use.words[0]
        member = self.members.get(word)
        if use.after_dot:
            if member:
                yield member[0], word
            return
        # A type of the innermost type around, or of one further out, or of none.
        for depth in range(len(use.context), -1, -1):
            path = use.context[:depth] + (word,)
            if path in private:
                return
            if path in self.types:
                yield self.types[path], word
                for length in range(2, len(use.words) + 1):
                    path += (use.words[length - 1],)
                    if path not in self.types:
                        return
                    yield self.types[path], ".".join(use.words[:length])
                return
        if use.is_label or word in file.local_names:
            return
        if word in self.globals:
            yield self.globals[word], word
        elif member and use.context[:1] == (member[1],):
            yield member[0], word

    def _add_includes(self):
        paths = [p for p in sorted(self.folder.rglob("*")) if p.suffix in (".cpp", ".h", ".c")]
        by_name = {path.name: str(path.relative_to(self.folder)) for path in paths}
        self.graph = Graph(by_name.values())
        for path in paths:
            for included in INCLUDE.findall(path.read_text()):
                if home := by_name.get(pathlib.PurePath(included).name):
                    self.graph.add(str(path.relative_to(self.folder)), home, [included])
