"""A folder of folders, one per class (torchvision's ImageFolder).

Every name is mapped to the seven classes, as `labels` knows them; `class_folders` tells which
folders are those of the classes.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import class_folders, image_file, labels
from cnnviz.data.image_file import ImageFileError
from cnnviz.data.images import CLASSES, Images
from cnnviz.data.labels import Class
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.names import distinct
from cnnviz.preprocessing import Preprocessing


def image_files(folder: Path) -> list[Path]:
    """Image files in a folder and all folders below it, as `image_names` finds them."""
    return [Path(name) for name in image_names(str(folder))]


def image_names(folder: str) -> Iterator[str]:
    """Image files in a folder and all folders below it, sorted, without hidden ones.

    What has an image's suffix and cannot be read is among them, so that reading it tells why.
    Links to folders are not followed, so that there is an end. No Path is made: those of many
    files take much memory.

    Args:
        folder: as it was given

    Yields:
        names that begin with the folder's
    """
    levels = [_inside(folder)]  # no recursion: folders may lie deeper than Python calls
    while levels:
        entry = next(levels[-1], None)
        if entry is None:
            levels.pop()
        elif entry.is_dir(follow_symlinks=False):
            levels.append(_inside(entry.path))
        elif entry.name.lower().endswith(image_file.SUFFIXES) and not os.path.isdir(entry.path):
            yield entry.path


def _inside(folder: str) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder, sorted, without what is hidden; nothing where nobody may look."""
    try:
        with os.scandir(folder) as entries:
            return iter(sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name))
    except OSError:
        return iter(())


def read(
    folder: Path,
    preprocessing: Preprocessing,
    progress: Progress = silent,
    failed: Callable[[ImageFileError], None] | None = None,
    own: bool = False,
) -> Images:
    """Read every image below the folders of the classes.

    Args:
        folder: holds one folder per class, or parts of a split that do, as train and valid, which
            are taken together; folders without images are passed over
        preprocessing: cuts each image to the network's size
        progress: called with images done and images in all
        failed: called for each image that cannot be read, which is then left out; without it
            such an image is an error. Called, too, for each link to a folder that is read already
        own: whether the classes are the folders themselves, sorted by name, and not the seven

    Returns:
        N images of shape (size, size, 3); `classes` in the order of CLASSES, names that are none
        of them last and without a candidate; the table has `file`, each one's path in `folder`

    Raises:
        DataError: no images, or not one class name that is known
        ImageFileError: an image that cannot be read, where `failed` is not given
    """
    classes = _own(folder) if own else _classes(folder)
    jobs = [(label, path) for label, found in enumerate(classes) for path in found.files]
    kept: list[tuple[NDArray[np.uint8], int, str]] = []
    for done, (label, path) in enumerate(jobs, start=1):
        try:
            image = image_file.read(path, str(path))
        except ImageFileError as error:
            if failed is None:
                raise
            failed(error)
        else:
            place = path.relative_to(folder).as_posix()
            kept.append((preprocessing.pixels(image), label, place))
        progress(done, len(jobs))
    if failed is not None:
        for link in _apart(folder)[1]:
            again = "a link to images that are read already; it is left out"
            failed(ImageFileError(f"{link}: {again}"))
    if not kept:
        raise DataError(f"{folder}: not one of its {len(jobs)} images can be read")
    pixels, classified, files = zip(*kept, strict=True)
    rows = np.eye(len(classes), dtype=np.bool_) if own else labels.rows(classes)
    table = {"file": np.array(files)}
    names = tuple(found.name for found in classes)
    return Images(np.stack(pixels), np.array(classified, np.int64), names, rows, table)


@dataclass(frozen=True)
class Listed:
    """What lies in a folder; nothing is read.

    Args:
        files: path and class of each image file
        classes: names of the K_data classes
        candidates: bool of shape (K_data, 7)
    """

    files: list[tuple[Path, int]]
    classes: tuple[str, ...]
    candidates: NDArray[np.bool_]


def listed(folder: Path) -> Listed:
    """The image files of a folder of classes, in the order in which `read` reads them.

    Raises:
        DataError: no images, or not one class name that is known
    """
    found = _classes(folder)
    files = [(path, label) for label, one in enumerate(found) for path in one.files]
    return Listed(files, distinct(one.name for one in found), labels.rows(found))


def knows_any(folder: Path) -> bool:
    """Whether any class of a folder is one of the seven, or leaves some of them open."""
    return any(map(labels.candidates, _folders(folder)))


def own_classes(folder: Path) -> tuple[str, ...]:
    """The names of a folder's own classes, sorted.

    Raises:
        DataError: there are fewer than two
    """
    return tuple(found.name for found in _own(folder))


def _folders(folder: Path) -> dict[str, list[Path]]:
    """The image files below the folder of each class; parts of a split are taken together.

    Raises:
        DataError: there are none
    """
    files = [file for path in _apart(folder)[0] for file in image_files(path)]
    found = class_folders.grouped((file.relative_to(folder).parts, file) for file in files).folders
    if not found:
        wanted = "one folder per class with image files in it"
        raise DataError(f"{folder}: {wanted} is expected")
    return found


def _apart(folder: Path) -> tuple[list[Path], list[Path]]:
    """The folders in a folder, and the links to what is in these already; each sorted by name."""
    around = {folder.resolve(), *folder.resolve().parents}  # a link to one of them holds it all
    inside = [p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")]
    places: dict[Path, Path] = {}
    again = []
    for path in sorted(inside, key=lambda p: (p.is_symlink(), p)):
        place = path.resolve()
        if place in around:
            continue
        if path.is_symlink() and any(_overlap(place, other) for other in places.values()):
            again.append(path)
        else:
            places[path] = place
    return sorted(places), again


def _overlap(a: Path, b: Path) -> bool:
    return a.is_relative_to(b) or b.is_relative_to(a)


def _own(folder: Path) -> list[Class[Path]]:
    found = labels.of_their_own(_folders(folder).items())
    if len(found) < 2:
        raise DataError(f"{folder}: two classes at least are expected, it has {found[0].name}")
    return found


def _classes(folder: Path) -> list[Class[Path]]:
    """The classes in the order of CLASSES.

    Raises:
        DataError: not one of them is known
    """
    found = labels.of_seven(_folders(folder).items())
    if not any(c.candidates for c in found):
        names = ", ".join(c.name for c in found)
        known = ", ".join(CLASSES)
        raise DataError(f"{folder}: not one of its classes ({names}) is known; known are {known}")
    return found
