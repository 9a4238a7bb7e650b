"""Finds and loads ``liblrfinder``, whose interface is ``include/lrfinder.h``."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import sys
from pathlib import Path
from typing import Any, Dict, Iterator

from ._transport import FinderError

#: The version of the interface that this package speaks.
INTERFACE = 1

DONE, BEGIN, TRAIN, EVALUATE = range(4)


class CTask(ctypes.Structure):
    """``lrfinder_task``: what is to be done next."""

    _fields_ = [
        ("kind", ctypes.c_int32),
        ("continues", ctypes.c_int32),
        ("run", ctypes.c_int64),
        ("seed", ctypes.c_int64),
        ("steps", ctypes.c_int64),
        ("step", ctypes.c_int64),
        ("rate", ctypes.c_double),
    ]


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The library, loaded when it is first needed.

    :raises FinderError: where there is none, with the places that were looked at.
    """
    tried = []
    for path in _places():
        tried.append(str(path))
        if not path.exists():
            continue
        try:
            loaded = ctypes.CDLL(str(path))
        except OSError as error:
            raise FinderError(f"cannot load {path}: {error}") from None
        return _declared(loaded, path)
    raise FinderError(
        "liblrfinder is not here; install the wheel of lrfinder, or run `swift build --configuration "
        f"release --product liblrfinder` in the checkout (looked for {', '.join(tried)})"
    )


def check(status: int) -> None:
    """Raises what the library says of its last call in this thread, where that has failed."""
    if status:
        message = library().lrfinder_last_error()
        raise FinderError(message.decode() if message else f"liblrfinder returned {status}")


def take(text: "ctypes.c_void_p") -> Dict[str, Any]:
    """Reads a JSON object that the library gave away, and frees it."""
    try:
        return json.loads(ctypes.string_at(text))  # type: ignore[no-any-return]
    finally:
        library().lrfinder_string_free(text)


def _places() -> Iterator[Path]:
    named = os.environ.get("LRFINDER_LIBRARY")
    if named:
        yield Path(named)
        return
    file = "liblrfinder.dylib" if sys.platform == "darwin" else "liblrfinder.so"
    package = Path(__file__).resolve().parent
    yield package / "_native" / file
    checkout = package.parents[2]
    if (checkout / "Package.swift").exists():
        yield checkout / ".build" / "release" / file
        yield checkout / ".build" / "debug" / file


def _declared(loaded: ctypes.CDLL, path: Path) -> ctypes.CDLL:
    search, double, text = ctypes.c_void_p, ctypes.c_double, ctypes.c_void_p
    pointer, status = ctypes.POINTER, ctypes.c_int32
    for name, result, arguments in [
        ("interface_version", ctypes.c_uint32, []),
        ("last_error", ctypes.c_char_p, []),
        ("search_create", status, [ctypes.c_char_p, pointer(search)]),
        ("search_next", status, [search, pointer(CTask)]),
        ("search_begin", status, [search]),
        ("search_record", status, [search, double]),
        ("search_record_with_held_out", status, [search, double, double]),
        ("search_record_held_out", status, [search, double]),
        ("search_stop", status, [search]),
        ("search_findings", status, [search, pointer(text)]),
        ("search_free", None, [search]),
        ("analyze", status, [ctypes.c_char_p, pointer(text)]),
        ("string_free", None, [text]),
    ]:
        try:
            function = getattr(loaded, f"lrfinder_{name}")
        except AttributeError:
            raise FinderError(f"{path} has no lrfinder_{name}; is it of another version?") from None
        function.restype = result
        function.argtypes = arguments
    version = loaded.lrfinder_interface_version()
    if version != INTERFACE:
        raise FinderError(f"{path} has version {version} of its interface; expected {INTERFACE}")
    return loaded
