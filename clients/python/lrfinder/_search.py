"""The one loop between a search and a training."""

from __future__ import annotations

from typing import Optional, Protocol, SupportsFloat

from ._progress import Progress
from ._transport import HeldOut, Rate, Run, Transport


class Training(Protocol):
    """Something that can be trained one mini-batch at a time, and put back."""

    def begin(self, run: Run) -> None:
        """Puts the initial state back, and seeds the generators for this run."""

    def train(self, rate: Rate) -> SupportsFloat:
        """Trains one mini-batch at a rate, and returns its loss before the update."""

    def evaluate(self) -> SupportsFloat:
        """Measures the loss on held-out data."""

    def end(self) -> None:
        """Puts everything back as it was before the search."""


def conduct(transport: Transport, training: Training, progress: Optional[Progress] = None) -> None:
    """Trains as the search asks for, and puts everything back, whatever happens."""
    try:
        while True:
            task = transport.next()
            if isinstance(task, Rate):
                loss = training.train(task)
                transport.record(loss)
                if progress is not None:
                    progress.step(task, loss)
            elif isinstance(task, Run):
                training.begin(task)
                transport.begin()
                if progress is not None:
                    progress.begin(task)
            elif isinstance(task, HeldOut):
                transport.record_held_out(training.evaluate())
            else:
                return
    except BaseException:
        transport.stop()
        raise
    finally:
        training.end()
        if progress is not None:
            progress.close()
