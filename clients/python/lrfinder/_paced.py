"""Searches inside of a framework's own training loop, which calls back."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, SupportsFloat

from ._options import Options
from ._progress import Progress
from ._transport import FinderError, Rate, Run, Transport, number


class Pace:
    """The steps of one run after another, as a framework's callbacks see them."""

    def __init__(self, transport: Transport, options: Optional[Options] = None) -> None:
        self.transport = transport
        self._progress = Progress(False if options is None else options.progress)
        #: The rate of the next step; none where no run is going on.
        self.rate: Optional[Rate] = None
        self._losses: List[float] = []

    def next_run(self) -> Optional[Run]:
        """The run that is to begin; none where the search is over."""
        task = self.transport.next()
        if isinstance(task, Rate):
            raise FinderError("a run was begun while another one is going on")
        return task if isinstance(task, Run) else None

    def begin(self, run: Run) -> None:
        """The initial state is in place: the first rate is to be set."""
        self._losses = []
        self._progress.begin(run)
        self.transport.begin()
        self._take()

    def add(self, loss: SupportsFloat) -> None:
        """The loss of a mini-batch that may be one of several of its step."""
        self._losses.append(number(loss))

    def step(self, is_sum: bool = False) -> bool:
        """The step is made: reports the mean, or the sum, of its losses.

        :return: Whether there is another one.
        """
        if not self._losses or self.rate is None:
            self.transport.give_up("no loss was seen for a step")
        loss = sum(self._losses) / (1 if is_sum else len(self._losses))
        self._losses = []
        self.transport.record(loss)
        self._progress.step(self.rate, loss)
        return self._take()

    def close(self) -> None:
        """No more steps."""
        self.rate = None
        self._progress.close()

    def _take(self) -> bool:
        task = self.transport.next()
        self.rate = task if isinstance(task, Rate) else None
        return self.rate is not None


class Fits:
    """A training that is made of a framework's whole ``fit``, one for each run.

    :param make: Makes the way to the search, when the optimizer is there to be looked at.
    """

    def __init__(self, make: Callable[[], Transport], options: Options) -> None:
        self._make = make
        self._options = options
        self._pace: Optional[Pace] = None
        self._is_over = False

    @property
    def pace(self) -> Pace:
        """The pace; begins the search where it has not begun."""
        if self._pace is None:
            self._pace = Pace(self._make(), self._options)
        return self._pace

    @property
    def next_seed(self) -> int:
        """The seed of the next run; 0, that of the first, where the search has not begun."""
        task = None if self._pace is None else self._pace.transport.next()
        return task.seed if isinstance(task, Run) else 0

    @property
    def is_over(self) -> bool:
        """Whether the search wants no further run."""
        return self._pace is not None and not isinstance(self._pace.transport.next(), (Run, Rate))

    def conduct(self, fit: Callable[[], Any], restore: Callable[[], Any]) -> Transport:
        """Fits as often as the search asks for; puts everything back after each time."""
        try:
            while not self.is_over:
                try:
                    fit()
                finally:
                    restore()
                if self._pace is None:
                    raise FinderError("the training has ended before its first step")
                if isinstance(self._pace.transport.next(), Rate):
                    self._pace.transport.give_up("the training has ended before its range test")
        except BaseException as error:
            if self._pace is not None and not isinstance(error, SystemExit):
                self._pace.transport.stop()
            raise
        finally:
            if self._pace is not None:
                self._pace.close()
        return self.pace.transport
