"""What a step of `lrfinder drive` costs a script beside its training."""

import re
import subprocess
import sys

from .setting import Result, Setting
from .table import Row
from .worker import BENCHMARKS

GOAL_MICROSECONDS = 60.0
LINE = re.compile(r"(\w+) +median +([0-9.]+) µs")


def round_trip(setting: Setting) -> Result:
    """The median time from a loss to the next rate; the goal is a time, so the ratio is to it."""
    if setting.command is None:
        return Result()
    output = subprocess.run(
        [BENCHMARKS / "round-trip", setting.command],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if output.returncode != 0:
        raise RuntimeError(f"round-trip ended with status {output.returncode}: {output.stderr}")
    print(output.stderr, end="", file=sys.stderr)
    return Result([
        Row(
            f"round trip of drive, {client}",
            ours=f"{median} µs",
            opponent=f"{GOAL_MICROSECONDS:g} µs",
            ratio=float(median) / GOAL_MICROSECONDS,
            goal=1.0,
        )
        for client, median in LINE.findall(output.stderr)
    ])  # fmt: skip
