"""All maps of a layer in one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._colours import GREY, Scale, picture

Array = NDArray[np.float64]
FILE = 1024  # pixels: about the side of the picture


@dataclass(frozen=True)
class Range:
    """The numbers that colours stand for: from -limit where they are signed, else from 0, to limit.

    Args:
        limit: larger than 0
        signed: whether zero is dark in the middle
    """

    limit: float
    signed: bool


def mosaic_png(maps: Array, ranges: Sequence[Range]) -> bytes:
    """The maps of a layer side by side as a PNG file, row by row, grey between them.

    Small ones are enlarged pixel by pixel, by a whole factor.

    Args:
        maps: shape (C, H, W)
        ranges: of the C maps' colours

    Raises:
        ValueError: no numbers, or another number of ranges
    """
    if not maps.size:
        raise ValueError(f"maps of shape {maps.shape} have no numbers to draw")
    images = [
        picture(values, Scale(found.limit, found.signed, 0.0, 0.0)).convert("RGB")
        for values, found in zip(maps, ranges, strict=True)
    ]
    count, height, width = maps.shape
    columns = ceil(sqrt(count * height / width))
    factor = max(1, FILE // max(columns * (width + 1), ceil(count / columns) * (height + 1)))
    file = BytesIO()
    _put(images, columns, factor).save(file, "png")
    return file.getvalue()


def _put(images: list[Image.Image], columns: int, factor: int) -> Image.Image:
    """Images of one size in rows, with a gap of a pixel of theirs."""
    width, height = (factor * side for side in images[0].size)
    gap = max(1, factor)
    rows = ceil(len(images) / columns)
    size = (columns * (width + gap) - gap, rows * (height + gap) - gap)
    whole = Image.new("RGB", size, GREY)
    for i, image in enumerate(images):
        row, column = divmod(i, columns)
        place = (column * (width + gap), row * (height + gap))
        whole.paste(image.resize((width, height), Image.Resampling.NEAREST), place)
    return whole
