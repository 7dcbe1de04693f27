"""Decoding into memory of NumPy's, so that a large picture is not there twice."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import _imaging
from PIL.ImageFile import ImageFile

BAND = 2**20  # pixels that are converted at once: it takes several copies of them
NARROW = {"1": 3, "L": 3, "P": 3}  # modes of one byte a pixel in Pillow, that are copied to RGB
BYTES = {**NARROW, "I;16": 2}  # of a pixel by mode; of all others Pillow makes four


def load(image: ImageFile) -> NDArray[np.uint8]:
    """Decode an opened image.

    Returns:
        flat: the memory of its pixels, zeros where none were decoded, 2 or 4 bytes for each; where
        Pillow takes one byte alone, empty memory of 3
    """
    size = BYTES.get(image.mode, 4) * image.width * image.height
    if image.mode in NARROW:
        image.load()
        return np.empty(size, np.uint8)
    if not image.tile and image.format != "WEBP":  # Pillow asks only where it has no memory yet
        raise ValueError("an image without pixels")
    memory = np.zeros(size, np.uint8)
    image.im = _imaging.map_buffer(memory, image.size, "raw", 0, (image.mode, 0, 1))
    image.load()
    return memory


def release(image: ImageFile, memory: NDArray[np.uint8], size: int) -> None:
    """Keep so many bytes of what `load` gave, of which nobody else may have a view."""
    image.im = _imaging.new("L", (1, 1))
    memory.resize(size, refcheck=False)


def pieces(height: int, width: int) -> Iterator[slice]:
    """Rows that are converted at once."""
    rows = max(1, BAND // width)
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))
