"""What a search asks of a training, and how it is answered: the same over every transport.

A search is pulled from. ``next`` says what is to be done, and it is done and reported before the
next ``next``:

=============== ===================================================== =============================
``next`` gives  what is to be done                                    answered by
=============== ===================================================== =============================
:class:`Run`    the initial state is put back, the seed is set        ``begin``
:class:`Rate`   one mini-batch is trained at this rate                ``record`` (its loss before
                                                                      the update)
:data:`HELD_OUT` the loss on held-out data is measured                ``record_held_out``
``None``        nothing: the search is over
=============== ===================================================== =============================
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Dict, List, Mapping, Optional, Sequence, SupportsFloat, Union

try:
    from typing import Final, NoReturn, Protocol
except ImportError:  # pragma: no cover
    raise ImportError("lrfinder needs Python 3.9 or later") from None


class FinderError(RuntimeError):
    """Something that the finder cannot work with; the message says what was expected."""


class Rate(float):
    """The learning rate to train the next mini-batch at: a float that knows more.

    A rate of 0 asks for the loss alone.
    """

    #: The step, from 0.
    step: int
    #: The rate of each parameter group, where the finder says them; else they keep their ratios.
    groups: Optional[Sequence[float]] = None
    #: Which of several optimizers is tested; none where there is one.
    optimizer: Optional[str] = None
    #: The rate of each of several optimizers.
    optimizers: Mapping[str, float] = MappingProxyType({})

    def __new__(
        cls,
        rate: float,
        step: int = 0,
        groups: Optional[List[float]] = None,
        optimizer: Optional[str] = None,
        optimizers: Optional[Dict[str, float]] = None,
    ) -> Rate:
        made = super().__new__(cls, rate)
        made.step = step
        # One is made for every step: what is usual costs nothing.
        if groups is not None:
            made.groups = groups
        if optimizer is not None:
            made.optimizer = optimizer
        if optimizers:
            made.optimizers = optimizers
        return made

    def of_group(self, index: int, count: int) -> float:
        """The rate of one of ``count`` parameter groups."""
        if self.groups is None:
            return float(self)
        if len(self.groups) != count:
            raise FinderError(
                f"--groups has {len(self.groups)} factors, but there are {count} parameter groups"
            )
        return self.groups[index]


@dataclass(frozen=True)
class Run:
    """One run that the search asks for: a range test, or a short training at one rate."""

    #: The number of the run, from 0.
    number: int
    #: What data order and dropout are to depend on.
    seed: int
    #: How many steps it has at most.
    steps: int
    #: Which of several optimizers is tested; none where there is one.
    optimizer: Optional[str] = None
    #: Whether ``seed`` counts from the training's own seed instead of replacing it.
    is_relative: bool = False


class HeldOut:
    """Asks for the loss on held-out data, now."""


HELD_OUT: Final = HeldOut()

#: What a search asks for; none where it is over.
Task = Union[Run, Rate, HeldOut, None]


class Transport(Protocol):
    """A way to the search."""

    @property
    def suggestion(self) -> Optional[float]:
        """The rate that was found; none where it is not known, or where none can be trusted."""

    def next(self) -> Task:
        """What is to be done now; the same until it is answered.

        :raises SystemExit: where the script is to end with its search.
        """

    def begin(self) -> None:
        """Says that the initial state is in place."""

    def record(
        self,
        loss: SupportsFloat,
        validation_loss: Optional[SupportsFloat] = None,
        losses: Optional[Mapping[str, SupportsFloat]] = None,
    ) -> None:
        """Reports the loss of the mini-batch before its update."""

    def record_held_out(self, loss: SupportsFloat) -> None:
        """Reports the loss on held-out data."""

    def stop(self) -> None:
        """Ends the search early; what was measured is kept."""

    def give_up(self, reason: str) -> NoReturn:
        """Ends the search because the training cannot go on, and raises the reason."""

    def findings(self) -> Optional[Dict[str, Any]]:
        """What the search found; none where the other side keeps it."""


def number(value: SupportsFloat) -> float:
    """A loss as a number.

    :raises FinderError: where it is none.
    """
    # An array of a framework: its item() gives no warning about gradients.
    item = getattr(value, "item", None)
    try:
        return float(item() if callable(item) else value)
    except (TypeError, ValueError, RuntimeError):
        shape = getattr(value, "shape", None)
        what = f"an array of shape {tuple(shape)}" if shape is not None else type(value).__name__
        raise FinderError(f"a loss is one number, not {what}") from None
