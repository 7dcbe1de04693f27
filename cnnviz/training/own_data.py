"""A visitor's own set in the folder of a run: images as the network receives them, nothing else.

No name of a file is in it, only images, labels and the names of the classes; it goes with the run.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import collection, hdf5
from cnnviz.data.collection import Collection
from cnnviz.data.images import CLASSES, Images, known, split
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.preprocessing import Preprocessing
from cnnviz.training import runs, sets
from cnnviz.training.config import Config

FILE = "data.h5"
BATCH = 64  # images in memory
SAMPLES = 8  # images that tell a set from another


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


def check(found: Collection, config: Config) -> None:
    """Refuse a set that no network can be trained on.

    Raises:
        ValueError: one class alone, two of one name, a rule that would cut the images again, or
            too few images, with how many are needed
    """
    there = [found.classes[k] for k in np.unique(found.labels[used(found)])]
    if len(there) < 2:
        what = "two of the seven classes" if found.candidates.any() else "two classes"
        has = f"{there[0]} alone" if there else "none"
        raise ValueError(f"{what} at least are needed, the folder has {has}")
    rule = config.preprocessing
    if len(set(found.classes)) < len(found.classes):
        raise ValueError("two classes of the folder have the same name; rename one")
    if rule.box(rule.size, rule.size) != (0, 0, rule.size, rule.size):
        raise ValueError(f"images of {rule.size} pixels would be cut twice; choose another size")
    images = _labels(found)
    train, valid, _ = _parts(images, config.split, config.seed)
    if why := sets.lacking(train, valid, images, config.split):
        raise ValueError(f"of the folder {why}")


def _labels(found: Collection) -> Images:
    """Classes of all images as they are read from FILE; the pixels are left out."""
    none = np.empty((len(found), 1, 1, 3), np.uint8)
    own = np.eye(len(found.classes), dtype=np.bool_)
    may = found.candidates if found.candidates.any() else own
    return Images(none, found.labels, found.classes, may)


def place(name: str) -> str:
    """Where a set lies on this machine.

    Args:
        name: `run-NAME/data.h5`, a file of a run of this machine; anything else stays as it is
    """
    run, _, file = name.rpartition("/")
    kept = runs.folder() / run / FILE
    return str(kept) if file == FILE and runs.NAME.fullmatch(run) and kept.is_file() else name


def _parts(images: Images, shares: Sequence[float], seed: int) -> tuple[Images, ...]:
    """As a training cuts a set: without the images of which the network learns nothing."""
    return split(known(images), shares, seed)


def kept_apart(found: Collection, shares: Sequence[float], seed: int) -> str:
    """The part to judge a network on that was trained on a set: "test", or "valid" without one.

    Args:
        found: the set
        shares: sizes of the three parts, in proportion
        seed: of the cut
    """
    return "test" if len(_parts(_labels(found), shares, seed)[-1]) else "valid"


def same(path: Path, found: Collection, rule: Preprocessing) -> bool:
    """Whether a file that `write` has made is of a set, as far as a training takes it.

    Every label is compared, and SAMPLES of the images byte by byte.

    Args:
        path: of the file, which may be missing
        found: the set
        rule: as it was given to `write`
    """
    try:
        kept = collection.of(path)
        mine, theirs = (
            np.flatnonzero(_labels(one).allowed.any(axis=1)).tolist() for one in (found, kept)
        )
        if [found.class_of(j) for j in mine] != [kept.class_of(j) for j in theirs]:
            return False
        some = np.linspace(0, len(mine) - 1, min(SAMPLES, len(mine))).astype(int).tolist()
        return all(
            np.array_equal(rule.pixels(found.read(mine[i])), kept.read(theirs[i])) for i in some
        )
    except (DataError, OSError):
        return False


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
