"""Cells that the visitor changed in place, on top of where the numbers come from."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui import grids

MOST = 256  # edits in one address
# position in an array, as many whole numbers as it has axes, and the value there
Edit = tuple[tuple[int, ...], float]


def read(text: str) -> tuple[Edit, ...]:
    """Edits from the address: `0.2.3:7` is the value 7 at channel 0, row 2, column 3.

    Raises:
        ValueError: one sentence
    """
    parts = text.split("_")
    if len(parts) > MOST:
        raise ValueError(f"{len(parts)} edits are more than {MOST}")
    return tuple(_edit(part) for part in parts if part)


def write(edits: Iterable[Edit]) -> str:
    """The text that `read` reads."""
    return "_".join(f"{'.'.join(map(str, at))}:{grids.short(value)}" for at, value in edits)


def add(edits: tuple[Edit, ...], at: tuple[int, ...], value: float) -> tuple[Edit, ...]:
    """The edits with one more, which takes the place of one at the same position."""
    kept = tuple(edit for edit in edits if edit[0] != at)
    return (*kept, (at, value))[-MOST:]


def apply(values: NDArray[np.float64], edits: Iterable[Edit]) -> NDArray[np.float64]:
    """The array with its edited cells; edits outside it change nothing."""
    changed = values.copy()
    for at, value in edits:
        if len(at) == values.ndim and all(
            0 <= i < n for i, n in zip(at, values.shape, strict=True)
        ):
            changed[at] = value
    return changed


def _edit(part: str) -> Edit:
    place, colon, value = part.partition(":")
    if not colon:
        raise ValueError(f"'{part[:20]}' is no edit such as 0.2.3:7")
    at = tuple(grids.integer(i, 0, 1000) for i in place.split("."))
    return at, grids.number(value)
