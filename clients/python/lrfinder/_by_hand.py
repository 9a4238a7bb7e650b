"""A search on a training that is written by hand."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, SupportsFloat

from ._found import Found
from ._options import Options
from ._progress import Progress
from ._search import Training, conduct
from ._transport import FinderError, Rate, Run, Transport


def find_by_hand(
    step: Callable[[float], SupportsFloat],
    snapshot: Optional[Callable[[], Any]],
    restore: Optional[Callable[[Any], None]],
    seed: Optional[Callable[[int], None]],
    evaluate: Optional[Callable[[], SupportsFloat]],
    options: Mapping[str, Any],
) -> Found:
    """Finds the rate of a training that is a function of the rate."""
    from . import session

    if (snapshot is None) != (restore is None):
        raise FinderError("give both snapshot and restore, or neither")
    chosen = Options.of(options)
    training = _ByHand(step, snapshot, restore, seed, evaluate)
    transport = chosen.transport(session(), has_held_out=evaluate is not None)
    notes = [] if snapshot is not None else [
        "without snapshot and restore each run goes on where the last one ended, and nothing is "
        "put back"
    ]
    return run(transport, training, chosen, "a training by hand", notes=notes)


def run(
    transport: Transport,
    training: Training,
    options: Options,
    title: str,
    notes: Sequence[str] = (),
    **found: Any,
) -> Found:
    """Conducts a search and says what it found."""

    def search(begun: Callable[[Transport], None]) -> None:
        begun(transport)
        conduct(transport, training, Progress(options.progress))

    return outcome(search, options, title, notes, **found)


def outcome(
    search: Callable[[Callable[[Transport], None]], Any],
    options: Options,
    title: str,
    notes: Sequence[str] = (),
    settings: Optional[Mapping[str, Any]] = None,
    **found: Any,
) -> Found:
    """What a search found.

    An exception of the training, and Ctrl-C, pass through after everything was put back; what was
    measured before is their ``found``.

    :param search: Makes the search; it says over which transport when it is known.
    """
    start = time.perf_counter()
    transports: List[Transport] = []

    def made() -> Found:
        transport = transports[-1]
        return Found(
            transport.findings() or _driven_findings(transport.suggestion),
            {**options.settings(), **(settings or {})},
            title,
            notes=notes,
            seconds=time.perf_counter() - start,
            **found,
        )

    try:
        search(transports.append)
    except BaseException as error:
        if transports:
            try:
                error.found = made()  # type: ignore[attr-defined]
            except FinderError:
                pass  # Nothing was measured.
        raise
    return made()


def _driven_findings(suggestion: Optional[float]) -> Dict[str, Any]:
    """What a driven script knows of the answer: the rate alone."""
    return {
        "suggestion": None
        if suggestion is None
        else {"learning_rate": suggestion, "low": None, "high": None},
        "verdict": {
            "code": "not-trusted" if suggestion is None else "good",
            "reason": "lrfinder drive, which has started this script, shows the curve and why",
            "remedy": None,
        },
    }


class _ByHand:
    def __init__(
        self,
        step: Callable[[float], SupportsFloat],
        snapshot: Optional[Callable[[], Any]],
        restore: Optional[Callable[[Any], None]],
        seed: Optional[Callable[[int], None]],
        evaluate: Optional[Callable[[], SupportsFloat]],
    ) -> None:
        self._step = step
        self._restore = restore
        self._kept = None if snapshot is None else snapshot()
        self._seed = seed
        self._evaluate = evaluate

    def begin(self, run: Run) -> None:
        self.end()
        if self._seed is not None:
            self._seed(run.seed)

    def train(self, rate: Rate) -> SupportsFloat:
        loss = self._step(rate)
        if loss is None:
            raise FinderError("the step returned no loss; end it by: return loss")
        return loss

    def evaluate(self) -> SupportsFloat:
        if self._evaluate is None:
            raise FinderError("there is no held-out data to evaluate on")
        return self._evaluate()

    def end(self) -> None:
        if self._restore is not None:
            self._restore(self._kept)
