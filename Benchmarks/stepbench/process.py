"""Whole programs: how long one takes from its start to its end, and its peak of memory."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from statistics import median

from .rounds import Times, ratio
from .setting import LEAN, OURS, Result, Setting, python
from .table import Row
from .worker import BENCHMARKS

PROGRAM = "python with torch-lr-finder"
# 60,000 images of 28 x 28 bytes, and a byte for each label.
FASHION_MNIST_BYTES = 60_000 * (28 * 28 + 1)
# An answer that can be trusted, and one that cannot: the work is the same.
GOOD_STATUS = {0, 3}


@dataclass(frozen=True)
class Run:
    """What one run of a program took."""

    seconds: float
    peak_bytes: int


def cold(setting: Setting) -> Result:
    """A rate for the digits from 100 steps of `mlp`, with a picture of the curve."""
    commands = {PROGRAM: [sys.executable, "-m", "contestants.whole_process"]}
    if setting.command is not None:
        commands = {OURS: _find(setting, "digits"), **commands}
    times: Times = {name: [] for name in commands}
    for _ in range(setting.rounds(full=7, quick=2)):
        for name, words in commands.items():
            times[name].append(_run(words, output_option=name == OURS).seconds * 1e9)
    ours = times.get(OURS)
    row = Row(
        f"whole process, digits, 100 steps / {PROGRAM}",
        ours=_seconds(median(ours)) if ours else "–",
        opponent=_seconds(median(times[PROGRAM])),
        ratio=ratio(ours, times[PROGRAM]) if ours else None,
        goal=0.1,
    )
    return Result([row], {"whole process": times})


def memory(setting: Setting) -> Result:
    """The peak of resident memory of 100 steps of `mlp` on Fashion-MNIST.

    What the data set costs is the peak's growth from the digits, which take next to nothing;
    the goal leaves a fifth of the set's bytes for the weights' copy, batches and chance.
    """
    lean = python(LEAN, "contestants.lean", "mlp", threads=1).start()
    lean.wait_until_ready()
    lean.nanoseconds_per_step(100)
    lean_peak = lean.finish()
    name = f"peak memory, Fashion-MNIST / {LEAN}"
    if setting.command is None:
        return Result([Row(name, "–", _megabytes(lean_peak), None)])
    peak = _run(_find(setting, "fashion-mnist"), output_option=True).peak_bytes
    small = _run(_find(setting, "digits"), output_option=True).peak_bytes
    return Result([
        Row(name, _megabytes(peak), _megabytes(lean_peak), peak / lean_peak),
        Row(
            "memory for the data set / its bytes",
            _megabytes(peak - small),
            _megabytes(FASHION_MNIST_BYTES),
            (peak - small) / FASHION_MNIST_BYTES,
            goal=1.2,
        ),
    ])  # fmt: skip


def _find(setting: Setting, data: str) -> list[str]:
    return [
        str(setting.command), "find", "--data", data, "--model", "mlp", "--steps", "100",
        "--batch-size", "64", "--optimizer", "sgd", "--momentum", "0.9", "--out",
    ]  # fmt: skip


def _run(words: list[str], output_option: bool) -> Run:
    """Runs a program that takes a folder for its pictures as its last argument."""
    with tempfile.TemporaryDirectory() as parent:
        return run([*words, os.path.join(parent, "run") if output_option else parent])


def run(words: list[str]) -> Run:
    """Runs a program to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(
        words, cwd=BENCHMARKS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in GOOD_STATUS:
        raise RuntimeError(f"{' '.join(words)} ended with status {process.returncode}")
    return Run(seconds, usage.ru_maxrss * 1024)


def _seconds(nanoseconds: float) -> str:
    return f"{nanoseconds / 1e9:.2f} s"


def _megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"
