"""Runs the step benchmarks and prints their table: `Benchmarks/run --help`."""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from . import steps
from .busy import busy
from .kernels import kernels
from .logs import logs
from .overhead import overhead
from .process import cold, memory
from .protocol import round_trip
from .setting import Result, Setting
from .table import markdown, write_json
from .worker import BENCHMARKS


def main() -> int:
    options = _options()
    setting = Setting(options.quick, options.threads, options.worker, options.command)
    scenarios: dict[str, Callable[[Setting], Result]] = {
        "mlp": steps.for_each(options.threads, steps.mlp),
        "cnn": steps.for_each(options.threads, steps.cnn),
        "resnet56": steps.resnet56,
        "kernels": kernels,
        "study": steps.study,
        "busy": busy,
        "overhead": overhead,
        "cold": cold,
        "memory": memory,
        "round-trip": round_trip,
        "logs": logs,
    }
    unknown = set(options.only) - set(scenarios)
    if unknown:
        print(f"unknown benchmark {unknown.pop()!r}: {', '.join(scenarios)}", file=sys.stderr)
        return 2
    whole = Result()
    load_before = os.getloadavg()
    if load_before[0] > 0.5:
        print(
            f"the machine is busy (load {load_before[0]:.1f}): the ratios at two threads say "
            "little, and all others less than on a quiet one",
            file=sys.stderr,
        )
    failed = False
    for name in options.only or scenarios:
        print(f"{name} …", file=sys.stderr)
        try:
            result = scenarios[name](setting)
        except RuntimeError as error:
            # What was measured before and what comes after it is still worth its time.
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        whole.rows += result.rows
        whole.times |= result.times
    print(markdown(whole.rows))
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S")
    write_json(
        BENCHMARKS / "results" / f"{stamp}.json",
        whole.rows,
        {
            "date": stamp,
            "machine": platform.platform(),
            "cores": os.cpu_count(),
            "load_before": load_before,
            "load_after": os.getloadavg(),
            "quick": options.quick,
            "nanoseconds_per_step": whole.times,
        },
    )
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds: does it run at all?")
    parser.add_argument(
        "--threads", type=_numbers, default=[1, 2], metavar="N,…",
        help="the numbers of threads of mlp and cnn (default: 1,2)",
    )  # fmt: skip
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME",
        help="one row of the README's table, such as mlp; may be repeated",
    )  # fmt: skip
    parser.add_argument("--worker", type=Path, help="the Swift worker's executable")
    parser.add_argument("--command", type=Path, help="the executable of lrfinder")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
