"""What a search found."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from . import _picture, _run_folder, _text
from ._transport import FinderError

#: A rate for each parameter group; of several optimizers, a list for each.
Groups = Union[List[float], List[List[float]]]


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How far to trust the rates, and why."""

    #: In one word: ``good``, ``flat``, ``never-diverged``, ``diverged-from-the-start``,
    #: ``too-noisy``, ``too-short``, or another of the finder's version.
    code: str
    #: Why, in one sentence.
    sentence: str
    #: What would help; none where nothing is wrong.
    remedy: Optional[str]

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


@dataclasses.dataclass(frozen=True)
class History:
    """The curve of one range test, a number for each step."""

    #: The rate that made the step.
    learning_rate: List[float]
    #: The loss of the step's mini-batch before its update.
    loss: List[float]
    #: The loss without its noise; NaN at steps beyond a divergence.
    smoothed_loss: List[float]
    #: The held-out loss, none where it was not measured; empty where it never was.
    validation_loss: List[Optional[float]]
    #: Why the test ended: ``completed``, ``diverged``, ``not-finite`` or ``interrupted``.
    outcome: Optional[str]

    def __len__(self) -> int:
        return len(self.loss)


class Found:
    """What a search found: a learning rate, how sure it is, and why.

    Printed, it is the answer in words; in a notebook, it shows itself with its chart.
    """

    def __init__(
        self,
        findings: Mapping[str, Any],
        settings: Optional[Mapping[str, Any]] = None,
        title: str = "a learning rate",
        ratios: Sequence[Sequence[float]] = (),
        notes: Sequence[str] = (),
        seconds: Optional[float] = None,
        apply: Optional[Callable[["Found", Any], None]] = None,
        schedule: Optional[Callable[["Found", str, int, Any], Any]] = None,
    ) -> None:
        self._findings = findings
        self._settings = dict(settings or {})
        self._apply = apply
        self._schedule = schedule
        self._ratios = [list(groups) for groups in ratios]
        #: What was trained.
        self.title = title
        #: What could not be put back, and what else is to be known, a sentence each.
        self.notes: List[str] = [*notes, *findings.get("notes", [])]
        #: How long the search took, in seconds; none where nothing was trained.
        self.seconds = seconds

        verified = findings.get("verified") or {}
        suggestion, peak = findings.get("suggestion"), findings.get("peak")
        has_verified = verified.get("rate") is not None
        #: Whether short trainings have verified the rate.
        self.is_verified: bool = has_verified
        #: The rate for training at a constant rate; none where none can be trusted.
        self.learning_rate: Optional[float] = (
            verified["rate"] if has_verified else suggestion and suggestion["learning_rate"]
        )
        #: Where the best rate lies four times out of five.
        self.interval: Optional[Tuple[float, float]] = (
            (verified["low"], verified["high"])
            if has_verified
            else (suggestion["low"], suggestion["high"])
            if suggestion and suggestion["low"] is not None
            else None
        )
        #: The highest rate of a schedule that warms up and decays, or of one cycle.
        self.peak: Optional[float] = (
            verified["peak"] if has_verified else peak and peak["learning_rate"]
        )
        #: The bounds of a cyclical schedule.
        self.range: Optional[Tuple[float, float]] = (findings.get("range") or None) and (
            findings["range"]["low"],
            findings["range"]["high"],
        )
        said = findings["verdict"]
        #: How far to trust the rates, and why.
        self.verdict = Verdict(said["code"], said["reason"], said.get("remedy"))
        #: What the rules of other finders read off the same curve.
        self.rules: Dict[str, Optional[float]] = dict(findings.get("rules", {}))
        #: The curve of each range test that the answer is read off.
        self.runs: List[History] = [
            History(
                curve["learning_rate"],
                curve["loss"],
                [math.nan if loss is None else loss for loss in curve["smoothed_loss"]],
                curve.get("validation_loss") or [],
                curve.get("outcome"),
            )
            for curve in findings.get("curves", [])
        ]
        #: How many steps were trained, also by tests that showed nothing.
        self.steps: int = findings.get("steps", sum(len(run) for run in self.runs))

    @property
    def history(self) -> History:
        """The curve of the first range test."""
        return self.runs[0] if self.runs else History([], [], [], [], None)

    @property
    def groups(self) -> Optional[Groups]:
        """The rate of each parameter group, in the ratios that they had before."""
        if self.learning_rate is None or not self._ratios:
            return None
        rate = self.learning_rate
        groups = [[rate * ratio for ratio in ratios] for ratios in self._ratios]
        return groups[0] if len(groups) == 1 else groups

    def __float__(self) -> float:
        return self.require()

    def require(self) -> float:
        """The learning rate.

        :raises FinderError: where none can be trusted, with the reason and the remedy.
        """
        if self.learning_rate is None:
            remedy = f"; try: {self.verdict.remedy}" if self.verdict.remedy else ""
            raise FinderError(f"no learning rate can be trusted: {self.verdict}{remedy}")
        return self.learning_rate

    def __str__(self) -> str:
        return _text.answer(self._findings, self.notes)

    def __repr__(self) -> str:
        rate = "none" if self.learning_rate is None else _text.brief(self.learning_rate)
        return f"<Found learning_rate={rate} verdict={self.verdict.code}>"

    def _repr_html_(self) -> str:
        return _picture.html(self)

    def plot(self, ax: Any = None) -> Any:
        """Draws the loss over the rate with matplotlib, on the user's axes where they are given.

        :return: The axes.
        """
        return _picture.plot(self, ax)

    def apply(self, target: Any) -> "Found":
        """Sets the rate of an optimizer, a Keras model, a Trainer of Hugging Face, or a module of
        Lightning that keeps it as ``learning_rate`` or ``lr``.

        :raises FinderError: where no rate can be trusted, or the target has none.
        """
        self.require()
        if self._apply is not None:
            self._apply(self, target)
        else:
            _apply(self, target)
        return self

    def schedule(self, kind: str, steps: int, target: Any = None) -> Any:
        """The framework's own scheduler, from the rate that suits it.

        :param kind: ``constant``, ``linear``, ``cosine``, ``warmup-linear``, ``warmup-cosine``,
            ``one-cycle`` or ``triangular``.
        :param steps: The steps of the training.
        :param target: The optimizer that it is for; the one that the rate was found with where
            nothing is given.
        """
        if self._schedule is None:
            raise FinderError("this rate was found without a framework that has schedulers")
        return self._schedule(self, kind, steps, target)

    def schedule_rates(self, kind: str) -> Tuple[float, float]:
        """The lowest and the highest rate of a schedule of this kind."""
        rate = self.require()
        if kind in ("constant", "linear", "cosine"):
            return 0.0, rate
        peak = self.peak if self.peak is not None else rate
        if kind == "triangular":
            return self.range if self.range is not None else (peak / 4, peak)
        if kind in ("warmup-linear", "warmup-cosine", "one-cycle"):
            return 0.0, peak
        raise FinderError(
            "a schedule is constant, linear, cosine, warmup-linear, warmup-cosine, one-cycle or "
            f"triangular, not {kind!r}"
        )

    def as_dict(self) -> Dict[str, Any]:
        """Everything, as the command's ``result.json`` has it."""
        return _run_folder.result(self._findings, self._settings, self.steps, self.seconds)

    def metrics(self, prefix: str = "lr_finder/") -> Dict[str, Any]:
        """The answer as plain numbers and words, for W&B's config, MLflow's parameters, and such."""
        low, high = self.interval or (None, None)
        values = {
            "learning_rate": self.learning_rate,
            "low": low,
            "high": high,
            "peak": self.peak,
            "verdict": self.verdict.code,
            "steps": self.steps,
        }
        return {prefix + name: value for name, value in values.items() if value is not None}

    def save(self, folder: Union[str, Path]) -> Path:
        """Writes a run folder that the command knows: ``lrfinder report FOLDER``.

        :raises FinderError: where there are files in it.
        """
        return _run_folder.write(Path(folder), self.as_dict(), self.title)

    def report(self, path: Union[str, Path] = "report.html") -> Path:
        """Writes the report as one HTML file, by the command ``lrfinder``."""
        return _run_folder.report(self, Path(path))

    def to_tensorboard(self, folder: Union[str, Path]) -> Path:
        """Writes the curves as TensorBoard event files into a new folder of this one, with
        PyTorch's or tensorboardX's writer.

        :return: The new folder.
        """
        return _run_folder.to_tensorboard(self, Path(folder))

    def to_json(self) -> str:
        """Everything, as text."""
        return json.dumps(self.as_dict(), indent=2, sort_keys=True)


def _apply(found: Found, target: Any) -> None:
    """Sets a rate where it belongs, by what the target looks like."""
    rate = found.require()
    groups = getattr(target, "param_groups", None)
    if isinstance(groups, list):
        ratios = found._ratios[0] if found._ratios else []
        if len(ratios) != len(groups):
            ratios = _own_ratios(groups)
        for group, ratio in zip(groups, ratios):
            for name in ("lr", "initial_lr"):
                if name not in group:
                    continue
                if hasattr(group[name], "fill_"):
                    group[name].fill_(rate * ratio)
                else:
                    group[name] = rate * ratio
        return
    arguments = getattr(target, "args", None)
    if arguments is not None and hasattr(arguments, "learning_rate"):
        arguments.learning_rate = rate
        if getattr(target, "optimizer", None) is not None:
            _apply(found, target.optimizer)
        return
    optimizer = getattr(target, "optimizer", None)
    if optimizer is not None and hasattr(optimizer, "learning_rate"):
        optimizer.learning_rate = rate
        return
    for name in ("learning_rate", "lr"):
        hyperparameters = getattr(target, "hparams", {})
        is_there = hasattr(target, name)
        if name in hyperparameters:
            hyperparameters[name] = rate
        if is_there:
            setattr(target, name, rate)
        if is_there or name in hyperparameters:
            return
    raise FinderError(
        f"{type(target).__name__} has no learning rate to set; give the optimizer, or use "
        "found.learning_rate"
    )


def _own_ratios(groups: List[Dict[str, Any]]) -> List[float]:
    rates = [float(group.get("initial_lr", group["lr"])) for group in groups]
    first = next((rate for rate in rates if rate > 0), 0.0)
    return [rate / first if first else 1.0 for rate in rates]
