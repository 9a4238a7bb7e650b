"""The code of a Swift file without its comments, strings and regular expressions.

What a string interpolates is code, and stays.
"""

import re

STARTS = re.compile(r'//|/\*|#*"|#*/(?![\s/*=])|[()]')
BEFORE_REGEX = set("(,=:[{&|!?;") | {""}


def code(text):
    """The text with blanks in place of all that is no code."""
    kept = []
    _scan(text, 0, kept, until_parenthesis=False)
    return "".join(kept)


def _scan(text, at, kept, until_parenthesis):
    """Keeps code from `at` to the end, or past the parenthesis that closes the one before `at`."""
    depth = 1
    while found := STARTS.search(text, at):
        kept.append(text[at : found.start()])
        start, at = found.group(), found.end()
        if start == "//":
            line = text.find("\n", at)
            at = len(text) if line < 0 else line
        elif start == "/*":
            at = _after_comment(text, at)
        elif start.endswith('"'):
            at = _scan_string(text, at, start.count("#"), kept)
        elif start.endswith("/"):
            at = _after_regex(text, found.start(), at, start.count("#"), kept)
        else:
            kept.append(start)
            depth += 1 if start == "(" else -1
            if until_parenthesis and depth == 0:
                return at
    kept.append(text[at:])
    return len(text)


def _after_comment(text, at):
    depth = 1
    for found in re.compile(r"/\*|\*/").finditer(text, at):
        depth += 1 if found.group() == "/*" else -1
        if depth == 0:
            return found.end()
    return len(text)


def _scan_string(text, at, hashes, kept):
    """Keeps what a string interpolates; `at` is behind its first quotation mark."""
    quotes = 3 if text.startswith('""', at) else 1
    if quotes == 3:
        at += 2
    elif text.startswith('"' + "#" * hashes, at):
        return at + 1 + hashes  # an empty string
    close = '"' * quotes + "#" * hashes
    escape = "\\" + "#" * hashes
    kept.append(' "" ')
    while at < len(text):
        if text.startswith(close, at):
            return at + len(close)
        if text.startswith(escape, at):
            at += len(escape)
            if text[at : at + 1] == "(":
                kept.append("(")
                at = _scan(text, at + 1, kept, until_parenthesis=True)
            else:
                at += 1
        elif quotes == 1 and text[at] == "\n":
            return at  # no string of one line goes on: what was taken for one is none
        else:
            at += 1
    return at


def _after_regex(text, start, at, hashes, kept):
    """Passes over a regular expression, or keeps a slash that divides."""
    before = "".join(kept[-2:]).rstrip()[-1:]
    close = "/" + "#" * hashes
    line = text.find("\n", at)
    end = at
    while hashes or before in BEFORE_REGEX:
        end = text.find(close, end)
        if end < 0 or not hashes and 0 <= line < end:
            break
        if text[end - 1] != "\\":
            return end + len(close)
        end += 1
    kept.append(text[start:at])
    return at
