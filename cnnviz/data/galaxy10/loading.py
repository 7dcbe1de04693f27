"""Sets of Galaxy10 DECaLS: all its galaxies, and the subset of the course's tutorial."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.galaxy10 import arrays, astronn
from cnnviz.data.galaxy10.classes import CANDIDATES, CLASSES, OF_THE_SEVEN, SIDE
from cnnviz.data.galaxy10.download import there
from cnnviz.data.images import Images
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.preprocessing import Preprocessing

CENTRAL = Preprocessing(size=96, whole=96, fraction=96 / SIDE)  # of 256 pixels; not resized
EACH = 1_800  # of each class in the tutorial
PARTS = (10_000, 1_600, 1_000)  # of its images: training, validation, test
BATCH = 512  # images between two reports of progress
MISSING = (
    "galaxy10: it is not on this machine; python -m cnnviz download galaxy10 fetches it (2.54 GB)"
)


def load(preprocessing: Preprocessing = CENTRAL, progress: Progress = silent) -> Images:
    """All galaxies in the ten classes; converts the file first, where that has not been done.

    Args:
        preprocessing: cuts each image of 256 pixels to a network's size; unless told otherwise
            the central 96 pixels as they are, as the tutorial does. (The shipped networks'
            cards have another rule: the central 128, resized.)
        progress: called with images done and images in all

    Returns:
        N images of shape (size, size, 3); three of the classes have no candidate

    Raises:
        DataError: it is not there, or damaged
    """
    found = _arrays(progress)
    rows = np.arange(len(found.labels))
    pixels = _pixels(rows, preprocessing, progress)
    return Images(pixels, found.labels, CLASSES, CANDIDATES, found.table)


def tutorial(
    seed: int,
    preprocessing: Preprocessing = CENTRAL,
    progress: Progress = silent,
    each: int = EACH,
) -> Images:
    """The course's subset: 1,800 galaxies of each of the seven classes, their central 96 pixels.

    Args:
        seed: of the choice
        preprocessing: its `size`; the central 96 pixels are cut whatever it says
        progress: called with images done and images in all
        each: galaxies of each class

    Returns:
        7 * each images of shape (size, size, 3), in Galaxy10's order; the table has `index`, each
        one's number there

    Raises:
        DataError: Galaxy10 is not there, damaged, or has too few of a class
    """
    found = _arrays(progress)
    rows = chosen(found.labels, seed, each)
    pixels = _pixels(rows, CENTRAL, progress)
    if preprocessing.size != CENTRAL.size:
        whole = Preprocessing(size=preprocessing.size)  # of 96 pixels all are used
        pixels = np.stack([whole.pixels(image) for image in pixels])
    table = {name: column[rows] for name, column in found.table.items()}
    return Images(
        pixels, np.searchsorted(OF_THE_SEVEN, found.labels[rows]), table=table | {"index": rows}
    )


def chosen(labels: NDArray[np.int64], seed: int, each: int = EACH) -> NDArray[np.int64]:
    """The numbers of as many galaxies of each of the seven classes, at random, sorted.

    Args:
        labels: into the ten classes, shape (N,)
        seed: of the choice
        each: galaxies of each class

    Raises:
        DataError: a class has fewer
    """
    random = np.random.default_rng(seed)
    rows = []
    for label in OF_THE_SEVEN:
        members = np.flatnonzero(labels == label)
        if len(members) < each:
            found = f"{len(members)} of {CLASSES[label]}"
            raise DataError(f"galaxy10: {each} galaxies of each class are wanted, it has {found}")
        rows.append(random.choice(members, each, replace=False))
    return np.sort(np.concatenate(rows))


def parts(images: Images, seed: int) -> tuple[Images, Images, Images]:
    """The tutorial's 10,000 images to train, 1,600 to validate and 1,000 to test, at random.

    Args:
        images: the 12,600 of `tutorial`
        seed: of the shuffle

    Raises:
        ValueError: another number of images
    """
    if len(images) != sum(PARTS):
        raise ValueError(f"the tutorial's parts have {sum(PARTS):,} images, got {len(images):,}")
    shuffled = np.random.default_rng(seed).permutation(len(images))
    train, valid, test = np.split(shuffled, np.cumsum(PARTS)[:-1])
    return (
        images.select(np.sort(train)),
        images.select(np.sort(valid)),
        images.select(np.sort(test)),
    )


def _arrays(progress: Progress) -> arrays.Arrays:
    if not arrays.available():
        found = astronn.source()
        try:
            if not found.path.exists():
                raise DataError(MISSING)
            if not there(found):
                again = "python -m cnnviz download galaxy10 fetches it again"
                raise DataError(f"galaxy10: {found.path} is damaged or not complete; {again}")
        except OSError as error:
            reason = error.strerror or error
            raise DataError(f"galaxy10: {found.path} cannot be read ({reason})") from error
        arrays.convert(found.path, progress)
    return arrays.opened()


def _pixels(
    rows: NDArray[np.int64], preprocessing: Preprocessing, progress: Progress
) -> NDArray[np.uint8]:
    side = preprocessing.size
    pixels = np.empty((len(rows), side, side, 3), np.uint8)
    for place, image in enumerate(arrays.images(rows)):
        pixels[place] = preprocessing.pixels(image)
        if (place + 1) % BATCH == 0 or place + 1 == len(rows):
            progress(place + 1, len(rows))
    return pixels
