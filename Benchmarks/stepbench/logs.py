"""Reading long logs: how fast `lrfinder analyze` goes over a table and over console output."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from .process import run
from .setting import Result, Setting
from .table import Row

ROWS = 10_000_000
CONSOLE_BYTES = 100_000_000
TABLE_SECONDS = 2.5
TABLE_BYTES = 150e6
CONSOLE_SECONDS = 1.0


def logs(setting: Setting) -> Result:
    """A table of ten million rows, and 100 MB of what a training prints."""
    if setting.command is None:
        return Result()
    rows = ROWS // setting.rounds(full=1, quick=100)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "table.csv")
        console = Path(folder, "console.log")
        with table.open("w") as file:
            file.write("step,learning_rate,loss\n")
            file.writelines(
                f"{step},{rate:.9e},{loss:.6f}\n" for step, rate, loss in _steps(rows)
            )
        # A line has about a hundred bytes.
        lines = rows * CONSOLE_BYTES // ROWS // 100
        with console.open("w") as file:
            file.writelines(
                f"2024-11-11 14:05:27,123 INFO iter {step:8d}: loss {loss:.6f}, time 550.10ms, "
                f"mfu 15.34%, lr {rate:.6e}, norm 1.23\n"
                for step, rate, loss in _steps(lines)
            )
        times = {}
        peaks = {}
        for path in (table, console):
            runs = [
                run([str(setting.command), "analyze", "--quiet", str(path)])
                for _ in range(setting.rounds(full=5, quick=1))
            ]
            times[path] = median(one.seconds for one in runs)
            peaks[path] = max(one.peak_bytes for one in runs)
        share = os.path.getsize(console) / CONSOLE_BYTES
    return Result([
        Row(
            f"log: a table of {rows:,} rows / {TABLE_SECONDS} s for ten million",
            f"{times[table]:.2f} s", f"{TABLE_SECONDS * rows / ROWS:.2f} s",
            times[table] / (TABLE_SECONDS * rows / ROWS), goal=1,
        ),
        Row(
            "log: its memory / 150 MB", f"{peaks[table] / 1e6:.0f} MB", "150 MB",
            peaks[table] / TABLE_BYTES, goal=1,
        ),
        Row(
            f"log: console output of {share * 100:.0f} MB / 100 MB a second",
            f"{times[console]:.2f} s", f"{CONSOLE_SECONDS * share:.2f} s",
            times[console] / (CONSOLE_SECONDS * share), goal=1,
        ),
    ])  # fmt: skip


def _steps(count: int) -> Iterator[tuple[int, float, float]]:
    growth = (10 / 1e-7) ** (1 / count)
    rate = 1e-7
    for step in range(count):
        yield step, rate, 2.3 + step * 7919 % 1000 / 1000
        rate *= growth
