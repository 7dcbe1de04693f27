"""Images of a set one by one: nothing of them is read before it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from cnnviz.data import folder, hdf5, image_file
from cnnviz.data.galaxy10 import arrays, classes
from cnnviz.data.reading import DataError

Pixels = NDArray[np.uint8]
KNOWN = ("ra", "dec", "redshift", "pxscale")  # degrees, degrees, -, arcsec per pixel


@dataclass(frozen=True)
class Collection:
    """A set.

    Args:
        labels: index into `classes` of each image, int64 of shape (N,)
        classes: names of the K_data classes
        candidates: bool of shape (K_data, K_model), as in `Images`
        names: of each image, N of them; empty where they have none
        read: the pixels of image j, uint8 of shape (H, W, 3), which may differ from image to image
        table: one array of length N for each of KNOWN that is known
    """

    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    candidates: NDArray[np.bool_]
    names: tuple[str, ...]
    read: Callable[[int], Pixels]
    table: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)

    def label(self, j: int) -> int | None:
        """The one class of the seven that image j is; None where it may be several, or none."""
        may = np.flatnonzero(self.candidates[self.labels[j]])
        return int(may[0]) if len(may) == 1 else None

    def class_of(self, j: int) -> str:
        """The name of its class, as the set has it."""
        return self.classes[int(self.labels[j])]

    def known(self, j: int) -> dict[str, float]:
        """What is known of image j, numbers alone."""
        values = {name: float(column[j]) for name, column in self.table.items()}
        return {name: value for name, value in values.items() if np.isfinite(value)}

    def about(self, j: int) -> str:
        """What image j is, in a few words."""
        name = self.names[j] if self.names else f"image {j:,}"
        return f"{self.class_of(j)}, {name}"


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
    with hdf5.opened(path) as layout:
        known = {name: layout.table[name] for name in KNOWN if name in layout.table}
        return Collection(
            layout.labels, layout.classes, layout.candidates, (), partial(_image, path), known
        )


def _image(path: Path, j: int) -> Pixels:
    with h5py.File(path) as file:
        pixels: Pixels = np.asarray(file["images"][j], np.uint8)
    return pixels


def galaxy10_decals() -> Collection:
    """Galaxy10 DECaLS, where it has been fetched and converted.

    Raises:
        DataError: it is not there, or damaged
    """
    found = arrays.opened()
    return Collection(
        found.labels, classes.CLASSES, classes.CANDIDATES, (), arrays.image,
        {name: column for name, column in found.table.items() if name in KNOWN},
    )  # fmt: skip


def offered(sets: Mapping[str, str]) -> dict[str, Path]:
    """Sets by their names, of those whose folder or file is there."""
    found = {name: Path(place).expanduser() for name, place in sets.items()}
    return {name: place for name, place in found.items() if place.exists()}
