"""Measures what is missing of the benchmark of answers: `Benchmarks/run --answers --help`."""

import argparse
import sys
import time
from pathlib import Path

from . import tasks
from .made_data import DataMissing
from .measure import CommandFailed, Measurement
from .results import Result
from .tasks import Task

# Cheap before dear, so that an interrupted run leaves something of every task.
PARTS = ["curves", "epoch_curves", "constant", "adapted", "peak", "searches", "verified"]


def main() -> int:
    options = _options()
    measurement = Measurement(options.command, options.work)
    chosen = [task for task in tasks.load() if not options.only or task.name in options.only]
    status = 0
    for part in options.part or PARTS[:-1] + PARTS[-1:] * options.verify:
        for task in chosen:
            result = Result(task)
            if (part in result and not options.again) or (part == "peak" and not task.peak):
                continue
            start = time.monotonic()
            try:
                result[part] = _measure(measurement, part, task)
            except (CommandFailed, DataMissing) as error:
                print(f"{task.name}: {error}", file=sys.stderr)
                status = 1
                continue
            print(f"{task.name}: {part} {time.monotonic() - start:.0f} s", flush=True)
    return status


def _measure(measurement: Measurement, part: str, task: Task) -> object:
    match part:
        case "constant":
            return measurement.grid(task, "constant")
        case "peak":
            return measurement.grid(task, "warmup-linear")
        case "curves":
            return measurement.curves(task)
        case "epoch_curves":
            return measurement.epoch_curves(task)
        case "adapted":
            return measurement.adapted(task)
        case "searches":
            return measurement.searches(task)
        case _:
            return measurement.verified(task)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Benchmarks/run --answers", description=__doc__)
    parser.add_argument("--command", type=Path, required=True, help="the executable of lrfinder")
    parser.add_argument(
        "--work", type=Path, default=tasks.FOLDER / ".work",
        help="where made data and unfinished searches are (default: beside the tasks)",
    )  # fmt: skip
    parser.add_argument(
        "--only", action="append", default=[], metavar="TASK", help="one task; may be repeated"
    )
    parser.add_argument(
        "--part", action="append", default=[], choices=PARTS,
        help="one part of the results; may be repeated (default: all but verified)",
    )  # fmt: skip
    parser.add_argument("--verify", action="store_true", help="also `find --verify`")
    parser.add_argument("--again", action="store_true", help="measure also what is cached")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
