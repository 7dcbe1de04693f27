"""Galaxy10 DECaLS as an array that is mapped into memory.

The file is stored in chunks across images, so that one image costs the unpacking of hundreds. It is
converted once; then an image is where its number says.
"""

import math
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from cnnviz import cache
from cnnviz.data.reading import DataError, Progress, silent

if TYPE_CHECKING:
    from cnnviz.data.hdf5 import Layout

VERSION = 1  # of what is kept
PIXELS, TABLE = "images.npy", "table.npz"


@dataclass(frozen=True)
class Arrays:
    """The converted set.

    Args:
        pixels: uint8 of shape (N, H, W, 3), in memory only where it is looked at
        labels: int64 of shape (N,) into the ten classes
        table: one array of length N for each of ra, dec (degrees), redshift (NaN where it is not
            known) and pxscale (arcsec per pixel) that the file has
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    table: dict[str, NDArray[np.generic]]


def folder() -> Path:
    """Where the converted set is kept; it may be missing."""
    return cache.folder() / f"galaxy10-{VERSION}"


def available() -> bool:
    """Whether the set has been converted; quick, so that a page may ask at every run."""
    return (folder() / TABLE).exists() and (folder() / PIXELS).exists()


def whole() -> bool:
    """Whether the set has been converted and can be opened."""
    try:
        return available() and len(opened().labels) > 0
    except DataError:
        return False


def mapped() -> "np.memmap[Any, np.dtype[np.uint8]]":
    """The converted images, uint8 of shape (N, H, W, 3), in memory only where they are looked at.

    Raises:
        OSError: they are not there
        ValueError: they are damaged
    """
    pixels: np.memmap[Any, np.dtype[np.uint8]] = np.load(folder() / PIXELS, mmap_mode="r")
    return pixels


def image(number: int) -> NDArray[np.uint8]:
    """One converted image, uint8 of shape (H, W, 3); see `images`."""
    return next(images([number]))


def images(numbers: Iterable[int]) -> Iterator[NDArray[np.uint8]]:
    """Converted images one by one, each read at once.

    Through the mapping a disk would be asked page by page.

    Args:
        numbers: of the images, each from 0 to N - 1

    Yields:
        uint8 of shape (H, W, 3)

    Raises:
        OSError, ValueError: as `mapped`
        IndexError: there is no such image
    """
    pixels = mapped()
    size = math.prod(pixels.shape[1:])
    with (folder() / PIXELS).open("rb", buffering=0) as file:
        for number in numbers:
            if not 0 <= number < len(pixels):
                raise IndexError(f"there are {len(pixels)} images, got number {number}")
            file.seek(pixels.offset + int(number) * size)
            yield np.fromfile(file, np.uint8, size).reshape(pixels.shape[1:])


def opened() -> Arrays:
    """The converted set; takes milliseconds.

    Raises:
        DataError: it is not there, or damaged
    """
    try:
        pixels = mapped()
        # opened here: NumPy leaves a damaged file open
        with (folder() / TABLE).open("rb") as raw, np.load(raw) as file:
            table = {name: file[name] for name in file.files}
        labels = table.pop("labels")
        if pixels.dtype != np.uint8 or pixels.ndim != 4 or len(pixels) != len(labels):
            raise ValueError(f"{pixels.dtype} {pixels.shape} and {len(labels)} labels")
    except Exception as error:  # whatever damaged bytes make of the readers
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        again = "python -m cnnviz download galaxy10 makes it again"
        raise DataError(f"galaxy10: {folder()} cannot be read ({reason}); {again}") from error
    return Arrays(pixels, labels, table)


def convert(path: Path, progress: Progress = silent) -> None:
    """Write the arrays of a file in Galaxy10's layout, where they are not there, or nothing.

    Of several processes one does it and the others wait for it.

    Args:
        path: of the HDF5 file, whose checksum is right
        progress: called with images done and images in all

    Raises:
        DataError: the file is damaged, or the disk full
    """
    try:
        folder().parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder().with_suffix(".lock")):
            if not whole():
                _write(path, progress)
    except OSError as error:
        raise DataError(
            f"galaxy10: {folder()} cannot be written ({error.strerror or error}); make room there, "
            f"or name another folder in {cache.VARIABLE}"
        ) from error


def check_room(size: int) -> None:
    """Make sure that this many bytes can be kept.

    Raises:
        DataError: they cannot
        OSError: there is no such folder and none can be made
    """
    folder().parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder().parent).free
    if size > free:
        raise DataError(
            f"galaxy10: {size:,} bytes are needed for its images in {folder().parent}, {free:,} "
            f"are free; make room, or name another folder in {cache.VARIABLE}"
        )


def _write(path: Path, progress: Progress) -> None:
    from cnnviz.data import hdf5

    with hdf5.opened(path) as layout:
        if layout.key != "ans":
            raise DataError(f"{path}: it has labels where Galaxy10 has ans; give it as --data")
        check_room(layout.images.size)
        with _made(folder()) as part:
            _write_pixels(part / PIXELS, layout, progress)
            np.savez(part / TABLE, labels=layout.labels, **layout.table)  # type: ignore[arg-type]


@contextmanager
def _made(place: Path) -> Iterator[Path]:
    """A folder that is whole or not there; only one process at a time may make it."""
    part = place.with_name(f".{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a process that was killed
    try:
        part.mkdir()
        yield part
        shutil.rmtree(place, ignore_errors=True)  # damaged, or it would not be made
        os.replace(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_pixels(path: Path, layout: "Layout", progress: Progress) -> None:
    """Not through a mapping: that counts as this process's memory, and on a full disk kills it."""
    total = len(layout.labels)
    header = {"descr": "|u1", "fortran_order": False, "shape": tuple(layout.images.shape)}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start, batch in layout.batches():
            file.write(batch.data)
            progress(start + len(batch), total)
