"""The options of a search, which mean what they mean on the command line."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

from ._driven import Session
from ._in_process import InProcess
from ._transport import FinderError, Transport


@dataclass(frozen=True)
class Options:
    """What a search is to do.

    Every ``find`` of this package takes these as keywords.
    """

    #: The number of steps of a range test.
    steps: int = 100
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
        return InProcess(self.plan(gradient_age, has_held_out))

    def plan(self, gradient_age: Optional[float] = None, has_held_out: bool = False) -> Dict[str, Any]:
        """The plan, as the library reads it."""
        if self.momentum is not None:
            if not 0 <= self.momentum < 1:
                raise FinderError(f"momentum lies from 0 up to 1, not at {self.momentum}")
            gradient_age = self.momentum / (1 - self.momentum)
        return {
            "from": float(self.from_),
            "to": float(self.to),
            "steps": self.steps,
            "ramp": self.ramp,
            "runs": self.runs,
            "adapt_budget": float(self.adapt_budget) if self.adapt else 0.0,
            "verify_budget": float(self.verify_budget) if self.verify else None,
            "quick": self.quick,
            "gradient_age": gradient_age,
            "has_held_out": has_held_out,
        }

    def settings(self) -> Dict[str, Any]:
        """What was asked for, by the names of the command's options."""
        return {
            "from": float(self.from_),
            "to": float(self.to),
            "steps": self.steps,
            "ramp": self.ramp,
            "runs": self.runs,
            "adapt": "yes" if self.adapt else "no",
            "verify": "yes" if self.verify else "no",
            "verify_budget": float(self.verify_budget) if self.verify else None,
            "momentum": self.momentum,
        }
