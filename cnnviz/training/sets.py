"""The data sets of a run: their classes, and the parts that are trained on and validated with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnviz.data import CLASSES, DATASETS, DataError, Images, folder, hdf5_classes, load
from cnnviz.data.image_file import ImageFileError
from cnnviz.data.images import cuts, known
from cnnviz.data.reading import Progress
from cnnviz.data.sets import parts as cut
from cnnviz.training.config import Config

MOST = 10_000  # more images of a class are not said to be needed


def classes_of(names: Sequence[str]) -> tuple[str, ...]:
    """The seven classes, or a single folder's or file's own where none is among the seven.

    Raises:
        DataError: a folder or file with fewer than two classes of its own
    """
    path = Path(names[0])
    if len(names) > 1 or names[0] in DATASETS:
        return CLASSES
    if not path.is_dir():
        return hdf5_classes.own(path) or CLASSES
    return CLASSES if folder.knows_any(path) else folder.own_classes(path)


def with_outputs(config: Config, classes: tuple[str, ...]) -> Config:
    """The configuration whose network has an output for each class, where it says nothing else."""
    if classes == CLASSES:
        return config
    arguments = {"classes": len(classes), **config.network.get("arguments", {})}
    return replace(config, network={**config.network, "arguments": arguments})


def read(
    name: str,
    config: Config,
    own: bool,
    progress: Progress,
    failed: Callable[[ImageFileError], None],
) -> tuple[Images, Images]:
    """The training and the validation part of a data set.

    Args:
        name: of the set, or its path
        config: of the run
        own: whether its classes are its own, as `classes_of` found
        progress: called with images done and images in all
        failed: called for each image that cannot be read, which is then left out

    Raises:
        DataError: a set that cannot be read, or has too few images
    """
    images = load(
        name, config.preprocessing, count=config.galaxies, seed=config.first_galaxy,
        progress=progress, failed=failed, own=own,
    )  # fmt: skip
    train, valid, *_ = cut(name, known(images), config.split, config.seed)
    if why := lacking(train, valid, images, config.split):
        raise DataError(f"{name}: {why}")
    return train, valid


def check(names: Sequence[str], train: Sequence[Images]) -> None:
    """Refuse data sets from which nothing can be learnt.

    Args:
        names: of the sets, or their paths
        train: the training part of each

    Raises:
        DataError: all their images are of one class
    """
    there = sorted({images.classes[k] for images in train for k in np.unique(images.labels)})
    if len(there) < 2:
        what = f"two classes at least are needed, there is {there[0]} alone"
        raise DataError(f"{' and '.join(names)}: {what} among those that the network tells apart")


def lacking(train: Images, valid: Images, images: Images, shares: Sequence[float]) -> str:
    """Why a set has too few images to be trained on, a clause; empty where they are enough.

    Args:
        train: its part that is trained on
        valid: its part that is validated with
        images: the set itself; its pixels are not looked at
        shares: sizes of the three parts, in proportion
    """
    parts = ((train, "trained on"), (valid, "validated with"))
    what = next((what for part, what in parts if not len(part)), "")
    if not what:
        return ""
    labels = known(images).labels
    largest = np.bincount(labels, minlength=1).max()
    counts = np.arange(largest + 1, largest + MOST)
    first, second, *_ = cuts(counts, shares)
    enough = counts[(first > 0) & (second > first)]
    needed = f", and one class needs at least {enough[0]:,}" if len(enough) else ""
    others = f", {len(labels):,} of classes that are known" if len(labels) < len(images) else ""
    return f"no image is left to be {what}; it has {len(images):,}{others}{needed}"
