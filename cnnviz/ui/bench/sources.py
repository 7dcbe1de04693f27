"""Inputs for the stage: published examples, small patterns, random numbers, the chosen galaxy."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.ui.galaxy import Galaxy

Array = NDArray[np.float64]
N = TypeVar("N", bound=np.generic)
NUMBERS = 16  # rows and columns up to which the stage shows numbers
WHOLE = 128  # pixels: a larger galaxy is shown smaller on the stage
CHANNELS = {1: ("brightness",), 2: ("red", "green"), 3: ("red", "green", "blue")}

# course lecture on convolutional networks; Dumoulin and Visin (2016), the numeric example
EXAMPLES = {
    "lecture": (
        (1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0),
    ),
    "published": (
        (3, 3, 2, 1, 0), (0, 0, 1, 3, 1), (3, 1, 2, 2, 3), (2, 0, 0, 2, 2), (2, 0, 0, 0, 1),
    ),
}  # fmt: skip


def example(name: str) -> Array:
    """A published input, shape (1, 5, 5)."""
    return np.array([EXAMPLES[name]], dtype=float)


def random(channels: int, height: int, width: int, seed: int) -> Array:
    """Whole numbers from 0 to 9, shape (C, H, W)."""
    return np.random.default_rng(seed).integers(0, 10, (channels, height, width)).astype(float)


def pattern(name: str, channels: int, height: int, width: int) -> Array:
    """A small pattern, shape (C, H, W); each channel has it one column further to the right."""
    rows, columns = np.mgrid[:height, :width]
    drawn = PATTERNS[name](rows, columns).astype(float)
    return np.stack([np.roll(drawn, c, axis=1) for c in range(channels)])


def _middle(at: NDArray[np.int64]) -> int:
    return int(at.max() + 1) // 2


def _ring(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    centre = rows.max() / 2, columns.max() / 2
    radius = np.hypot(rows - centre[0], columns - centre[1])
    drawn: NDArray[np.bool_] = np.abs(radius - 0.7 * max(centre)) < 0.6
    return drawn


PATTERNS: dict[str, Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.generic]]] = {
    "point": lambda r, c: (r == _middle(r)) & (c == _middle(c)),
    "edge": lambda r, c: c >= _middle(c),
    "cross": lambda r, c: (r == _middle(r)) | (c == _middle(c)),
    "ring": _ring,
    "checkerboard": lambda r, c: (r + c) % 2,
    "ramp": lambda r, c: r + c,
    "count": lambda r, c: r * (c.max() + 1) + c,
}


def whole(galaxy: Galaxy, channels: int, most: int = WHOLE) -> Array:
    """The chosen galaxy, pixel values from 0 to 255, shape (C, H, W).

    Args:
        galaxy: the chosen one
        channels: 1 for the mean of the three colours, 2 for red and green, 3 for all
        most: rows and columns; a larger image is made smaller
    """
    height, width = stage_size(galaxy, most)
    image = Image.fromarray(galaxy.pixels).resize((width, height), Image.Resampling.BOX)
    pixels = np.asarray(image, dtype=float).transpose(2, 0, 1)
    return np.round(pixels.mean(axis=0, keepdims=True)) if channels == 1 else pixels[:channels]


def stage_size(galaxy: Galaxy, most: int = WHOLE) -> tuple[int, int]:
    """Rows and columns of the whole galaxy as it comes on the stage."""
    height, width = galaxy.pixels.shape[:2]
    scale = min(1.0, most / max(height, width))
    return max(1, round(scale * height)), max(1, round(scale * width))


def row(galaxy: Galaxy, top: int) -> int:
    """The row of the whole galaxy on the stage, which may have it smaller, for one of its image."""
    height: int = galaxy.pixels.shape[0]
    return min(top, height - 1) * stage_size(galaxy)[0] // height


def patch(galaxy: Galaxy, channels: int, size: tuple[int, int], place: tuple[int, int]) -> Array:
    """A part of the chosen galaxy, pixel values from 0 to 255, shape (C, *size).

    Args:
        galaxy: the chosen one
        channels: as for `whole`
        size: rows and columns
        place: first row and column; moved so that the patch lies in the image
    """
    values = part(galaxy.pixels.transpose(2, 0, 1), size, place).astype(float)
    return np.round(values.mean(axis=0, keepdims=True)) if channels == 1 else values[:channels]


def part(picture: NDArray[N], size: tuple[int, int], place: tuple[int, int]) -> NDArray[N]:
    """A part of a picture of shape (C, H, W), moved so that it lies in it."""
    top, left = inside((picture.shape[1], picture.shape[2]), size, place)
    return picture[:, top : top + size[0], left : left + size[1]]


def inside(
    shape: tuple[int, int], size: tuple[int, int], place: tuple[int, int]
) -> tuple[int, int]:
    """The place of a part of this size, moved so that it lies in a picture of this shape."""
    top = min(max(place[0], 0), max(shape[0] - size[0], 0))
    left = min(max(place[1], 0), max(shape[1] - size[1], 0))
    return top, left
