"""A square of an image, turned and resized to what a network receives.

A place on an image is a row and a column in pixels from its upper left corner: pixel (0, 0) has its
middle at (0.5, 0.5), and an image of H by W pixels its own at (H / 2, W / 2).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.preprocessing import Preprocessing

Pixels = NDArray[np.uint8]
Shape = tuple[int, int]

LEAST = 8.0  # pixels: side of the smallest square, but where the image itself is smaller
MOST = 1.5  # of the image's longer side: the largest
FINE = 2  # samples along a pixel's side of a turned square
BEYOND = 4  # pixels of the samples around a turned square, as far as bicubic weights and more
COARSE = 8  # pixels of the image for one of the cut: more are averaged first where sky is added


@dataclass(frozen=True)
class Crop:
    """A square on an image.

    Args:
        row: of its middle, pixels from the image's upper edge
        column: of its middle, pixels from the image's left edge
        side: pixels of the image
        rotation: degrees; a positive one turns the square clockwise as it is seen on the image, so
            that what it holds turns anticlockwise
    """

    row: float
    column: float
    side: float
    rotation: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no square.

        Raises:
            ValueError: a number that is not finite, or a side that is not positive
        """
        numbers = (self.row, self.column, self.side, self.rotation)
        if not all(math.isfinite(number) for number in numbers) or self.side <= 0:
            raise ValueError(f"a crop has finite numbers and a positive side, got {numbers}")

    def corners(self) -> NDArray[np.float64]:
        """Rows and columns of the four corners, from the upper left one clockwise, shape (4, 2)."""
        signs = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)]) * self.side / 2
        places: NDArray[np.float64] = np.array([self.row, self.column]) + signs @ self.axes()
        return places

    def axes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The square's directions down and to the right on the image, each (rows, columns)."""
        angle = math.radians(self.rotation)
        cos, sin = math.cos(angle), math.sin(angle)
        return (cos, -sin), (sin, cos)


def limits(shape: Shape) -> tuple[float, float]:
    """Least and largest side of a square on an image, pixels."""
    return min(LEAST, float(min(shape))), float(math.floor(MOST * max(shape)))


def settled(crop: Crop, shape: Shape) -> Crop:
    """The nearest square that is allowed: its middle on the image, -180 < rotation <= 180."""
    least, largest = limits(shape)
    turned = crop.rotation
    if not -180 < turned <= 180:
        turned = 180.0 - (180.0 - turned) % 360.0
        turned = 180.0 if turned == -180 else turned  # a hair beyond 180 comes to the other end
    return Crop(
        min(max(crop.row, 0.0), float(shape[0])), min(max(crop.column, 0.0), float(shape[1])),
        min(max(crop.side, least), largest), turned,
    )  # fmt: skip


def allowed(crop: Crop, shape: Shape) -> bool:
    """Whether a square is one that an image of H by W pixels may have."""
    return settled(crop, shape) == crop


def default(shape: Shape, preprocessing: Preprocessing) -> Crop:
    """The square that a network's own rule takes of an image of H by W pixels."""
    top, left, bottom, right = preprocessing.box(*shape)
    return Crop((top + bottom) / 2, (left + right) / 2, float(bottom - top))


def largest(shape: Shape) -> Crop:
    """The largest upright square in the middle of an image of H by W pixels."""
    side = min(shape)
    top, left = (shape[0] - side) // 2, (shape[1] - side) // 2
    return Crop(top + side / 2, left + side / 2, float(side))


def outside(crop: Crop, shape: Shape) -> float:
    """Share of the square that lies beyond the image's edges, 0 to 1, on a grid of 64 by 64."""
    steps = (np.arange(64) + 0.5) / 64 - 0.5
    (down_row, down_column), (right_row, right_column) = crop.axes()
    down, right = crop.side * steps[:, None], crop.side * steps[None, :]
    rows = crop.row + down * down_row + right * right_row
    columns = crop.column + down * down_column + right * right_column
    inside = (rows >= 0) & (rows <= shape[0]) & (columns >= 0) & (columns <= shape[1])
    return float(1 - inside.mean())


def sky(image: Pixels) -> Pixels:
    """Median of each channel over the outermost pixels, uint8 of shape (3,)."""
    edges = (image[0], image[-1], image[:, 0], image[:, -1])
    median: Pixels = np.median(np.concatenate(edges), axis=0).astype(np.uint8)
    return median


def cut(image: Pixels, crop: Crop, size: int = 96) -> Pixels:
    """Cut a square out and resize it, as wide as the kernel of Lanczos where it is reduced.

    An upright square, and one after quarter turns, is resampled once, by Lanczos; any other is
    reduced by Lanczos to about twice the size, turned by bicubic weights, and reduced again.

    Args:
        image: uint8 of shape (H, W, 3)
        crop: the square; what of it lies beyond the edges has the colour of `sky`
        size: S

    Returns:
        uint8 of shape (S, S, 3)
    """
    colour = sky(image)
    turns, rest = divmod(crop.rotation, 90)
    image, crop = _averaged(image, crop, size)
    if rest:
        return _turned(image, crop, colour, size)
    half = crop.side / 2
    box = (crop.column - half, crop.row - half, crop.column + half, crop.row + half)
    upright = _resized(image, box, colour, (size, size))
    return np.ascontiguousarray(np.rot90(upright, int(turns) % 4))


def _averaged(image: Pixels, crop: Crop, size: int) -> tuple[Pixels, Crop]:
    """The image in blocks where it is long and the square reaches out of it.

    Sky is added to the pixels as they are: of a wide and low image it would be more than fits.
    """
    factor = int(crop.side // (COARSE * size))
    if factor < 2 or not outside(crop, (image.shape[0], image.shape[1])):
        return image, crop
    reduced = np.asarray(Image.fromarray(image).reduce(factor))
    place = crop.row / factor, crop.column / factor, crop.side / factor
    return reduced, Crop(*place, crop.rotation)


def _turned(image: Pixels, crop: Crop, colour: Pixels, size: int) -> Pixels:
    samples = FINE * size
    step = crop.side / samples  # pixels of the image from one sample to the next
    scale = max(step, 1.0)  # an image that is enlarged is sampled as it is
    half = crop.side / 2 * sum(map(abs, crop.axes()[0])) + BEYOND * scale
    left, top = math.floor(crop.column - half), math.floor(crop.row - half)
    width, height = math.ceil(crop.column + half) - left, math.ceil(crop.row + half) - top
    reduced = round(width / scale), round(height / scale)
    around = _resized(image, (left, top, left + width, top + height), colour, reduced)
    along, across = reduced[1] / height, reduced[0] / width
    middle = (crop.row - top) * along, (crop.column - left) * across
    data = _affine(crop, middle, (step * along, step * across), samples)
    channels = [_sampled(channel, data, samples, size) for channel in np.moveaxis(around, 2, 0)]
    return np.stack(channels, axis=2)


def _affine(
    crop: Crop, middle: tuple[float, float], steps: tuple[float, float], samples: int
) -> tuple[float, ...]:
    """Pillow's six numbers, from a sample's place in the square to its place on a picture.

    Args:
        crop: whose rotation counts
        middle: row and column of the square's middle on the picture
        steps: rows and columns of the picture from one sample to the next
        samples: along a side
    """
    (down_row, down_column), (right_row, right_column) = crop.axes()
    a, b = right_column * steps[1], down_column * steps[1]
    d, e = right_row * steps[0], down_row * steps[0]
    half = samples / 2
    return a, b, middle[1] - (a + b) * half, d, e, middle[0] - (d + e) * half


def _sampled(channel: Pixels, data: tuple[float, ...], samples: int, size: int) -> Pixels:
    # in real numbers: Pillow cuts off what is behind the point of bytes, half a level on average
    plane = Image.fromarray(channel.astype(np.float32))
    turned = plane.transform(
        (samples, samples), Image.Transform.AFFINE, data, Image.Resampling.BICUBIC
    )
    small = turned.resize((size, size), Image.Resampling.LANCZOS)
    levels: Pixels = np.clip(np.asarray(small) + 0.5, 0, 255).astype(np.uint8)
    return levels


def _resized(
    image: Pixels, box: tuple[float, float, float, float], colour: Pixels, size: Shape
) -> Pixels:
    """Part of an image with sky around it, resized by Lanczos.

    Args:
        image: uint8 of shape (H, W, 3)
        box: left, top, right, bottom in pixels of the image
        colour: of the sky, shape (3,)
        size: width and height afterwards
    """
    left, top = math.floor(box[0]), math.floor(box[1])
    right, bottom = math.ceil(box[2]), math.ceil(box[3])
    part = _part(image, (top, left, bottom, right), colour)
    inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    if inner == (0, 0, *size) == (0, 0, part.shape[1], part.shape[0]):
        return part
    resized = Image.fromarray(part).resize(size, Image.Resampling.LANCZOS, box=inner)
    return np.asarray(resized)


def _part(image: Pixels, box: tuple[int, int, int, int], colour: Pixels) -> Pixels:
    """Whole pixels of an image: top, left, bottom, right, with sky where there are none."""
    top, left, bottom, right = box
    height, width = image.shape[:2]
    rows = slice(max(top, 0), min(bottom, height))
    columns = slice(max(left, 0), min(right, width))
    if (top, left, bottom, right) == (rows.start, columns.start, rows.stop, columns.stop):
        return np.ascontiguousarray(image[rows, columns])
    result = np.empty((bottom - top, right - left, 3), np.uint8)
    result[:] = colour
    if rows.start < rows.stop and columns.start < columns.stop:
        place = (
            slice(rows.start - top, rows.stop - top),
            slice(columns.start - left, columns.stop - left),
        )
        result[place] = image[rows, columns]
    return result
