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


class CPlan(ctypes.Structure):
    """``lrfinder_plan``: what a search is to do."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("from_", ctypes.c_double),
        ("to", ctypes.c_double),
        ("steps", ctypes.c_int64),
        ("runs", ctypes.c_int64),
        ("is_linear", ctypes.c_int32),
        ("keeps_states", ctypes.c_int32),
        ("adapt_budget", ctypes.c_double),
        ("verify_budget", ctypes.c_double),
        ("gradient_age", ctypes.c_double),
        ("held_out_every", ctypes.c_int64),
        ("measures_held_out", ctypes.c_int32),
    ]


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
        "liblrfinder is not here; install the wheel of lrfinder, or run Scripts/library in the "
        f"checkout (looked for {', '.join(tried)})"
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


def _declared(loaded: ctypes.CDLL, path: Path) -> ctypes.CDLL:
    search, double, text = ctypes.c_void_p, ctypes.c_double, ctypes.c_void_p
    pointer, status = ctypes.POINTER, ctypes.c_int32
    for name, result, arguments in [
        ("interface_version", ctypes.c_uint32, []),
        ("last_error", ctypes.c_char_p, []),
        ("plan_init", status, [pointer(CPlan), ctypes.c_size_t]),
        ("search_create", status, [pointer(CPlan), pointer(search)]),
        ("search_next", status, [search, pointer(CTask)]),
        ("search_begin", status, [search]),
        ("search_record", status, [search, double]),
        ("search_record_and_next", status, [search, double, pointer(CTask)]),
        ("search_record_with_held_out", status, [search, double, double]),
        ("search_record_held_out", status, [search, double]),
        ("search_stop", status, [search]),
        ("search_findings", status, [search, pointer(text)]),
        ("search_free", None, [search]),
        (
            "analyze",
            status,
            [
                pointer(double),
                pointer(double),
                pointer(ctypes.c_size_t),
                ctypes.c_size_t,
                double,
                pointer(text),
            ],
        ),
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
