"""Writes arrays in NumPy's format, with nothing but the standard library."""

import array
from collections.abc import Iterable
from pathlib import Path

TYPES = {"|u1": "B", "<f4": "f", "<i8": "q"}
"""The types of numbers that can be written, and what `array` calls them."""


def write(path: Path, kind: str, shape: tuple[int, ...], numbers: Iterable[float]) -> None:
    """Writes numbers in C order as version 1 of the format (NumPy Enhancement Proposal 1)."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    # The numbers begin at a multiple of 64.
    header += " " * (-(len(header) + 11) % 64) + "\n"
    # From bytes, an array would be made of their bits.
    values = array.array(TYPES[kind], iter(numbers))
    with path.open("wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little"))
        file.write(header.encode("ascii"))
        values.tofile(file)
