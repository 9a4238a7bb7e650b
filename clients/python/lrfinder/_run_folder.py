"""The folder of a run, as the command keeps and reads it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from ._command import command
from ._transport import FinderError

if TYPE_CHECKING:
    from ._found import Found


def result(
    findings: Mapping[str, Any], settings: Mapping[str, Any], steps: int, seconds: Optional[float]
) -> Dict[str, Any]:
    """The content of ``result.json``."""
    keys = ("suggestion", "peak", "range", "verdict", "rules")
    made: Dict[str, Any] = {key: findings.get(key) for key in keys}
    curves = [
        {"step": list(range(len(curve["loss"]))), **curve} for curve in findings.get("curves", [])
    ]
    made["curve"] = curves[0] if curves else None
    if len(curves) > 1:
        made["runs"] = curves
    for key in ("curve_verdict", "verified"):
        if findings.get(key) is not None:
            made[key] = findings[key]
    made["settings"] = dict(settings)
    made["timing"] = None if seconds is None else {
        "steps": steps,
        "seconds": seconds,
        "milliseconds_per_step": 1000 * seconds / steps if steps else 0,
        "finder_overhead": 0,
    }
    return made


def write(folder: Path, made: Mapping[str, Any], title: str) -> Path:
    """Writes the settings, the curves, the trials and the result."""
    if folder.exists() and any(folder.iterdir()):
        raise FinderError(f"{folder} is not empty: name a new folder, or an empty one")
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"command": title, **made["settings"]}
    _json(folder / "settings.json", settings)
    curves = made.get("runs") or ([made["curve"]] if made.get("curve") else [])
    for index, curve in enumerate(curves):
        path = folder / ("curve.csv" if len(curves) == 1 else f"curves/run-{index + 1}.csv")
        path.parent.mkdir(exist_ok=True)
        columns = ["step", "learning_rate", "loss"]
        if curve.get("validation_loss"):
            columns.append("validation_loss")
        _rows(path, columns, zip(*(curve[column] for column in columns)))
    trials = (made.get("verified") or {}).get("trials")
    if trials:
        columns = ["rate", "seed", "steps", "loss"]
        rows = ([trial[column] for column in columns] for trial in trials)
        _rows(folder / "trials.csv", ["learning_rate", "seed", "steps", "loss"], rows)
    _json(folder / "result.json", {**made, "settings": settings})
    return folder


def report(found: "Found", path: Path) -> Path:
    """Writes the report of a run as one HTML file."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = write(Path(temporary) / "run", found.as_dict(), found.title)
        finished = subprocess.run(
            [command(), "report", "--quiet", str(folder)], capture_output=True, text=True
        )
        if finished.returncode:
            raise FinderError(f"no report: {finished.stderr.strip() or finished.returncode}")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "report.html", path)
    return path


def to_tensorboard(found: "Found", folder: Path) -> Path:
    """Writes the curves as event files."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        try:
            from tensorboardX import SummaryWriter
        except ImportError:
            raise FinderError("this needs tensorboard: pip install tensorboard") from None
    number = 1
    while (folder / f"lrfinder-{number}").exists():
        number += 1
    run = folder / f"lrfinder-{number}"
    for index, curve in enumerate(found.runs):
        writer = SummaryWriter(str(run if len(found.runs) == 1 else run / f"run-{index + 1}"))
        for step, (rate, loss) in enumerate(zip(curve.learning_rate, curve.loss)):
            writer.add_scalar("learning_rate", rate, step)
            writer.add_scalar("loss", loss, step)
            writer.add_scalar("smoothed_loss", curve.smoothed_loss[step], step)
        if index == 0:
            writer.add_text("answer", f"```\n{found}\n```")
        writer.close()
    return run


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")


def _rows(path: Path, header: Any, rows: Any) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(["" if value is None else value for value in row])
