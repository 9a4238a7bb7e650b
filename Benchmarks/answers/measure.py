"""Measures the parts of a task's result with `lrfinder`."""

import hashlib
import json
import math
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .results import digits
from .tasks import Task

# The grid has the seeds 0, 1 and 2.
CURVE_SEEDS = range(100, 105)
EPOCH_SEEDS = range(200, 203)
LONGEST_EPOCH = 300


class CommandFailed(Exception):
    """`lrfinder` printed no result."""


@dataclass(frozen=True)
class Measurement:
    """Where the command is, and where it may leave its files."""

    command: Path
    work: Path

    def grid(self, task: Task, schedule: str) -> dict[str, object]:
        """The mean held-out loss at every rate of the grid, over three seeds.

        A search that was interrupted goes on.
        """
        options = [*self._grid_words(task), "--schedule", schedule]
        # Other options are another search.
        digest = hashlib.sha256(" ".join(options).encode()).hexdigest()[:12]
        folder = self.work / "grids" / f"{task.name}-{schedule}-{digest}"
        if folder.exists():
            result = self._run("grid", ["--resume", str(folder)])
        else:
            result = self._run("grid", [*options, "--threads", "1", "--out", str(folder)])
        rows = result["grid"]
        return {
            "loss_before": digits(result["loss_before"]),
            "learning_rate": [row["learning_rate"] for row in rows],
            "loss": [digits(row["loss"]) for row in rows],
            "diverged": [row["diverged"] for row in rows],
            "runs": rows[0]["runs"],
            "steps": result["grid_cost"]["steps"],
            "seconds": round(result["grid_cost"]["seconds"], 1),
        }

    def curves(self, task: Task) -> list[dict[str, object]]:
        """Range tests of 100 steps."""
        return [self._curve(task, seed, 100) for seed in CURVE_SEEDS]

    def epoch_curves(self, task: Task) -> list[dict[str, object]]:
        """Range tests of one epoch, or of its first steps where it is long."""
        curves = [self._curve(task, EPOCH_SEEDS[0], "epoch")]
        steps = min(int(curves[0]["steps"]), LONGEST_EPOCH)
        if steps < int(curves[0]["steps"]):
            curves = []
        return curves + [self._curve(task, seed, steps) for seed in EPOCH_SEEDS[len(curves) :]]

    def adapted(self, task: Task) -> list[dict[str, object]]:
        """The answers of `find` as it is, which tests again where the first test shows nothing."""
        return [self._answer(task, seed, []) for seed in CURVE_SEEDS]

    def verified(self, task: Task) -> list[dict[str, object]]:
        """The answers of `find --verify`, which trains with rates around the answer.

        With each goes the loss at the verified rate, from the seeds of the grid.
        """
        answers = [self._answer(task, seed, ["--verify"]) for seed in CURVE_SEEDS]
        self._add_losses(task, [answer["verified"] for answer in answers if answer["verified"]])
        return answers

    def searches(self, task: Task) -> list[dict[str, object]]:
        """Searches of the same grid, each with one of the seeds of the range tests."""
        return [self._search(task, seed) for seed in CURVE_SEEDS]

    def _search(self, task: Task, seed: int) -> dict[str, object]:
        options = [*self._grid_words(task), "--seed", str(seed), "--runs", "1", "--threads", "1"]
        with tempfile.TemporaryDirectory() as folder:
            result = self._run("grid", [*options, "--out", f"{folder}/grid"])
        return {
            "seed": seed, "steps": result["grid_cost"]["steps"],
            "loss": [digits(row["loss"]) for row in result["grid"]],
        }  # fmt: skip

    def _grid_words(self, task: Task) -> list[str]:
        return [
            *task.words(self.work / "data"), "--from", str(task.low), "--to", str(task.high),
            "--budget", str(task.steps),
        ]  # fmt: skip

    def _curve(self, task: Task, seed: int, steps: int | str) -> dict[str, object]:
        result = self._find(task, seed, ["--steps", str(steps), "--no-adapt"])
        settings = result["settings"]
        return {
            "seed": seed, "steps": settings["steps"], "from": settings["from"],
            "to": settings["to"], "outcome": result["curve"]["outcome"],
            "loss": [digits(_number(loss)) for loss in result["curve"]["loss"]],
        }  # fmt: skip

    def _answer(self, task: Task, seed: int, options: list[str]) -> dict[str, object]:
        result = self._find(task, seed, options)
        verified = result.get("verified") or {}
        return {
            "seed": seed, "verdict": result["verdict"]["code"],
            "suggestion": _rounded(result["suggestion"]), "peak": _rounded(result["peak"]),
            "verified": _rounded(verified) or None, "steps": result["timing"]["steps"],
        }  # fmt: skip

    def _add_losses(self, task: Task, verified: list[dict]) -> None:
        """Adds to verified rates the mean held-out loss that trainings of the grid have there."""
        # Two seeds may have found the same rate, of which the grid wants one.
        rates = list(dict.fromkeys(str(entry["rate"]) for entry in verified if "rate" in entry))
        if not rates:
            return
        words = [*task.words(self.work / "data"), "--rates", ",".join(rates)]
        with tempfile.TemporaryDirectory() as folder:
            result = self._run(
                "grid",
                [*words, "--budget", str(task.steps), "--threads", "1", "--out", f"{folder}/grid"],
            )
        losses = {row["learning_rate"]: digits(row["loss"]) for row in result["grid"]}
        for entry in verified:
            if "rate" in entry:
                entry["loss"] = losses[entry["rate"]]

    def _find(self, task: Task, seed: int, options: list[str]) -> dict:
        words = [*task.words(self.work / "data"), "--seed", str(seed), "--threads", "1"]
        with tempfile.TemporaryDirectory() as folder:
            return self._run("find", [*words, "--out", folder, *options])

    def _run(self, subcommand: str, options: list[str]) -> dict:
        words = [str(self.command), subcommand, *options, "--json", "--quiet"]
        done = subprocess.run(words, capture_output=True, text=True)
        # Without a rate to trust, the status is not 0 but there is a result.
        if not done.stdout:
            raise CommandFailed(f"{' '.join(words)}: {done.stderr.strip()}")
        return json.loads(done.stdout)


def _number(loss: float | str | None) -> float | None:
    """A loss, or None for one that is not finite."""
    return loss if isinstance(loss, int | float) and math.isfinite(loss) else None


def _rounded(numbers: dict | None) -> dict | None:
    """The numbers of a dictionary at six digits; None of none."""
    if not numbers:
        return None
    kept = numbers.items()
    return {name: digits(value) for name, value in kept if isinstance(value, int | float)}
