"""Turn by turn: how noise of the machine is made to hit all contestants alike."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median

from .worker import Contestant, Worker

# An OpenMP thread spins for some milliseconds after its loop before it sleeps; the pause keeps
# the threads of one worker out of the turn of the next.
PAUSE_SECONDS = 0.02

Times = dict[str, list[float]]
"""Nanoseconds per step of every contestant, one number for each round."""


@contextmanager
def started(contestants: Sequence[Contestant]) -> Iterator[list[Worker]]:
    """The contestants' workers, warmed up one after the other, and ended with the block."""
    workers: list[Worker] = []
    try:
        for contestant in contestants:
            workers.append(contestant.start())
            workers[-1].wait_until_ready()
        yield workers
    finally:
        for worker in workers:
            worker.finish()


def interleaved(workers: Sequence[Worker], rounds: int, steps: int) -> Times:
    """Times all workers in each round; every round begins with another worker."""
    times: Times = {worker.contestant.name: [] for worker in workers}
    for index in range(rounds):
        first = index % len(workers)
        for worker in [*workers[first:], *workers[:first]]:
            time.sleep(PAUSE_SECONDS)
            times[worker.contestant.name].append(worker.nanoseconds_per_step(steps))
    return times


def ratio(numerator: Sequence[float], denominator: Sequence[float]) -> float:
    """The median of the rounds' ratios.

    Both numbers of a ratio come from the same round, so a spell in which the machine is slow
    cancels out, and the median passes over the rounds that something disturbed.
    """
    return median(a / b for a, b in zip(numerator, denominator, strict=True))
