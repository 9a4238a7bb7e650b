"""The tasks: what is trained, over which rates, and for how long."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from . import made_data

FOLDER = Path(__file__).resolve().parent
MADE = "made:"


@dataclass(frozen=True)
class Task:
    """A model, its data and its optimizer, with the grid that holds its best rate."""

    name: str
    set: str
    """`develop`: the answer may be improved on it; `report`: it may not."""
    options: str
    """What `lrfinder` is told; data called `made:NAME` is made here."""
    low: float
    high: float
    steps: int
    """The length of a training of the grid."""
    peak: bool
    """Whether the best peak of a schedule that warms up and decays is searched too."""

    def words(self, made: Path) -> list[str]:
        """The options, with the paths of data that is made where it is missing."""
        return [self._data(word, made) for word in shlex.split(self.options)]

    def _data(self, word: str, made: Path) -> str:
        if not word.startswith(MADE):
            return word
        path = str(made_data.make(word.removeprefix(MADE), made))
        return f"text:{path}" if path.endswith(".txt") else path

    def key(self) -> dict[str, object]:
        """What a cached result must have been made with to count."""
        return {
            "name": self.name, "set": self.set, "options": self.options, "from": self.low,
            "to": self.high, "steps": self.steps,
        }  # fmt: skip


def load() -> list[Task]:
    """All tasks of `tasks.json`, in its order."""
    rows = json.loads((FOLDER / "tasks.json").read_text())
    return [
        Task(r["name"], r["set"], r["options"], r["from"], r["to"], r["steps"], r["peak"])
        for r in rows
    ]
