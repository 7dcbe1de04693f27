"""The course's own file: `images` uint8 (N, H, W, 3) and `labels` (N,) into the seven classes.

A group `table` beside them, where there is one, holds one array of length N per known quantity.
"""

from collections.abc import Iterable
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from cnnviz.atomic import written
from cnnviz.data.images import CLASSES, Images
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.preprocessing import Preprocessing

BATCH = 512  # images read at a time


def read(path: Path, preprocessing: Preprocessing, progress: Progress = silent) -> Images:
    """Read a file in the course's layout.

    Args:
        path: of the file
        preprocessing: cuts each image to the network's size
        progress: called with images done and images in all

    Returns:
        N images of shape (size, size, 3)

    Raises:
        DataError: not an HDF5 file, truncated, or not in this layout
    """
    if not h5py.is_hdf5(path):
        raise DataError(f"{path}: neither a folder of classes nor an HDF5 file")
    try:
        with h5py.File(path) as file:
            images, labels = _checked(path, file)
            table = _table(path, file, len(labels))
            return Images(_pixels(images, preprocessing, progress), labels, table=table)
    except DataError:
        raise
    except Exception as error:  # h5py raises half a dozen types for damaged bytes
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{path}: cannot be read as HDF5 ({reason}); copy it again") from error


def _checked(path: Path, file: h5py.File) -> tuple[h5py.Dataset, NDArray[np.int64]]:
    images, labels = file.get("images"), file.get("labels")
    if not isinstance(images, h5py.Dataset) or not isinstance(labels, h5py.Dataset):
        found = ", ".join(sorted(file)) or "nothing"
        raise DataError(f"{path}: datasets images and labels are expected, it has {found}")
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 3 or 0 in images.shape:
        found = f"{images.dtype} {images.shape}"
        raise DataError(f"{path}: images must be uint8 of shape (N, H, W, 3), got {found}")
    if labels.dtype.kind not in "iu" or labels.shape != images.shape[:1]:
        found = f"{labels.dtype} {labels.shape}"
        raise DataError(f"{path}: labels must be {len(images)} integers, got {found}")
    values = labels[:]
    if values.min() < 0 or values.max() >= len(CLASSES):
        known = f"must be from 0 to {len(CLASSES) - 1}, got {values.min()} to {values.max()}"
        raise DataError(f"{path}: labels {known}")
    return images, values.astype(np.int64)


def _pixels(
    images: h5py.Dataset, preprocessing: Preprocessing, progress: Progress
) -> NDArray[np.uint8]:
    total, side = len(images), preprocessing.size
    pixels = np.empty((total, side, side, 3), np.uint8)
    for start in range(0, total, BATCH):
        batch = images[start : start + BATCH]
        for row, image in enumerate(batch, start):
            pixels[row] = preprocessing.pixels(image)
        progress(start + len(batch), total)
    return pixels


def _table(path: Path, file: h5py.File, count: int) -> dict[str, NDArray[np.generic]]:
    group = file.get("table", {})
    if not isinstance(group, dict | h5py.Group):
        raise DataError(f"{path}: table must be a group of datasets")
    table = {}
    for name, column in group.items():
        # texts of fixed length alone: a damaged one of variable length can hang the library
        if not isinstance(column, h5py.Dataset) or column.dtype.kind not in "biufS":
            raise DataError(f"{path}: {name!r} of table must be numbers or texts of fixed length")
        if column.shape != (count,):
            raise DataError(f"{path}: {name!r} of table must have {count} values")
        values = column[:]
        table[name] = (
            np.char.decode(values, "utf-8", "replace") if values.dtype.kind == "S" else values
        )
    return table


def write(path: Path, batches: Iterable[Images], count: int, progress: Progress = silent) -> None:
    """Write a file in the course's layout, atomically.

    Args:
        path: of the file; one that is there is replaced
        batches: sets of the seven classes, whose images have one size
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
    for name, column in batch.table.items():
        file.create_dataset(f"table/{name}", (count,), _stored(column).dtype)


def _stored(column: NDArray[np.generic]) -> NDArray[np.generic]:
    # "S" keeps the width of the type, so that a later batch's longer text fits too
    return column.astype("S") if column.dtype.kind == "U" else column
