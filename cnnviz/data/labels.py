"""What the names of classes mean, in any spelling: which of the seven each may be.

A name that leaves several open, as "unbarred spiral" does, is a partial label.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.images import CLASSES

# other spellings of the seven, and names that leave several open
ALIASES = {
    "merging": {0},
    "merger": {0},
    "mergers": {0},
    "round": {1},
    "round smooth": {1},
    "smooth round": {1},
    "completely round": {1},
    "inbetween": {2},
    "in between": {2},
    "in between smooth": {2},
    "smooth in between": {2},
    "barred": {3},
    "bar spiral": {3},
    "tight": {4},
    "tight spiral": {4},
    "loose": {5},
    "loose spiral": {5},
    "edge on": {6},
    "edgeon": {6},
    "edge on disc": {6},
    "edge on disk": {6},
    "smooth": {1, 2},
    "elliptical": {1, 2},
    "unbarred": {4, 5},
    "unbarred spiral": {4, 5},
    "spiral": {3, 4, 5},
}
T = TypeVar("T")


def normalised(name: str) -> str:
    """Lower case, words apart by one space, without a leading number or the word galaxies."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).split()
    words = [word for word in words if word not in ("galaxy", "galaxies")]
    return " ".join(words[1:] if len(words) > 1 and words[0].isdigit() else words)


def candidates(name: str) -> frozenset[int]:
    """The indices into CLASSES that a class of this name may be; none for a name not known."""
    known = {normalised(title): {k} for k, title in enumerate(CLASSES)}
    return frozenset((known | ALIASES).get(normalised(name), ()))


@dataclass(frozen=True)
class Class(Generic[T]):
    """A class and its images.

    Args:
        name: of the class
        candidates: indices into CLASSES that it may be; empty where it is none of them
        files: its images, whatever stands for one
    """

    name: str
    candidates: tuple[int, ...]
    files: list[T]


def of_seven(folders: Iterable[tuple[str, Sequence[T]]]) -> list[Class[T]]:
    """The classes in the order of CLASSES; folders that mean the same are one class.

    Args:
        folders: names and the images in each

    Returns:
        classes that are none of the seven stand last
    """
    found: dict[tuple[int, ...] | str, Class[T]] = {}
    for folder, files in folders:
        means = tuple(sorted(candidates(folder)))
        name = CLASSES[means[0]] if len(means) == 1 else normalised(folder).title() or folder
        found.setdefault(means or folder, Class(name, means, [])).files.extend(files)
    return sorted(found.values(), key=lambda c: (not c.candidates, c.candidates, c.name))


def of_their_own(folders: Iterable[tuple[str, Sequence[T]]]) -> list[Class[T]]:
    """The folders themselves as classes, sorted by name; none of them is one of the seven."""
    return [Class(name, (), list(files)) for name, files in sorted(folders, key=lambda f: f[0])]


def rows(classes: Sequence[Class[T]]) -> NDArray[np.bool_]:
    """Which of the seven each class may be, bool of shape (K_data, 7)."""
    found = [[k in one.candidates for k in range(len(CLASSES))] for one in classes]
    return np.array(found, np.bool_).reshape(len(classes), len(CLASSES))
