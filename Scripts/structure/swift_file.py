"""What a Swift file imports, declares and uses."""

import re

from .swift_code import code

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let)\s+)?(\w+)",
    re.MULTILINE,
)
TOKENS = re.compile(r"\d\w*(?:\.\d\w*)?|`?[A-Za-z_]\w*`?|\S")
WORD = re.compile(r"[A-Za-z_]\w*$")
TYPES = {"struct", "class", "enum", "actor", "protocol", "typealias", "associatedtype"}
MEMBERS = {"func", "var", "let"}
MODIFIERS = {
    "public", "package", "internal", "private", "fileprivate", "open", "final", "static", "class",
    "mutating", "nonmutating", "consuming", "borrowing", "indirect", "override", "lazy", "weak",
    "unowned", "nonisolated", "convenience", "required", "dynamic", "set", "unsafe", "(", ")",
}  # fmt: skip


class Declaration:
    """A type, or a name that is declared outside of types or in an extension."""

    def __init__(self, path, kind, access):
        self.path, self.kind, self.access = path, kind, access
        self.name = path[-1]

    @property
    def is_private(self):
        return self.access in ("private", "fileprivate")


class Extension:
    """An extension of a type."""

    def __init__(self, path, access, conforms):
        self.path, self.access, self.conforms = path, access, conforms
        self.members = []  # those that other files see


class Use:
    """A word in the code, with the types that it stands in and what comes before and after it."""

    def __init__(self, words, context, after_dot, is_called, is_label):
        self.words, self.context, self.after_dot = words, context, after_dot
        self.is_called, self.is_label = is_called, is_label


class SwiftFile:
    """The imports, declarations and uses of a file.

    types: of every type that is declared, its declaration.
    globals: the functions and values that are declared outside of types.
    extensions: the extensions, each with its members.
    member_names: every name that is declared in a type or an extension of it.
    local_names: every name that is declared anywhere in it.
    uses: the words that may name something that another file declares.
    """

    def __init__(self, text):
        source = code(text)
        self.imports = set(IMPORT.findall(source))
        source = IMPORT.sub("", source)
        self.tokens = [token.strip("`") for token in TOKENS.findall(source)]
        self.types, self.globals, self.extensions = [], [], []
        self.member_names, self.local_names, self.uses = set(), set(), []
        self._read()

    def _read(self):
        # One entry for each open brace: the path of a type, or None for code. What is pending comes
        # with the next brace.
        scopes, pending = [], None
        extension_of = {}  # the extension at a depth
        tokens, i = self.tokens, 0
        while i < len(tokens):
            token = tokens[i]
            following = tokens[i + 1] if i + 1 < len(tokens) else ""
            before = tokens[i - 1] if i else ""
            in_types = all(scope is not None for scope in scopes)
            path = scopes[-1] if scopes and in_types else ()
            if token == "{":
                scopes.append(pending)
                pending = None
            elif token == "}":
                if scopes:
                    extension_of.pop(len(scopes), None)
                    scopes.pop()
            elif before != "." and token == "extension" and WORD.match(following):
                extended, end = self._path(i + 1)
                access, conforms = self._access(i), tokens[end : end + 1] == [":"]
                extension = Extension(extended, access, conforms)
                self.extensions.append(extension)
                extension_of[len(scopes) + 1] = extension
                pending = extended
            elif before != "." and token in TYPES and WORD.match(following):
                if following not in MEMBERS | MODIFIERS | {"subscript", "init"}:
                    if in_types:
                        access = self._access(i)
                        declared = Declaration(path + (following,), token, access)
                        self.types.append(declared)
                        if token not in ("typealias", "associatedtype"):
                            pending = declared.path
                    self.local_names.add(following)
                    i += 1
            elif before != "." and token in MEMBERS and WORD.match(following):
                self.local_names.add(following)
                if in_types and not scopes:
                    self.globals.append(Declaration((following,), token, self._access(i)))
                elif in_types:
                    self.member_names.add(following)
                    extension = extension_of.get(len(scopes))
                    access = self._access(i) or (extension and extension.access)
                    if extension and access not in ("private", "fileprivate"):
                        extension.members.append(following)
                i += 1
            elif token == "case" and in_types and scopes and WORD.match(following):
                self._read_cases(i + 1)
            elif WORD.match(token) and token not in MODIFIERS:
                self._use(i, tuple(s for s in scopes if s is not None)[-1:])
            i += 1

    def _read_cases(self, i):
        """The names of enumeration cases: words after `case` and after commas outside parentheses."""
        depth, expects = 0, True
        for token in self.tokens[i:]:
            if token in "([":
                depth += 1
            elif token in ")]":
                depth -= 1
            elif depth == 0 and token == ",":
                expects = True
            elif depth == 0 and expects and WORD.match(token):
                self.member_names.add(token)
                expects = False
            elif depth == 0 and (token in "{}@" or WORD.match(token)):
                return

    def _use(self, i, contexts):
        """Records a word with the words that follow it behind dots."""
        tokens = self.tokens
        words, end = self._path(i)
        following = tokens[end] if end < len(tokens) else ""
        self.uses.append(
            Use(
                words,
                contexts[0] if contexts else (),
                after_dot=i > 0 and tokens[i - 1] == ".",
                is_called=tokens[i + 1 : i + 2] == ["("],
                is_label=len(words) == 1 and following == ":",
            )
        )

    def _path(self, i):
        """The words `A.B.C` from a place on, and the place behind them."""
        words = [self.tokens[i]]
        i += 1
        while i + 1 < len(self.tokens) and self.tokens[i] == "." and WORD.match(self.tokens[i + 1]):
            words.append(self.tokens[i + 1])
            i += 2
        return tuple(words), i

    def _access(self, i):
        """The access that the modifiers before a keyword give, or none."""
        access = None
        while i > 0 and (self.tokens[i - 1] in MODIFIERS or self.tokens[i - 2 : i - 1] == ["@"]):
            i -= 1
            word = self.tokens[i]
            # `private(set)` is about the setter alone.
            if word in ("public", "package", "private", "fileprivate", "open"):
                if self.tokens[i + 1] != "(":
                    access = word
        return access
