"""What each kernel of our own is worth: a step with all of them to one with ATen's in its place."""

from statistics import median

from .rounds import interleaved, ratio, started
from .setting import OURS, Result, Setting
from .table import Row, milliseconds

USERS = {
    "mlp on digits": ["linear", "backward", "cross-entropy", "sgd", "batch"],
    "mlp": ["linear", "backward", "cross-entropy", "batch", "layout"],
    "mlp with crops": ["crop"],
    "cnn": ["max-pool", "allocator"],
    "resnet8": ["batch-norm"],
}
"""The kernels that trainings are to be faster for, by the names that LRFINDER_ATEN has."""

OPTIONS = {
    "mlp on digits": ("mlp", ["--data", "digits"]),
    "mlp with crops": ("mlp", ["--augment"]),
}
"""How the worker is asked for a training that is not just a model."""

ROUNDS = {"cnn": (41, 2, 5), "resnet8": (41, 2, 5)}
"""How many rounds, how many of a quick run, and how many steps in a round, of what is slow."""

GOAL = 0.95
"""What saves less than a twentieth of a step is not worth its lines."""


def kernels(setting: Setting) -> Result:
    """All workers of a training take turns, on one thread."""
    whole = Result()
    for training, names in USERS.items():
        full, quick, steps = ROUNDS.get(training, (101, 3, 100))
        model, options = OPTIONS.get(training, (training, []))
        contestants = [
            worker
            for name in [OURS, *names]
            for worker in setting.ours(model, 1, name, options, "" if name == OURS else name)
        ]
        with started(contestants) as workers:
            times = interleaved(workers, setting.rounds(full, quick), steps)
        whole.times[f"kernels, {training}"] = times
        whole.rows += [
            Row(
                f"{training}: ours / {name} left to ATen",
                ours=milliseconds(median(times[OURS])),
                opponent=milliseconds(median(times[name])),
                ratio=ratio(times[OURS], times[name]),
                goal=GOAL,
            )
            for name in names
            if name in times
        ]
    return whole
