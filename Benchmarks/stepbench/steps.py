"""The time of a training step: ours against the lean loop, the peers and the products' limit."""

from collections.abc import Callable
from statistics import median

from .rounds import Times, interleaved, ratio, started
from .setting import LEAN, OURS, PEERS, Result, Setting, python
from .table import Row, milliseconds

# The peers take part with the loader that everybody writes and with the fastest one.
LOADERS = {"usual": "", "whole-batch": ", whole-batch loader"}
LIMIT = "matrix products"
LEAN_GOALS = {"cnn": 0.95, "resnet56": 1.0}
MLP_GOALS = {LEAN: 0.65, "torch-lr-finder": 0.40, "Lightning": 0.30, "fastai": 0.15}


def mlp(setting: Setting, threads: int) -> Result:
    """A step of `mlp` against everyone's."""
    name = f"mlp, {_count(threads)}"
    peers = [
        python(peer + suffix, module, "mlp", threads, loader)
        for loader, suffix in LOADERS.items()
        for peer, module in PEERS.items()
    ]
    contestants = [
        *setting.ours("mlp", threads),
        python(LEAN, "contestants.lean", "mlp", threads),
        *peers,
        python(LIMIT, "contestants.matrix_products", "mlp", threads),
    ]
    with started(contestants) as workers:
        times = interleaved(workers, setting.rounds(full=41, quick=5), steps=100)
    rows = [
        _row(f"{name}: step / {opponent}", times, opponent, MLP_GOALS.get(opponent))
        for opponent in [LEAN, *(peer.name for peer in peers)]
    ]
    rows.append(_limit_row(name, times))
    return Result(rows, {name: times})


def cnn(setting: Setting, threads: int) -> Result:
    """A step of `cnn` against the lean loop's."""
    return _against_lean(setting, "cnn", threads, setting.rounds(full=21, quick=3), steps=10)


def resnet56(setting: Setting) -> Result:
    """A step of `resnet56` against the lean loop's, on one thread."""
    return _against_lean(setting, "resnet56", 1, setting.rounds(full=5, quick=1), steps=2)


def study(setting: Setting) -> Result:
    """Twenty range tests of `mlp` from weights of their own, in one process on one thread."""
    peer = "torch-lr-finder"
    contestants = [
        *setting.ours("mlp", 1, more=["--study"]),
        python(peer, PEERS[peer], "mlp", 1, "usual", "--study"),
    ]
    with started(contestants) as workers:
        times = interleaved(workers, setting.rounds(full=7, quick=2), steps=2000)
    return Result([_row(f"study of 20 runs / {peer}", times, peer, goal=0.25)], {"study": times})


def _against_lean(
    setting: Setting, model: str, threads: int, rounds: int, steps: int
) -> Result:
    name = f"{model}, {_count(threads)}"
    contestants = [
        *setting.ours(model, threads),
        python(LEAN, "contestants.lean", model, threads),
    ]
    with started(contestants) as workers:
        times = interleaved(workers, rounds, steps)
    row = _row(f"{name}: step / {LEAN}", times, LEAN, LEAN_GOALS[model])
    return Result([row], {name: times})


def for_each(
    threads: list[int], scenario: Callable[[Setting, int], Result]
) -> Callable[[Setting], Result]:
    """The scenario at each number of threads, as one."""

    def all_of_them(setting: Setting) -> Result:
        whole = Result()
        for count in threads:
            part = scenario(setting, count)
            whole.rows += part.rows
            whole.times |= part.times
        return whole

    return all_of_them


def _row(name: str, times: Times, opponent: str, goal: float | None) -> Row:
    ours = times.get(OURS)
    return Row(
        name,
        ours=milliseconds(median(ours)) if ours else "–",
        opponent=milliseconds(median(times[opponent])),
        ratio=ratio(ours, times[opponent]) if ours else None,
        goal=goal,
    )


def _limit_row(name: str, times: Times) -> Row:
    ours = times.get(OURS)
    return Row(
        f"{name}: {LIMIT} / step",
        ours=milliseconds(median(ours)) if ours else "–",
        opponent=milliseconds(median(times[LIMIT])),
        ratio=ratio(times[LIMIT], ours) if ours else None,
        goal=0.75,
        at_least=True,
    )


def _count(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"
