"""What the finder adds: a step of the range test over a step of the bare Swift loop."""

import time
from statistics import median

from .rounds import PAUSE_SECONDS, Times, ratio, started
from .setting import OURS, Result, Setting
from .table import Row, milliseconds

BARE = "bare Swift loop"
STEPS = 100


def overhead(setting: Setting) -> Result:
    """Both loops run in the same process, on the same learner, in pairs of changing order.

    A hundredth is less than what two processes differ by from the layout of their memory alone.
    """
    times: Times = {OURS: [], BARE: []}
    verbs = [(OURS, "go"), (BARE, "bare")]
    with started(setting.ours("mlp", threads=1)) as workers:
        for worker in workers:
            for _ in range(setting.rounds(full=201, quick=11)):
                time.sleep(PAUSE_SECONDS)
                for name, verb in verbs:
                    times[name].append(worker.nanoseconds_per_step(STEPS, verb))
                verbs.reverse()
    if not times[OURS]:
        return Result()
    row = Row(
        f"finder's share: range test / {BARE}",
        ours=milliseconds(median(times[OURS])),
        opponent=milliseconds(median(times[BARE])),
        ratio=ratio(times[OURS], times[BARE]),
        goal=1.01,
    )
    return Result([row], {"overhead": times})
