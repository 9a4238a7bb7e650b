"""The options of a search, which mean what they mean on the command line."""

from __future__ import annotations

import inspect
import math
import operator
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

from ._driven import Session
from ._in_process import InProcess
from ._transport import FinderError, Transport


_STEPS, _QUICK_STEPS = 100, 30
#: How often the held-out loss is measured in a range test.
_MEASUREMENTS = 20


@dataclass(frozen=True)
class Options:
    """What a search is to do.

    Every ``find`` of this package takes these as keywords.
    """

    #: The number of steps of a range test: 100, or 30 where it has to be ``quick``.
    steps: Optional[int] = None
    #: The first learning rate.
    from_: float = 1e-7
    #: The last learning rate.
    to: float = 10.0
    #: How the rate grows: ``exponential`` or ``linear``.
    ramp: str = "exponential"
    #: How many range tests with different seeds.
    runs: int = 1
    #: Whether other tests follow where the first shows nothing.
    adapt: bool = True
    #: The most steps that other tests may take, as a multiple of the first.
    adapt_budget: float = 20.0
    #: Whether candidates around the answer are raced by short trainings.
    verify: bool = False
    #: The most steps of everything, as a multiple of one test's, where the rate is verified.
    verify_budget: float = 10.0
    #: Whether a short sweep over the whole range has to do.
    quick: bool = False
    #: The optimizer's momentum, or Adam's β1; read from the optimizer where nothing is said.
    momentum: Optional[float] = None
    #: Whether to show progress; on a terminal and in a notebook where nothing is said.
    progress: Optional[bool] = None

    @staticmethod
    def of(given: Mapping[str, Any]) -> "Options":
        """The options of some keywords.

        :raises TypeError: where one is not known.
        """
        known = list(inspect.signature(Options).parameters)
        for name in given:
            if name not in known:
                raise TypeError(f"there is no option {name!r}; there are {', '.join(known)}")
        return Options(**given)

    def transport(
        self, session: Session, gradient_age: Optional[float] = None, has_held_out: bool = False
    ) -> Transport:
        """The way to the search: the finder where it drives this script, else one in this process."""
        if session.is_active:
            return session
        return InProcess(self.plan(self.age(gradient_age), has_held_out))

    def plan(self, gradient_age: Optional[float] = None, has_held_out: bool = False) -> Dict[str, Any]:
        """The plan, as the library takes it."""
        if self.ramp not in ("exponential", "linear"):
            raise FinderError(f"a ramp is 'exponential' or 'linear', not {self.ramp!r}")
        steps = self._whole("steps", self.number_of_steps)
        return {
            "from_": self._number("from_", self.from_),
            "to": self._number("to", self.to),
            "steps": steps,
            "runs": self._whole("runs", self.runs),
            "is_linear": int(self.ramp == "linear"),
            "adapt_budget": self._number("adapt_budget", self.adapt_budget) if self.adapt else 0.0,
            "verify_budget": self._number("verify_budget", self.verify_budget)
            if self.verify
            else 0.0,
            "gradient_age": math.nan if gradient_age is None else gradient_age,
            "held_out_every": max(1, steps // _MEASUREMENTS) if has_held_out else 0,
            "measures_held_out": int(has_held_out),
        }

    @property
    def number_of_steps(self) -> int:
        """The steps of a range test."""
        if self.steps is not None:
            return self.steps
        return _QUICK_STEPS if self.quick else _STEPS

    def age(self, own: Optional[float]) -> Optional[float]:
        """The age of the gradients: as the momentum says, else as the optimizer does."""
        if self.momentum is None:
            return own
        if not 0 <= self.momentum < 1:
            raise FinderError(f"momentum lies from 0 up to 1, not at {self.momentum}")
        return self.momentum / (1 - self.momentum)

    @staticmethod
    def _whole(name: str, value: Any) -> int:
        try:
            whole = operator.index(value)
        except TypeError:
            raise FinderError(f"{name} is a whole number, not {value!r}") from None
        if abs(whole) >= 2**63:
            raise FinderError(f"{name} is too large: {value}")
        return whole

    @staticmethod
    def _number(name: str, value: Any) -> float:
        try:
            return float(value)
        except (TypeError, ValueError):
            raise FinderError(f"{name} is a number, not {value!r}") from None

    def settings(self) -> Dict[str, Any]:
        """What was asked for, by the names of the command's options."""
        return {
            "from": float(self.from_),
            "to": float(self.to),
            "steps": self.number_of_steps,
            "ramp": self.ramp,
            "runs": self.runs,
            "adapt": "yes" if self.adapt else "no",
            "verify": "yes" if self.verify else "no",
            "verify_budget": float(self.verify_budget) if self.verify else None,
            "momentum": self.momentum,
        }
