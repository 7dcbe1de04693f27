"""Cells that the visitor changed in place, on top of where the numbers come from."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui import grids

MOST = 500  # edits in one address
# position in an array, as many whole numbers as it has axes, and the value there
Edit = tuple[tuple[int, ...], float]


def read(text: str, axes: int = 3) -> tuple[Edit, ...]:
    """Edits from the address: `0.2.3:7` is the value 7 at channel 0, row 2, column 3.

    Args:
        text: edits with _ between them
        axes: whole numbers in each position

    Raises:
        ValueError: one sentence
    """
    parts = text.split("_")
    if len(parts) > MOST:
        raise ValueError(f"{len(parts)} edits are more than {MOST}")
    return tuple(_edit(part, axes) for part in parts if part)


def write(edits: Iterable[Edit]) -> str:
    """The text that `read` reads."""
    return "_".join(f"{'.'.join(map(str, at))}:{grids.short(value)}" for at, value in edits)


def add(edits: tuple[Edit, ...], at: tuple[int, ...], value: float) -> tuple[Edit, ...]:
    """The edits with one more, which takes the place of one at the same position.

    Raises:
        ValueError: there are as many as an address can hold
    """
    kept = tuple(edit for edit in edits if edit[0] != at)
    if len(kept) == MOST:
        raise ValueError(f"{MOST} changed cells are as many as the address holds")
    return (*kept, (at, value))


def within(edits: Iterable[Edit], shape: tuple[int, ...]) -> tuple[Edit, ...]:
    """Those edits that lie in an array of this shape."""
    return tuple(
        (at, value)
        for at, value in edits
        if all(0 <= i < n for i, n in zip(at, shape, strict=True))
    )


def apply(values: NDArray[np.float64], edits: Iterable[Edit]) -> NDArray[np.float64]:
    """The array with its edited cells; edits outside it change nothing."""
    changed = values.copy()
    for at, value in within(edits, values.shape):
        changed[at] = value
    return changed


def _edit(part: str, axes: int) -> Edit:
    place, colon, value = part.partition(":")
    if not colon:
        raise ValueError(f"'{part[:20]}' is no edit such as 0.2.3:7")
    at = tuple(grids.integer(i, 0, 1000) for i in place.split("."))
    if len(at) != axes:
        raise ValueError(f"the position {place[:20]} has {len(at)} numbers instead of {axes}")
    return at, grids.number(value)
