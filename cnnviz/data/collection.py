"""Images of a set one by one: nothing of them is read before it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from cnnviz.data import folder, image_file
from cnnviz.data.images import Images
from cnnviz.data.reading import DataError

Pixels = NDArray[np.uint8]
TINY = 1  # pixel: labels are read without their images


@dataclass(frozen=True)
class Collection:
    """A set.

    Args:
        labels: index into `classes` of each image, int64 of shape (N,)
        classes: names of the K_data classes
        candidates: bool of shape (K_data, K_model), as in `Images`
        names: of each image, N of them; empty where they have none
        read: the pixels of image j, uint8 of shape (H, W, 3), which may differ from image to image
    """

    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    candidates: NDArray[np.bool_]
    names: tuple[str, ...]
    read: Callable[[int], Pixels]

    def __len__(self) -> int:
        return len(self.labels)

    def label(self, j: int) -> int | None:
        """The one class of the seven that image j is; None where it may be several, or none."""
        may = np.flatnonzero(self.candidates[self.labels[j]])
        return int(may[0]) if len(may) == 1 else None

    def about(self, j: int) -> str:
        """What image j is, in a few words."""
        name = self.names[j] if self.names else f"image {j:,}"
        return f"{self.classes[self.labels[j]]}, {name}"


def of(path: Path) -> Collection:
    """The set at a path.

    Args:
        path: a folder with one folder per class, or an HDF5 file with images and labels

    Raises:
        DataError: neither, or a set that cannot be read; one sentence
    """
    try:
        if path.is_dir():
            return _folder(path)
        return _hdf5(path)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror or error})") from error


def _folder(path: Path) -> Collection:
    listed = folder.listed(path)
    places = [place for place, _ in listed.files]
    return Collection(
        np.array([label for _, label in listed.files], np.int64),
        listed.classes,
        listed.candidates,
        tuple(place.name for place in places),
        lambda j: image_file.read(places[j], places[j].name),
    )


def _hdf5(path: Path) -> Collection:
    if not h5py.is_hdf5(path):
        raise DataError(f"{path.name}: neither a folder of classes nor an HDF5 file")
    with h5py.File(path) as file:
        images, labels = file.get("images"), file.get("labels")
        if not isinstance(images, h5py.Dataset) or not isinstance(labels, h5py.Dataset):
            found = ", ".join(sorted(file)) or "nothing"
            raise DataError(f"{path.name}: datasets images and labels are expected, it has {found}")
        count = len(labels)
        # which checks the labels
        known = Images(np.empty((count, TINY, TINY, 3), np.uint8), labels[:].astype(np.int64))
    return Collection(known.labels, known.classes, known.candidates, (), partial(_image, path))


def _image(path: Path, j: int) -> Pixels:
    with h5py.File(path) as file:
        pixels: Pixels = np.asarray(file["images"][j], np.uint8)
    return pixels


def offered(sets: Mapping[str, str]) -> dict[str, Path]:
    """Sets by their names, of those whose folder or file is there."""
    found = {name: Path(place).expanduser() for name, place in sets.items()}
    return {name: place for name, place in found.items() if place.exists()}
