"""A busy machine: the step's time while other processes spin, over its time alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from .rounds import Times, interleaved, ratio, started
from .setting import LEAN, OURS, PEERS, Result, Setting, python
from .table import Row, milliseconds

STARTED_UNDER_LOAD = "ours, started under load"
GOAL = 2.5


def busy(setting: Setting) -> Result:
    """Every contestant at its own number of threads, alone and beside one spinner per core.

    Ours takes part twice: once as it was started on the free machine, once as it was started
    beside the spinners, for it measures its number of threads when it starts.
    """
    finder = "torch-lr-finder"
    contestants = [
        *setting.ours("mlp", threads=None),
        python(LEAN, "contestants.lean", "mlp", threads=None),
        python(finder, PEERS[finder], "mlp", threads=None),
    ]
    alone: Times = {}
    beside: Times = {}
    with ExitStack() as stack:
        workers = stack.enter_context(started(contestants))
        with spinners():
            late = setting.ours("mlp", threads=None, name=STARTED_UNDER_LOAD)
            workers = [*workers, *stack.enter_context(started(late))]
        for _ in range(setting.rounds(full=9, quick=2)):
            _extend(alone, interleaved(workers, rounds=1, steps=20))
            with spinners():
                _extend(beside, interleaved(workers, rounds=1, steps=20))
    rows = [_row(name, alone[name], beside[name]) for name in alone]
    return Result(rows, {"busy: alone": alone, "busy: beside spinners": beside})


@contextmanager
def spinners() -> Iterator[None]:
    """One process for each core that does nothing but turn, for as long as the block lasts."""
    processes = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(os.cpu_count() or 1)
    ]
    try:
        time.sleep(0.2)
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait()


def _extend(times: Times, round_: Times) -> None:
    for name, values in round_.items():
        times.setdefault(name, []).extend(values)


def _row(name: str, alone: list[float], beside: list[float]) -> Row:
    figures = f"{milliseconds(median(alone))} → {milliseconds(median(beside))}"
    is_ours = name in (OURS, STARTED_UNDER_LOAD)
    return Row(
        f"busy machine / alone: {name}",
        ours=figures if is_ours else "–",
        opponent="–" if is_ours else figures,
        ratio=ratio(beside, alone),
        goal=GOAL if is_ours else None,
    )
