"""What Scripts/architecture sees, on made trees."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

from structure.graph import Graph
from structure.module import Module
from structure.package import declared_targets, may_import
from structure.project import Project
from structure.swift_code import code
from structure.swift_file import SwiftFile

ARCHITECTURE = pathlib.Path(__file__).resolve().parent.parent / "architecture"


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def module(self, **files):
        """A module of files; `__` in a name stands for a slash, `_plus_` for a plus."""
        names = {
            f"M/{n.replace('__', '/').replace('_plus_', '+')}.swift": t for n, t in files.items()
        }
        self.write(names)
        return Module(self.root / "M")

    def edges(self, module):
        return {
            (start.removesuffix(".swift"), end.removesuffix(".swift"))
            for start, ends in module.graph.edges.items()
            for end in ends
        }

    def problems(self, files, allowed=None):
        self.write(files)
        return Project(self.root, allowed).problems()


class Code(unittest.TestCase):
    def test_keeps_code_alone(self):
        for text, words in [
            ("a // B\nc", "a c"),
            ("a /* B /* C */ D */ e", "a e"),
            ('a "B" c', 'a "" c'),
            ('a "" b', "a b"),
            (r'a "B \" C" d', 'a "" d'),
            (r'a "B \(c) D" e', 'a "" (c) e'),
            (r'a "B \(c("D \(e)")) F" g', 'a "" (c( "" (e))) g'),
            ('a """\n B "C" \\(d)\n """ e', 'a "" (d) e'),
            (r'a #"B \(C) " \#(d)"# e', 'a "" (d) e'),
            ("a = /B \"C/ d", "a = d"),
            ('f(#/B/C"/#, d)', "f(, d)"),
            ("a / b / c", "a / b / c"),
            ('a["B // C"] d', 'a[ "" ] d'),
            ('a "B\nc', 'a "" c'),
        ]:
            with self.subTest(text):
                self.assertEqual("".join(code(text).split()), "".join(words.split()))


class File(unittest.TestCase):
    def test_imports(self):
        text = """
            import A
            public import B
            @testable import C
            @preconcurrency internal import struct D.E
            // import F
        """
        self.assertEqual(SwiftFile(text).imports, set("ABCD"))

    def test_declarations(self):
        file = SwiftFile(
            """
            public struct A<T: B>: C where T.D == E {
              private enum F { case g(H), i, j }
              class func k() { struct Local {} }
              private(set) var l: Int { get { m } }
            }
            fileprivate final class N {}
            typealias O = P
            extension A.F: Q { func r() {}  private func s() {} }
            func t(protocol: U) {}
            """
        )
        types = {declared.path: declared.access for declared in file.types}
        self.assertEqual(
            types,
            {
                ("A",): "public", ("A", "F"): "private", ("N",): "fileprivate", ("O",): None,
            },
        )  # fmt: skip
        self.assertEqual([declared.name for declared in file.globals], ["t"])
        self.assertEqual([(e.path, e.members) for e in file.extensions], [(("A", "F"), ["r"])])
        self.assertEqual(file.member_names, set("gijklrs"))


class Uses(Tree):
    def test_a_type_is_used_where_its_name_stands(self):
        module = self.module(a="struct A { let b: B }", b="struct B {}", c='// A B\nlet c = "A"')
        self.assertEqual(self.edges(module), {("a", "b")})

    def test_what_a_string_interpolates_is_used(self):
        module = self.module(a=r'let a = "x \(B()) y"', b="struct B {}")
        self.assertEqual(self.edges(module), {("a", "b")})

    def test_nested_types_are_those_of_the_types_around(self):
        module = self.module(
            a="struct A { struct Part {}\n let part: Part }",
            b="struct B { struct Part {}\n let part: Part }",
            c="struct C { let part: A.Part }",
            d="struct D { let part: Part }",
        )
        self.assertEqual(self.edges(module), {("c", "a")})

    def test_a_nested_type_of_another_file_is_found_through_its_outer_one(self):
        module = self.module(
            a="struct A {}", b="extension A { struct Part {} }", c="struct C { let p: A.Part }"
        )
        self.assertEqual(self.edges(module), {("b", "a"), ("c", "a"), ("c", "b")})

    def test_functions_outside_of_types(self):
        module = self.module(
            a="func help() {}", b="let b = help()", c="func c(help: Int) { x.help() }",
            d="struct D { func help() {} }\nlet d = help()",
        )  # fmt: skip
        # Two files declare the name: it tells nothing.
        self.assertEqual(self.edges(module), set())
        self.assertEqual(self.edges(self.module(d="let d = 1")), {("b", "a")})

    def test_members_that_an_extension_adds(self):
        module = self.module(
            a="extension String { var shouted: String { self }\n private var own: Int { 1 } }",
            b="let b = text.shouted", c="let c = text.own", d="let d = values.map",
            e="extension String { var loud: String { shouted } }",
        )  # fmt: skip
        self.assertEqual(self.edges(module), {("b", "a"), ("e", "a")})

    def test_a_private_type_is_of_its_file(self):
        module = self.module(
            a="private struct Helper {}", b="struct Helper {}", c="let c = Helper()",
            d="private struct Helper {}\nlet d = Helper()",
        )  # fmt: skip
        self.assertEqual(self.edges(module), {("c", "b")})

    def test_headers_that_are_included(self):
        self.write(
            {
                "C/a.cpp": '#include "a.h"\n#include <b.h>\n', "C/a.h": '#include "include/b.h"',
                "C/include/b.h": '#include "a.h"',
            }
        )  # fmt: skip
        module = Module(self.root / "C")
        self.assertEqual(module.folder_graph().circles(), [[".", "include"]])
        self.assertEqual(module.file_circles(), [["a.h", "include/b.h"]])


class Circles(Tree):
    def test_each_shortest_circle_once(self):
        graph = Graph()
        for start, end in ["ab", "bc", "ca", "cd", "dc", "ef"]:
            graph.add(start, end, [end.upper()])
        self.assertEqual(graph.circles(), [["a", "b", "c"], ["c", "d"]])
        self.assertEqual(graph.causes(["c", "d"]), [["D"], ["C"]])

    def test_files(self):
        module = self.module(a="struct A { let b: B }", b="struct B { let a: A }")
        self.assertEqual(module.file_circles(), [["a.swift", "b.swift"]])

    def test_the_extensions_of_one_type_make_none(self):
        module = self.module(
            A="struct A { func a() { readable() } }",
            A_plus_Text="extension A { func readable() {} }",
            Text="extension A { func other() {} }",
        )
        self.assertEqual(module.file_circles(), [])
        self.assertEqual({module.group(file) for file in module.files}, {"A.swift"})

    def test_what_extends_several_types_is_on_its_own(self):
        module = self.module(
            a="struct A {}", b="struct B {}", both="extension A { func x() {} }\n"
            "extension B { func y() {} }", own="struct Own {}\nextension A { func z() {} }",
            helped="extension A { func w() {} }\nextension B { fileprivate func v() {} }",
        )  # fmt: skip
        groups = {file: module.group(file) for file in module.files}
        self.assertEqual(groups["both.swift"], "both.swift")
        self.assertEqual(groups["own.swift"], "own.swift")
        self.assertEqual(groups["helped.swift"], "a.swift")

    def test_a_circle_through_an_extension_is_one(self):
        module = self.module(
            A="struct A { func a() { readable() } }",
            A_plus_Text="extension A { func readable() { B() } }", b="struct B { let a: A }",
        )  # fmt: skip
        self.assertEqual(module.file_circles(), [["A+Text.swift", "b.swift", "A.swift"]])

    def test_folders(self):
        module = self.module(
            x__a="struct A { let c: C }", y__b="struct B { let a: A }", y__c="struct C {}"
        )
        self.assertEqual(module.file_circles(), [])
        self.assertEqual(module.folder_graph().circles(), [["x", "y"]])

    def test_files_beside_folders(self):
        self.assertEqual(self.module(a="", b="").stray_files(), [])
        self.assertEqual(self.module(x__a="").stray_files(), ["a.swift", "b.swift"])


class Modules(Tree):
    MANIFEST = """
        let package = Package(
          targets: [
            .target(name: "A"),
            .target(name: "B", dependencies: ["A", .product(name: "P", package: "p")]),
            .target(name: "Made", dependencies: ["A"], path: "Other/Made", exclude: ["X"]),
            .testTarget(name: "BTests", dependencies: ["B"]),
          ])
    """

    def test_the_manifest(self):
        self.assertEqual(
            declared_targets(self.MANIFEST),
            {"A": (set(), None), "B": ({"A"}, None), "Made": ({"A"}, "Other/Made")},
        )

    def test_what_may_be_imported_is_all_that_lies_below(self):
        table = {"A": [], "B": ["A"], "C": ["B"]}
        self.assertEqual(may_import("C", table), {"A", "B"})
        self.assertIsNone(may_import("D", table))

    def test_a_sound_tree(self):
        files = {
            "Package.swift": self.MANIFEST, "Sources/A/a.swift": "public struct A {}",
            "Sources/B/b.swift": "import A\nimport Foundation", "Other/Made/m.swift": "import A",
        }  # fmt: skip
        allowed = {"A": [], "B": ["A"], "Made": ["A"]}
        self.assertEqual(self.problems(files, allowed), [])

    def test_what_is_wrong_is_told(self):
        files = {
            "Package.swift": self.MANIFEST,
            "Sources/A/a.swift": "import B\npublic struct Same { public enum Task {} }",
            "Sources/B/b.swift": "import A\npublic struct Same {}", "Sources/C/c.swift": "",
            "Other/Made/m.swift": "",
        }  # fmt: skip
        self.assertEqual(
            self.problems(files, {"A": [], "B": ["A"], "Made": ["A"]}),
            [
                "circle of modules: A → B → A",
                "A imports B, which the design does not let it",
                "A imports B, which Package.swift does not list for it",
                "C has no row in the table of what may be imported",
                "Package.swift lists A for Made, which does not import it",
                "A/a.swift: Same.Task hides the standard Task",
                "B/b.swift: Same is public in A/a.swift, too",
            ],
        )

    def run_script(self, *arguments):
        return subprocess.run(
            [sys.executable, ARCHITECTURE, *arguments], capture_output=True, text=True, check=False
        )

    def test_the_script_says_so(self):
        self.write(
            {
                "Sources/Files/x/a.swift": "struct A { let b: B }",
                "Sources/Files/y/b.swift": "struct B { let a: A }",
            }
        )
        for options in [], ["--quiet"]:
            result = self.run_script(*options, self.root)
            self.assertEqual(result.returncode, 1)
            told = result.stderr if options else result.stdout
            self.assertIn("circle of folders of Files: x → y → x (B; A)\n", told)
            self.assertIn("circle of files of Files: x/a.swift → y/b.swift → x/a.swift (B; A)\n", told)

    def test_the_script_refuses_what_is_no_checkout(self):
        result = self.run_script(self.root)
        self.assertEqual(result.returncode, 2)
        self.assertIn("is no checkout: there is no Sources in it", result.stderr)


if __name__ == "__main__":
    unittest.main()
