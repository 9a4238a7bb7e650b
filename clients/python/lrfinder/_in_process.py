"""A search in this process: the core of the finder, called through its C interface."""

from __future__ import annotations

import ctypes
from typing import Any, Dict, Mapping, NoReturn, Optional, SupportsFloat

from . import _library
from ._transport import HELD_OUT, FinderError, Rate, Run, Task, number


class InProcess:
    """A :class:`Transport` to a search in this process.

    :param plan: What the search is to do: members of ``lrfinder_plan`` that are not the usual ones.
    """

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._library = _library.library()
        asked = _library.CPlan()
        size = ctypes.sizeof(asked)
        _library.check(self._library.lrfinder_plan_init(ctypes.byref(asked), size))
        for name, value in plan.items():
            setattr(asked, name, value)
        handle = ctypes.c_void_p()
        _library.check(
            self._library.lrfinder_search_create(ctypes.byref(asked), ctypes.byref(handle))
        )
        self._handle = handle
        self._task = _library.CTask()
        self._pointer = ctypes.byref(self._task)
        self._next = self._library.lrfinder_search_next
        self._record_and_next = self._library.lrfinder_search_record_and_next
        #: Whether the task is what is next: a call into the library costs more than all around it.
        self._is_known = False

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle is not None:
            self._library.lrfinder_search_free(handle)
            self._handle = None  # type: ignore[assignment]

    @property
    def suggestion(self) -> Optional[float]:
        """The rate that was found; none where none can be trusted, or not yet."""
        found = self.findings()
        rate = (found.get("verified") or {}).get("rate")
        return rate if rate is not None else (found["suggestion"] or {}).get("learning_rate")

    def next(self) -> Task:
        """What is to be done next; none where the search is over."""
        if not self._is_known:
            status = self._next(self._handle, self._pointer)
            if status:
                _library.check(status)
            self._is_known = True
        task = self._task
        kind = task.kind
        if kind == _library.TRAIN:
            return Rate(task.rate, task.step)
        if kind == _library.BEGIN:
            return Run(task.run, task.seed, task.steps, is_relative=True)
        return HELD_OUT if kind == _library.EVALUATE else None

    def begin(self) -> None:
        """Says that the initial state is in place."""
        self._is_known = False
        _library.check(self._library.lrfinder_search_begin(self._handle))

    def record(
        self,
        loss: SupportsFloat,
        validation_loss: Optional[SupportsFloat] = None,
        losses: Optional[Mapping[str, SupportsFloat]] = None,
    ) -> None:
        """Records the loss of the mini-batch that was trained last."""
        value = loss if type(loss) is float else number(loss)
        if validation_loss is None:
            status = self._record_and_next(self._handle, value, self._pointer)
            self._is_known = not status
        else:
            self._is_known = False
            status = self._library.lrfinder_search_record_with_held_out(
                self._handle, value, number(validation_loss)
            )
        if status:
            _library.check(status)

    def record_held_out(self, loss: SupportsFloat) -> None:
        """Records the loss on held-out data."""
        self._is_known = False
        _library.check(
            self._library.lrfinder_search_record_held_out(self._handle, number(loss))
        )

    def stop(self) -> None:
        """Ends the search early; what was measured is kept."""
        self._is_known = False
        _library.check(self._library.lrfinder_search_stop(self._handle))

    def give_up(self, reason: str) -> NoReturn:
        """Ends the search, and raises the reason."""
        self.stop()
        raise FinderError(reason)

    def findings(self) -> Dict[str, Any]:
        """What the search found so far."""
        text = ctypes.c_void_p()
        _library.check(self._library.lrfinder_search_findings(self._handle, ctypes.byref(text)))
        return _library.take(text)
