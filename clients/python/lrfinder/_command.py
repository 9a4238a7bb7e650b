"""The command ``lrfinder`` that the wheel brings along."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from ._transport import FinderError


def command() -> str:
    """The path of the command.

    :raises FinderError: where it is not installed.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parents[2]
    places = [package / "_native" / "lrfinder"]
    if (checkout / "Package.swift").exists():
        places += [checkout / ".build" / kind / "lrfinder" for kind in ("release", "debug")]
    for place in places:
        if place.exists():
            return str(place)
    found = shutil.which("lrfinder")
    # The script of this package would start itself.
    if found is not None and not _is_script(Path(found)):
        return found
    raise FinderError(
        "the command lrfinder is not here; install the wheel of lrfinder, or run `make build` in "
        "the checkout"
    )


def main() -> None:
    """What the installed script ``lrfinder`` runs."""
    try:
        path = command()
    except FinderError as error:
        print(f"lrfinder: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    os.execv(path, ["lrfinder", *sys.argv[1:]])


def _is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"
