"""What the names of classes mean: which of the seven each may be.

The order of the words, a plural s, capitals and what stands between the words do not matter. A name
that leaves several open, as "unbarred spiral" does, is a partial label.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.images import CLASSES

# other names of the seven, and names that leave several open; the order of the words is free
ALIASES = {
    "merger": {0},
    "round": {1},
    "completely round": {1},
    "completely round smooth": {1},
    "in between": {2},
    "in between round": {2},
    "in between smooth": {2},
    "barred": {3},
    "bar spiral": {3},
    "tight": {4},
    "tight spiral": {4},
    "unbarred tight": {4},
    "loose": {5},
    "loose spiral": {5},
    "unbarred loose": {5},
    "edge on": {6},
    "edge on bulge": {6},
    "edge on disc": {6},
    "edge on disk": {6},
    "smooth": {1, 2},
    "elliptical": {1, 2},
    "unbarred": {4, 5},
    "unbarred spiral": {4, 5},
    "spiral": {3, 4, 5},
}
T = TypeVar("T")


def _words(name: str) -> list[str]:
    """Words, where one that is written in small and then in large letters is two."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"\d+|[^\W\d_]+", parted.casefold())


_MEANINGS = {
    tuple(sorted(_words(name))): frozenset(means)
    for name, means in [*((name, {k}) for k, name in enumerate(CLASSES)), *ALIASES.items()]
}
_GALAXIES = ("galaxies", "galaxy")
# what one word may be made of, as `edgeon` is, the longest first
_WORD = "|".join(sorted({w for name in _MEANINGS for w in name} | {*_GALAXIES}, key=len)[::-1])


def normalised(name: str) -> str:
    """The words of a name, apart by one space, in lower case and without a plural s.

    Neither a leading number nor galaxy or galaxies is among them.
    """
    parts = [
        part
        for word in _words(name)
        for part in (re.findall(_WORD, word) if re.fullmatch(f"({_WORD})+s?", word) else [word])
    ]
    words = [part for part in parts if part not in _GALAXIES]
    return " ".join(words[1:] if len(words) > 1 and words[0].isdigit() else words)


def candidates(name: str) -> frozenset[int]:
    """The indices into CLASSES that a class of this name may be; none for a name not known."""
    return _MEANINGS.get(tuple(sorted(normalised(name).split())), frozenset())


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

    One that is none of the seven is called as its folder.

    Args:
        folders: names and the images in each

    Returns:
        classes that are none of the seven stand last
    """
    found: dict[tuple[int, ...] | str, Class[T]] = {}
    for folder, files in folders:
        means = tuple(sorted(candidates(folder)))
        name = CLASSES[means[0]] if len(means) == 1 else normalised(folder).title()
        one = found.setdefault(means or folder, Class(name if means else folder, means, []))
        one.files.extend(files)
    return sorted(found.values(), key=lambda c: (not c.candidates, c.candidates, c.name))


def of_their_own(folders: Iterable[tuple[str, Sequence[T]]]) -> list[Class[T]]:
    """The folders themselves as classes, sorted by name; none of them is one of the seven."""
    return [Class(name, (), list(files)) for name, files in sorted(folders, key=lambda f: f[0])]


def rows(classes: Sequence[Class[T]]) -> NDArray[np.bool_]:
    """Which of the seven each class may be, bool of shape (K_data, 7)."""
    found = [[k in one.candidates for k in range(len(CLASSES))] for one in classes]
    return np.array(found, np.bool_).reshape(len(classes), len(CLASSES))
