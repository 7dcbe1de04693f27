"""HDF5 files of images, in either of two layouts.

The course's own: `images` uint8 (N, H, W, 3) and `labels` (N,) into the seven classes; a group
`table` beside them, where there is one, holds one array of length N per known quantity, and
`classes` the names of others than the seven (see `hdf5_classes`). And Galaxy10's: `images` and
`ans` (N,) into its ten classes, with `ra`, `dec`, `redshift`, `pxscale`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cnnviz.atomic import written
from cnnviz.data import hdf5_classes
from cnnviz.data.galaxy10 import classes as galaxy10
from cnnviz.data.images import CLASSES, Images
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.preprocessing import Preprocessing

BATCH = 512  # images read at a time, about
MOST = 2**28  # bytes read at a time
_SEVEN = np.eye(len(CLASSES), dtype=np.bool_)
_SEVEN.flags.writeable = False
LABELS = {  # the dataset that has the labels: classes, and the seven that each may be
    "labels": (CLASSES, _SEVEN),
    "ans": (galaxy10.CLASSES, galaxy10.CANDIDATES),
}


@dataclass(frozen=True)
class Layout:
    """An open file.

    Args:
        path: of the file
        images: uint8 of shape (N, H, W, 3), on disk
        labels: int64 of shape (N,)
        key: the dataset that has the labels, "labels" or "ans"
        classes: names of the K_data classes
        candidates: bool of shape (K_data, K_model), as in `Images`
        table: one array of length N per known quantity
    """

    path: Path
    images: h5py.Dataset
    labels: NDArray[np.int64]
    key: str
    classes: tuple[str, ...]
    candidates: NDArray[np.bool_]
    table: dict[str, NDArray[np.generic]]

    def batches(self) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """The images from first to last in slices along which the file is stored.

        One array is filled again and again: keep no reference to it.

        Yields:
            number of the first image, and uint8 of shape (B, H, W, 3)

        Raises:
            DataError: the file is damaged
        """
        total, step = len(self.images), _step(self.images)
        with _reading(self.path):
            held = np.empty((min(step, total), *self.images.shape[1:]), np.uint8)
        for start in range(0, total, step):
            stop = min(start + step, total)
            with _reading(self.path):
                self.images.read_direct(held, np.s_[start:stop], np.s_[: stop - start])
            yield start, held[: stop - start]


@contextmanager
def opened(path: Path) -> Iterator[Layout]:
    """A file in either layout, checked and open.

    Raises:
        DataError: not an HDF5 file, truncated, or in another layout
    """
    if not h5py.is_hdf5(path):
        raise DataError(f"{path}: neither a folder of classes nor an HDF5 file")
    with _reading(path):
        file = h5py.File(path)
    with file:
        with _reading(path):
            layout = _layout(path, file)
        yield layout


def read(path: Path, preprocessing: Preprocessing, progress: Progress = silent) -> Images:
    """Read a file in either layout.

    In memory are the images of the network's size, and at a time no more of the others than
    256 MiB or one image.

    Args:
        path: of the file
        preprocessing: cuts each image to the network's size
        progress: called with images done and images in all

    Returns:
        N images of shape (size, size, 3); of Galaxy10's layout with its ten classes

    Raises:
        DataError: not an HDF5 file, truncated, or in another layout
    """
    with opened(path) as layout:
        total, side = len(layout.labels), preprocessing.size
        with _reading(path):
            pixels = np.empty((total, side, side, 3), np.uint8)
        for start, batch in layout.batches():
            for row, image in enumerate(batch, start):
                pixels[row] = preprocessing.pixels(image)
            progress(start + len(batch), total)
        return Images(pixels, layout.labels, layout.classes, layout.candidates, layout.table)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever h5py raises is one sentence: it has half a dozen types for damaged bytes."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{path}: cannot be read as HDF5 ({reason}); copy it again") from error


def _step(images: h5py.Dataset) -> int:
    """Images to read at a time: whole chunks, so that none is unpacked twice, where they fit."""
    fit = max(1, MOST // int(np.prod(images.shape[1:])))
    chunk = images.chunks[0] if images.chunks else 1
    return fit if chunk > fit else max(1, min(BATCH, fit) // chunk) * chunk


def _layout(path: Path, file: h5py.File) -> Layout:
    images = file.get("images")
    key = next((name for name in LABELS if isinstance(file.get(name), h5py.Dataset)), None)
    if not isinstance(images, h5py.Dataset) or key is None:
        found = ", ".join(sorted(file)) or "nothing"
        wanted = "datasets images and labels, or images and ans, are expected"
        raise DataError(f"{path}: {wanted}, it has {found}")
    own = hdf5_classes.read(path, file) if key == "labels" else None
    classes, candidates = own or LABELS[key]
    labels = _checked(path, images, file[key], len(classes))
    table = _table(path, _columns(path, file, key), len(labels))
    return Layout(path, images, labels, key, classes, candidates, table)


def _checked(
    path: Path, images: h5py.Dataset, labels: h5py.Dataset, classes: int
) -> NDArray[np.int64]:
    key = labels.name.removeprefix("/")
    _check_images(path, images, key)
    if labels.dtype.kind not in "iu" or labels.shape != images.shape[:1]:
        found = f"{labels.dtype} {labels.shape}"
        raise DataError(f"{path}: {key} must be {len(images)} integers, got {found}")
    values: NDArray[np.integer[Any]] = labels[:]
    last = classes - 1
    if values.min() < 0 or values.max() > last:
        known = f"must be from 0 to {last}, got {values.min()} to {values.max()}"
        raise DataError(f"{path}: {key} {known}")
    return values.astype(np.int64)


def _check_images(path: Path, images: h5py.Dataset, key: str) -> None:
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 3 or 0 in images.shape:
        found = f"{images.dtype} {images.shape}"
        raise DataError(f"{path}: images must be uint8 of shape (N, H, W, 3), got {found}")
    if key == "ans" and images.shape[1] == galaxy10.SDSS_SIDE:
        other = "this is Galaxy10 SDSS, whose ten classes are others than Galaxy10 DECaLS's"
        raise DataError(f"{path}: images have {images.shape[1]} pixels: {other}")


def _columns(path: Path, file: h5py.File, key: str) -> Mapping[str, Any]:
    if key == "ans":
        return {name: file[name] for name in galaxy10.COLUMNS if name in file}
    group = file.get("table", {})
    if not isinstance(group, dict | h5py.Group):
        raise DataError(f"{path}: table must be a group of datasets")
    return dict(group.items())


def _table(path: Path, columns: Mapping[str, Any], count: int) -> dict[str, NDArray[np.generic]]:
    table = {}
    for name, column in columns.items():
        # texts of fixed length alone: a damaged one of variable length can hang the library
        if not isinstance(column, h5py.Dataset) or column.dtype.kind not in "biufS":
            raise DataError(f"{path}: column {name!r} must be numbers or texts of fixed length")
        if column.shape != (count,):
            raise DataError(f"{path}: column {name!r} must have {count} values")
        values = column[:]
        table[name] = (
            np.char.decode(values, "utf-8", "replace") if values.dtype.kind == "S" else values
        )
    return table


def write(path: Path, batches: Iterable[Images], count: int, progress: Progress = silent) -> None:
    """Write a file in the course's layout, atomically.

    Args:
        path: of the file; one that is there is replaced
        batches: sets of the same classes, whose images have one size
        count: images in all
        progress: called with images done and images in all

    Raises:
        ValueError: more or fewer images than `count`, which is at least 1
        OSError: the file cannot be written
    """
    if count < 1:
        raise ValueError(f"a file has at least 1 image, got {count}")
    with written(path) as part, h5py.File(part, "w") as file:
        done = 0
        for batch in batches:
            if done == 0:
                _create(file, batch, count)
            if done + len(batch) > count:
                raise ValueError(f"more than {count} images were given")
            rows = slice(done, done + len(batch))
            file["images"][rows], file["labels"][rows] = batch.pixels, batch.labels
            for name, column in batch.table.items():
                file["table"][name][rows] = _stored(column)
            done += len(batch)
            progress(done, count)
        if done != count:
            raise ValueError(f"{done} images were given where {count} were announced")


def _create(file: h5py.File, batch: Images, count: int) -> None:
    """Contiguous datasets: a chunk across images would make one image as slow as hundreds."""
    file.create_dataset("images", (count, *batch.pixels.shape[1:]), np.uint8)
    file.create_dataset("labels", (count,), np.int64)
    hdf5_classes.store(file, batch.classes, batch.candidates)
    for name, column in batch.table.items():
        file.create_dataset(f"table/{name}", (count,), _stored(column).dtype)


def _stored(column: NDArray[np.generic]) -> NDArray[np.generic]:
    # "S" keeps the width of the type, so that a later batch's longer text fits too
    return column.astype("S") if column.dtype.kind == "U" else column
