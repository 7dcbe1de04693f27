"""A folder of folders, one per class (torchvision's ImageFolder), with class names in any spelling.

Every name is mapped to the seven classes. A name that leaves several open, as "unbarred spiral"
does, is a partial label.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import image_file
from cnnviz.data.image_file import ImageFileError
from cnnviz.data.images import CLASSES, Images
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.preprocessing import Preprocessing

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


def normalised(name: str) -> str:
    """Lower case, words apart by one space, without a leading number or the word galaxies."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).split()
    words = [word for word in words if word not in ("galaxy", "galaxies")]
    return " ".join(words[1:] if len(words) > 1 and words[0].isdigit() else words)


def candidates(name: str) -> frozenset[int]:
    """The indices into CLASSES that a class of this name may be; none for a name not known."""
    known = {normalised(title): {k} for k, title in enumerate(CLASSES)}
    return frozenset((known | ALIASES).get(normalised(name), ()))


def image_files(folder: Path) -> list[Path]:
    """Image files in a folder and all folders below it, sorted, without hidden ones.

    What has an image's suffix and cannot be read is among them, so that reading it tells why.
    """
    found = (p for p in folder.rglob("*") if p.name.lower().endswith(image_file.SUFFIXES))
    return sorted(
        path
        for path in found
        if not os.path.isdir(path)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


@dataclass(frozen=True)
class _Class:
    name: str
    candidates: tuple[int, ...]
    files: list[Path]


def read(
    folder: Path,
    preprocessing: Preprocessing,
    progress: Progress = silent,
    failed: Callable[[ImageFileError], None] | None = None,
    own: bool = False,
) -> Images:
    """Read every image below the folders of the classes.

    Args:
        folder: holds one folder per class; folders without images are passed over
        preprocessing: cuts each image to the network's size
        progress: called with images done and images in all
        failed: called for each image that cannot be read, which is then left out; without it
            such an image is an error
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
    if not kept:
        raise DataError(f"{folder}: not one of its {len(jobs)} images can be read")
    pixels, labels, files = zip(*kept, strict=True)
    model_classes = len(classes) if own else len(CLASSES)
    rows = np.array([[k in c.candidates for k in range(model_classes)] for c in classes])
    table = {"file": np.array(files)}
    names = tuple(found.name for found in classes)
    return Images(np.stack(pixels), np.array(labels, np.int64), names, rows, table)


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
    rows = np.array([[k in c.candidates for k in range(len(CLASSES))] for c in found])
    files = [(path, label) for label, one in enumerate(found) for path in one.files]
    return Listed(files, tuple(one.name for one in found), rows)


def knows_any(folder: Path) -> bool:
    """Whether any class of a folder is one of the seven, or leaves some of them open."""
    return any(candidates(path.name) for path, _ in _folders(folder))


def own_classes(folder: Path) -> tuple[str, ...]:
    """The names of a folder's own classes, sorted.

    Raises:
        DataError: there are fewer than two
    """
    return tuple(found.name for found in _own(folder))


def _folders(folder: Path) -> list[tuple[Path, list[Path]]]:
    """The classes' folders, sorted by name, and the image files below each.

    Raises:
        DataError: there are none
    """
    inside = sorted(path for path in folder.iterdir() if path.is_dir())
    found = [(path, image_files(path)) for path in inside if not path.name.startswith(".")]
    found = [(path, files) for path, files in found if files]
    if not found:
        wanted = "one folder per class with image files in it"
        raise DataError(f"{folder}: {wanted} is expected")
    return found


def _own(folder: Path) -> list[_Class]:
    found = _folders(folder)
    if len(found) < 2:
        raise DataError(f"{folder}: two classes at least are expected, it has {found[0][0].name}")
    return [_Class(path.name, (label,), files) for label, (path, files) in enumerate(found)]


def _classes(folder: Path) -> list[_Class]:
    """The classes in the order of CLASSES; folders that mean the same are one class."""
    found: dict[tuple[int, ...] | str, _Class] = {}
    for path, files in _folders(folder):
        means = tuple(sorted(candidates(path.name)))
        name = CLASSES[means[0]] if len(means) == 1 else normalised(path.name).title() or path.name
        found.setdefault(means or path.name, _Class(name, means, [])).files.extend(files)
    if not any(c.candidates for c in found.values()):
        names = ", ".join(c.name for c in found.values())
        known = ", ".join(CLASSES)
        raise DataError(f"{folder}: not one of its classes ({names}) is known; known are {known}")
    return sorted(found.values(), key=lambda c: (not c.candidates, c.candidates, c.name))
