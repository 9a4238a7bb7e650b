"""What the finder adds: a step of the range test over a step of the bare Swift loop."""

import time
from statistics import median

from .rounds import PAUSE_SECONDS, Times, ratio, started
from .setting import Result, Setting
from .table import Row, milliseconds

WHOLE, RECORDED, BARE = "range test", "range test, learner not put back", "bare Swift loop"
VERBS = {WHOLE: "go", RECORDED: "recorded", BARE: "bare"}
STEPS = 100


def overhead(setting: Setting) -> Result:
    """All loops run in the same process, on the same learner, in changing order.

    A hundredth is less than what two processes differ by from the layout of their memory alone.
    """
    times: Times = {name: [] for name in VERBS}
    order = list(VERBS)
    with started(setting.ours("mlp", threads=1)) as workers:
        for worker in workers:
            for _ in range(setting.rounds(full=201, quick=11)):
                time.sleep(PAUSE_SECONDS)
                for name in order:
                    times[name].append(worker.nanoseconds_per_step(STEPS, VERBS[name]))
                order.append(order.pop(0))
    if not times[BARE]:
        return Result()
    rows = [
        Row(
            f"finder's share: {name} / {BARE}",
            ours=milliseconds(median(times[name])),
            opponent=milliseconds(median(times[BARE])),
            ratio=ratio(times[name], times[BARE]),
            goal=1.01 if name == RECORDED else None,
        )
        for name in (WHOLE, RECORDED)
    ]
    return Result(rows, {"overhead": times})
