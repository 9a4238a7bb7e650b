"""Makes the data sets that the tasks need beside those that `lrfinder` knows.

Small parts of public data, so that a grid search takes seconds, and inputs and targets that no
reader prepares so badly. The same bytes on every machine: nothing is drawn at random but the two
functions, by a generator of fixed seed.
"""

import csv
import gzip
import importlib.util
import math
import os
import random
from collections.abc import Callable
from pathlib import Path

from . import npy

PACKAGE = Path(__file__).resolve().parents[2]
OUTSIDE = [PACKAGE.parent / "shared" / "data", Path.home() / ".cache" / "lrfinder"]
"""Where the data sets that nobody may copy into the project are looked for."""
IDX_PARENTS = [Path("/usr/share/datasets"), Path.home() / ".cache" / "lrfinder"]


class DataMissing(Exception):
    """A source of data is not on this machine; the message says what is expected where."""


def make(name: str, folder: Path) -> Path:
    """The path of a made data set, which is made if it is not there."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Whole or not at all.
        unfinished = folder / f"unfinished-{name}"
        MAKERS[name](unfinished)
        unfinished.rename(path)
    return path


# Tables


def _bundled(name: str) -> list[list[str]]:
    """The rows of a table that scikit-learn brings along, read without importing it."""
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        raise DataMissing("no scikit-learn in this Python, whose bundled tables are needed")
    path = Path(package.origin).parent / "datasets" / "data" / name
    text = gzip.open(path, "rt") if name.endswith(".gz") else path.open()
    with text as file:
        separator = "," if name.endswith(".csv") else None
        return [line.strip().split(separator) for line in file]


def _wine() -> list[list[str]]:
    return _bundled("wine_data.csv")[1:]


def _cancer() -> list[list[str]]:
    return _bundled("breast_cancer.csv")[1:]


def _diabetes() -> list[list[str]]:
    targets = _bundled("diabetes_target.csv.gz")
    return [row + target for row, target in zip(_bundled("diabetes_data_raw.csv.gz"), targets)]


def _table(rows: Callable[[], list[list[str]]]) -> Callable[[Path], None]:
    """Writes rows whose last field is the target as CSV."""

    def write(path: Path) -> None:
        table = rows()
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([f"x{i}" for i in range(len(table[0]) - 1)] + ["target"])
            writer.writerows(table)

    return write


def _unscaled(rows: Callable[[], list[list[str]]], kind: str) -> Callable[[Path], None]:
    """Writes rows as arrays whose inputs keep their different scales.

    The command standardizes examples of two dimensions by one mean and deviation for all their
    numbers, so that a feature of large numbers drowns the others.
    """

    def write(folder: Path) -> None:
        table = rows()
        folder.mkdir(exist_ok=True)
        inputs = [float(field) for row in table for field in row[:-1]]
        shape = (len(table), 1, len(table[0]) - 1)
        npy.write(folder / "x.npy", "<f4", shape, inputs)
        targets = [float(row[-1]) for row in table]
        numbers = targets if kind == "<f4" else map(int, targets)
        npy.write(folder / "y.npy", kind, (len(table),), numbers)

    return write


# Functions


def _waves() -> list[list[str]]:
    """A smooth function of four numbers with little noise."""
    source = random.Random(5)
    rows = []
    for _ in range(2500):
        x = [source.uniform(-2, 2) for _ in range(4)]
        y = math.sin(2 * x[0]) + x[1] * x[2] + 0.5 * x[3] ** 2 + source.gauss(0, 0.1)
        rows.append([f"{value:.6f}" for value in [*x, y]])
    return rows


def _outliers() -> list[list[str]]:
    """A saturating function of ten numbers whose noise has heavy tails (Student's t, 2.2)."""
    source = random.Random(6)
    weights = [source.gauss(0, 1) for _ in range(10)]
    rows = []
    for _ in range(2500):
        x = [source.gauss(0, 1) for _ in range(10)]
        tail = source.gauss(0, 1) / math.sqrt(source.gammavariate(1.1, 2) / 2.2)
        y = 2 * math.tanh(sum(w * v for w, v in zip(weights, x))) + 0.3 * tail + 3
        rows.append([f"{value:.6f}" for value in [*x, y]])
    return rows


# Images and text

EXAMPLES = 6000


def _fashion(folder: Path) -> None:
    """The first images of Fashion-MNIST's training part at half their size."""
    parents = [Path(named)] if (named := os.environ.get("LRFINDER_DATA")) else []
    names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]
    for parent in parents + IDX_PARENTS:
        images, labels = (parent / "fashion-mnist" / name for name in names)
        if images.exists() and labels.exists():
            break
    else:
        raise DataMissing("no Fashion-MNIST: install Debian's dataset-fashion-mnist")
    size = 28 * 28
    with gzip.open(images) as file:
        pixels = file.read(16 + EXAMPLES * size)[16:]
    with gzip.open(labels) as file:
        classes = file.read(8 + EXAMPLES)[8:]
    _write_images(folder, (1, 14, 14), _halved(pixels, width=28), classes)


def _cifar(folder: Path) -> None:
    """The first images of CIFAR-10's first file at half their size."""
    data = _outside("cifar10/data_batch_1.bin").read_bytes()
    record = 1 + 3 * 32 * 32
    classes = data[: EXAMPLES * record : record]
    starts = range(0, EXAMPLES * record, record)
    pixels = b"".join(data[start + 1 : start + record] for start in starts)
    _write_images(folder, (3, 16, 16), _halved(pixels, width=32), classes)


def _halved(pixels: bytes, width: int) -> bytes:
    """The means of 2 × 2 pixels, of planes one after the other whose heights are even."""
    halved = bytearray()
    for start in range(0, len(pixels), 2 * width):
        above = pixels[start : start + width]
        below = pixels[start + width : start + 2 * width]
        sums = map(sum, zip(above[::2], above[1::2], below[::2], below[1::2]))
        halved += bytes(total // 4 for total in sums)
    return bytes(halved)


def _write_images(folder: Path, shape: tuple[int, ...], pixels: bytes, classes: bytes) -> None:
    folder.mkdir(exist_ok=True)
    npy.write(folder / "x.npy", "|u1", (len(classes), *shape), pixels)
    npy.write(folder / "y.npy", "<i8", (len(classes),), classes)


def _text(path: Path) -> None:
    """The first 200,000 characters of tiny Shakespeare; the command holds out the last tenth."""
    path.write_text(_outside("tiny_shakespeare/input.txt").read_text()[:200_000])


def _outside(name: str) -> Path:
    for parent in OUTSIDE:
        if (parent / name).exists():
            return parent / name
    raise DataMissing(f"no {name} in {' or '.join(map(str, OUTSIDE))}")


MAKERS: dict[str, Callable[[Path], None]] = {
    "wine.csv": _table(_wine),
    "cancer.csv": _table(_cancer),
    "diabetes.csv": _table(_diabetes),
    "waves.csv": _table(_waves),
    "outliers.csv": _table(_outliers),
    "wine-unscaled": _unscaled(_wine, "<i8"),
    "cancer-unscaled": _unscaled(_cancer, "<i8"),
    "diabetes-unscaled": _unscaled(_diabetes, "<f4"),
    "fashion-small": _fashion,
    "cifar-small": _cifar,
    "shakespeare-small.txt": _text,
}
