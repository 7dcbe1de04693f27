"""A visitor's own set in the folder of a run: images as the network receives them, nothing else.

No name of a file is in it, only images, labels and the names of the classes; it goes with the run.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import hdf5
from cnnviz.data.collection import Collection
from cnnviz.data.images import CLASSES, Images
from cnnviz.data.reading import Progress, silent
from cnnviz.preprocessing import Preprocessing

FILE = "data.h5"
BATCH = 64  # images in memory


def classes_of(found: Collection) -> tuple[str, ...]:
    """The outputs of a network that is trained on a set: the seven, or the set's own classes."""
    return CLASSES if found.candidates.any() else found.classes


def used(found: Collection) -> NDArray[np.int64]:
    """Numbers of the images that a network is trained on and validated with.

    They are all where the classes are the set's own, else those of classes among the seven.
    """
    if not found.candidates.any():
        return np.arange(len(found), dtype=np.int64)
    return np.flatnonzero(found.candidates[found.labels].any(axis=1)).astype(np.int64)


def check(found: Collection, rule: Preprocessing) -> None:
    """Refuse a set that no network can be trained on.

    Raises:
        ValueError: one class alone, two of one name, or a rule that would cut the images again
    """
    there = [found.classes[k] for k in np.unique(found.labels[used(found)])]
    if len(there) < 2:
        what = "two of the seven classes" if found.candidates.any() else "two classes"
        has = f"{there[0]} alone" if there else "none"
        raise ValueError(f"{what} at least are needed, the folder has {has}")
    if len(set(found.classes)) < len(found.classes):
        raise ValueError("two classes of the folder have the same name; rename one")
    if rule.box(rule.size, rule.size) != (0, 0, rule.size, rule.size):
        raise ValueError(f"images of {rule.size} pixels would be cut twice; choose another size")


def write(path: Path, found: Collection, rule: Preprocessing, progress: Progress = silent) -> None:
    """Write a set as a network receives it.

    Args:
        path: of the file
        found: the set
        rule: cuts each image to the network's size
        progress: called with images done and images in all

    Raises:
        ImageFileError: an image that cannot be read
        OSError: the file cannot be written
    """
    hdf5.write(path, _batches(found, rule), len(found), progress)


def _batches(found: Collection, rule: Preprocessing) -> Iterator[Images]:
    for start in range(0, len(found), BATCH):
        rows = range(start, min(start + BATCH, len(found)))
        pixels = np.stack([rule.pixels(found.read(j)) for j in rows])
        yield Images(pixels, found.labels[rows], found.classes, found.candidates)
