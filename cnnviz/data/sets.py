"""A set of galaxies by its name or path."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz import cache
from cnnviz.data.images import Images, split
from cnnviz.data.reading import DataError, Progress, UnknownDataError, silent

if TYPE_CHECKING:
    from cnnviz.data.image_file import ImageFileError
    from cnnviz.preprocessing import Preprocessing

DATASETS = {
    "simulated": "simulated galaxies of the seven classes, made once and kept",
    "galaxy10": "Galaxy10 DECaLS: 17,736 real galaxies of ten classes, to be downloaded once",
    "galaxy10-tutorial": "the course's 12,600 of them: 1,800 of each of the seven classes",
}
GALAXY10, TUTORIAL = "galaxy10", "galaxy10-tutorial"
COUNT = 12_600  # the course's: 1,800 of each class


def load(
    name_or_path: str | Path,
    preprocessing: "Preprocessing | None" = None,
    *,
    count: int = COUNT,
    seed: int = 0,
    progress: Progress = silent,
    failed: "Callable[[ImageFileError], None] | None" = None,
    own: bool = False,
) -> Images:
    """Read a set of galaxies.

    Args:
        name_or_path: a key of DATASETS, a folder with one folder per class, or an HDF5 file in
            the course's layout or Galaxy10's
        preprocessing: cuts each image to a network's size; None for Preprocessing(), and of
            Galaxy10 for the central 96 pixels of its 256 as they are, which is the tutorial's rule
            (and that of galaxy10-tutorial always)
        count: simulated galaxies, N
        seed: of the simulated galaxies: image j has class j mod 7 and galaxy seed + j // 7
            (galaxy10-tutorial is the choice of seed 0 always, so that a part of it that was not
            trained on is one for everybody)
        progress: called with images done and images in all
        failed: called for each image of a folder that cannot be read, which is then left out;
            without it such an image is an error
        own: of a folder, whether its classes are its folders, and not the seven

    Returns:
        N images of shape (size, size, 3)

    Raises:
        DataError: an unknown name, or a set that cannot be read
        ImageFileError: an image of a folder, where `failed` is not given
    """
    # torch, h5py and Pillow are imported when they are needed: see the package
    from cnnviz.preprocessing import Preprocessing

    if name_or_path in (GALAXY10, TUTORIAL):
        return _galaxy10(str(name_or_path), preprocessing, progress)
    rule = preprocessing or Preprocessing()
    if name_or_path == "simulated":
        return _simulated(count, seed, rule, progress)
    path = Path(name_or_path)
    try:
        return _at(path, rule, progress, failed, own)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error})") from error


def _at(
    path: Path,
    rule: "Preprocessing",
    progress: Progress,
    failed: "Callable[[ImageFileError], None] | None",
    own: bool,
) -> Images:
    """The set at a path."""
    from cnnviz.data import folder, hdf5

    if path.is_dir():
        return folder.read(path, rule, progress, failed, own)
    if not path.exists():
        known = ", ".join(DATASETS)
        raise UnknownDataError(f"{path}: no such folder or file, nor a set's name ({known})")
    return hdf5.read(path, rule, progress)


def cached(count: int, seed: int, size: int) -> Path:
    """Where a simulated set is kept: in the user's cache folder, for this version of the recipe."""
    from cnnviz.data.simulator import VERSION

    name = f"simulated-{VERSION}-{count}-{seed}-{size}.h5"
    return cache.folder() / name


def parts(
    name: str | Path, images: Images, shares: Sequence[float], seed: int
) -> tuple[Images, ...]:
    """Cut a set into parts at random: `images.split`, but the tutorial's own parts of its own set.

    Of its 12,600 galaxies the shares 10,000, 1,600 and 1,000 give exactly these numbers, where
    `split` rounds class by class.

    Args:
        name: as it was given to `load`
        images: the set, N images
        shares: relative sizes of the parts
        seed: of the shuffle
    """
    if name == TUTORIAL:
        from cnnviz.data.galaxy10 import loading

        if tuple(shares) == loading.PARTS:
            return loading.parts(images, seed)
    return split(images, shares, seed)


def _galaxy10(name: str, preprocessing: "Preprocessing | None", progress: Progress) -> Images:
    from cnnviz.data.galaxy10 import loading

    rule = preprocessing or loading.CENTRAL
    if name == TUTORIAL:
        return loading.tutorial(0, rule, progress)
    return loading.load(rule, progress)


def _simulated(count: int, seed: int, rule: "Preprocessing", progress: Progress) -> Images:
    from cnnviz.data import hdf5, simulator

    path = cached(count, seed, rule.size)
    try:
        if path.exists():
            try:
                return hdf5.read(path, rule)
            except DataError:  # damaged: it is made again
                path.unlink()
        hdf5.write(path, simulator.galaxy_set(count, seed, rule.size), count, progress)
    except OSError as error:
        reason = f"{path.parent} cannot be used ({error.strerror or error})"
        way_out = f"{cache.VARIABLE} may name another folder"
        raise DataError(f"simulated: {reason}; {way_out}") from error
    return hdf5.read(path, rule)
