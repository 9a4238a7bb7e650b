"""The worker's side of the benchmark's protocol.

A worker loads, warms up, prints `ready`, and then waits. For each line `go K` on its standard
input it makes K training steps and prints the nanoseconds that they took. It ends with its input.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable

import torch


def arguments() -> argparse.Namespace:
    """The worker's options, with torch's number of threads set to what they say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=["mlp", "cnn", "resnet56"], default="mlp")
    parser.add_argument("--threads", type=int, help="torch's own choice where it is left out")
    parser.add_argument(
        "--loader", choices=["usual", "whole-batch"], default="usual", help="for the peers"
    )
    parser.add_argument(
        "--study", action="store_true", help="begin a new model every hundred steps"
    )
    options = parser.parse_args()
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    return options


def serve(run: Callable[[int], object], warm_up_steps: int) -> None:
    """Warms `run` up, then runs and times it for every request until the input ends."""
    # What libraries print (progress bars, hints) must not be taken for answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    run(warm_up_steps)
    print("ready", file=answers)
    for line in sys.stdin:
        verb, steps = line.split()
        if verb != "go":
            raise ValueError(f"expected 'go K', not {line!r}")
        start = time.perf_counter_ns()
        run(int(steps))
        print(time.perf_counter_ns() - start, file=answers)
