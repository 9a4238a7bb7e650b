"""The rows of the result, as a Markdown table and as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One comparison."""

    name: str
    ours: str
    """Our figure with its unit, or "–" where only a peer is measured."""
    opponent: str
    """The other figure with its unit."""
    ratio: float | None
    goal: float | None = None
    at_least: bool = False
    """Whether the ratio is to be at least the goal, instead of at most."""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None where there is no goal or no ratio."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def markdown(rows: list[Row]) -> str:
    """The table, with columns as wide as their widest cell."""
    cells = [["name", "ours", "opponent", "ratio", "goal", "ok?"]]
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        cells.append([
            row.name,
            row.ours,
            row.opponent,
            "–" if row.ratio is None else f"{row.ratio:.3f}",
            "–" if row.goal is None else f"{sign} {row.goal:g}",
            {True: "yes", False: "NO", None: "–"}[row.is_met],
        ])  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells
    )


def write_json(path: Path, rows: list[Row], about: dict[str, object]) -> None:
    """Writes the rows, and what is known about the machine and the run, to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    result = {**about, "rows": [asdict(row) | {"is_met": row.is_met} for row in rows]}
    path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")


def milliseconds(nanoseconds: float) -> str:
    """A time per step for the table."""
    return f"{nanoseconds / 1e6:.3f} ms"
