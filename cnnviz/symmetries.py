"""The eight symmetries of the square, the group D4, in words.

Number 4 m + t mirrors left to right first where m is 1, and then makes t quarter turns to the left;
the same order as `evaluation.views`.
"""

import numpy as np
from numpy.typing import NDArray

NAMES = (
    "as it is",
    "quarter turn to the left",
    "half turn",
    "quarter turn to the right",
    "mirrored left to right",
    "mirrored at the falling diagonal",
    "mirrored top to bottom",
    "mirrored at the rising diagonal",
)
SHORT = ("as it is", "left", "half", "right", "left-right", "falling", "up-down", "rising")
COUNT = len(NAMES)
TURNS = 4


def composed(first: int, second: int) -> int:
    """The symmetry that two of them make, one after the other.

    A mirror turns a turn around: M R = R^-1 M (Armstrong, Groups and Symmetry, chapter 4).

    Raises:
        ValueError: a number that is none of the eight
    """
    for which in (first, second):
        if which not in range(COUNT):
            raise ValueError(f"the symmetries are 0 to {COUNT - 1}, got {which}")
    (mirror, turns), (mirror_after, turns_after) = divmod(first, TURNS), divmod(second, TURNS)
    total = turns_after + (-turns if mirror_after else turns)
    return TURNS * ((mirror + mirror_after) % 2) + total % TURNS


def table() -> NDArray[np.int64]:
    """What each row's symmetry and then each column's make, int64 of shape (8, 8)."""
    return np.array([[composed(a, b) for b in range(COUNT)] for a in range(COUNT)], np.int64)


def inverse(which: int) -> int:
    """The symmetry that undoes this one."""
    return next(other for other in range(COUNT) if composed(which, other) == 0)
