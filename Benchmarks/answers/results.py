"""The cached results: one small file for each task, which the repository keeps."""

import json
from pathlib import Path

from .tasks import FOLDER, Task

RESULTS = FOLDER / "results"


class Result:
    """What has been measured of a task so far."""

    def __init__(self, task: Task, folder: Path = RESULTS) -> None:
        self.path = folder / f"{task.name}.json"
        self.values: dict[str, object] = {"task": task.key()}
        if self.path.exists():
            cached = json.loads(self.path.read_text())
            # A task that was changed begins anew.
            if _measured_alike(cached["task"], task.key()):
                self.values = cached | {"task": task.key()}

    def __contains__(self, part: str) -> bool:
        return part in self.values

    def __setitem__(self, part: str, value: object) -> None:
        """Adds a part and writes the file, whole or not at all."""
        self.values[part] = value
        self.path.parent.mkdir(exist_ok=True)
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.write_text(_text(self.values))
        unfinished.replace(self.path)


def _measured_alike(one: dict, other: dict) -> bool:
    return {**one, "set": None} == {**other, "set": None}


def _text(values: dict[str, object]) -> str:
    """JSON with a line for each part, and for each entry of a part that is a list."""
    parts = []
    for name, value in values.items():
        if isinstance(value, list):
            lines = ",\n".join(f"    {_compact(entry)}" for entry in value)
            parts.append(f'  "{name}": [\n{lines}\n  ]')
        else:
            parts.append(f'  "{name}": {_compact(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def digits(number: float | None) -> float | None:
    """A number at six digits, which is more than a loss can be reproduced on other machines."""
    if number is None:
        return None
    rounded = float(f"{number:.6g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e6 else rounded
