"""What a function reaches: the objects that its names stand for."""

from __future__ import annotations

import functools
import io
import types
from typing import Any, Dict, Iterator, List, Tuple

#: Packages that keep what they are told, somewhere else.
_LOGS = {"tensorboard", "tensorboardX", "wandb", "mlflow", "comet_ml", "neptune", "aim"}


def reached(function: Any) -> Dict[str, Any]:
    """The objects that a function can change, by the names that it has for them.

    These are its free variables, the globals that it names, its defaults, the object that it is
    bound to, and the same of the functions of its module that it calls.
    """
    found: Dict[str, Any] = {}
    seen = set()
    waiting: List[Any] = [function]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        for name, value in _names(part):
            if isinstance(value, (types.ModuleType, type, types.BuiltinFunctionType)):
                continue
            if isinstance(value, (types.FunctionType, types.MethodType, functools.partial)):
                if getattr(value, "__module__", None) == getattr(function, "__module__", None):
                    waiting.append(value)
                continue
            found.setdefault(name, value)
    return found


def irreversible(found: Dict[str, Any]) -> List[str]:
    """What cannot be put back of these, a sentence each."""
    notes = []
    for name, value in found.items():
        package = type(value).__module__.split(".")[0]
        if isinstance(value, io.IOBase):
            notes.append(f"what is written to {name} stays written")
        elif package in _LOGS or type(value).__name__ == "SummaryWriter":
            notes.append(f"what is logged through {name} stays logged")
        elif isinstance(value, Iterator):
            notes.append(
                f"{name} is an iterator ({type(value).__name__}): what is taken from it is gone"
            )
    return notes


def _names(part: Any) -> Iterator[Tuple[str, Any]]:
    if isinstance(part, functools.partial):
        yield "function", part.func
        yield from ((f"argument {index}", value) for index, value in enumerate(part.args))
        yield from part.keywords.items()
        return
    if isinstance(part, types.MethodType):
        yield "self", part.__self__
        part = part.__func__
    if not isinstance(part, types.FunctionType):
        if hasattr(part, "__dict__"):
            yield type(part).__name__, part
        return
    for name, cell in zip(part.__code__.co_freevars, part.__closure__ or ()):
        try:
            yield name, cell.cell_contents
        except ValueError:  # Not filled yet.
            pass
    yield from ((f"default {index}", v) for index, v in enumerate(part.__defaults__ or ()))
    yield from (part.__kwdefaults__ or {}).items()
    for name in _global_names(part.__code__):
        if name in part.__globals__:
            yield name, part.__globals__[name]


def _global_names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _global_names(constant)
