"""What a run of the benchmarks is asked to do, and who takes part in it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .rounds import Times
from .table import Row
from .worker import Contestant

OURS, LEAN = "ours", "lean Python loop"
PEERS = {
    "torch-lr-finder": "contestants.with_torch_lr_finder",
    "ignite": "contestants.with_ignite",
    "Lightning": "contestants.with_lightning",
    "fastai": "contestants.with_fastai",
}


@dataclass(frozen=True)
class Setting:
    """The options of a run."""

    quick: bool
    threads: list[int]
    worker: Path | None
    """The Swift worker's executable; None measures the peers alone."""
    command: Path | None
    """The executable of `lrfinder`; None measures the peers alone."""

    def rounds(self, full: int, quick: int) -> int:
        """How many rounds a scenario makes."""
        return quick if self.quick else full

    def ours(
        self, model: str, threads: int | None, name: str = OURS, more: Sequence[str] = (),
        aten: str = "",
    ) -> list[Contestant]:
        """Our contestant in a list, or none; without a number of threads it chooses itself.

        `aten` names the kernels of ours that are left to ATen.
        """
        if self.worker is None:
            return []
        words = [str(self.worker), "--model", model, "--threads", str(threads or "auto")]
        words += more
        return [Contestant(name, words, threads, aten)]


@dataclass
class Result:
    """What a scenario measured."""

    rows: list[Row] = field(default_factory=list)
    times: dict[str, Times] = field(default_factory=dict)
    """Nanoseconds per step of every round, by part of the scenario and contestant."""


def python(
    name: str, module: str, model: str, threads: int | None, loader: str = "usual", *more: str
) -> Contestant:
    """A contestant written in Python; without a number of threads it has torch's choice."""
    words = [sys.executable, "-m", module, "--model", model, "--loader", loader, *more]
    if threads is not None:
        words += ["--threads", str(threads)]
    return Contestant(name, words, threads)
