"""All maps of a layer in one picture."""

from io import BytesIO
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._colours import NOTHING, picture, scale

Array = NDArray[np.float64]
FILE = 1024  # pixels: about the side of the picture


def mosaic_png(maps: Array, limit: float | None = None, *, shared: bool = False) -> bytes:
    """The maps of a layer side by side as a PNG file, row by row, grey between them.

    All have the same palette: where any number is negative, zero is dark in its middle. Small ones
    are enlarged pixel by pixel, by a whole factor.

    Args:
        maps: shape (C, H, W)
        limit: number at the end of the colours of all maps, as where several layers share them
        shared: whether the maps share their colours, up to the layer's largest magnitude; else each
            has its own

    Raises:
        ValueError: no numbers
    """
    if not maps.size:
        raise ValueError(f"maps of shape {maps.shape} have no numbers to draw")
    signed = bool((maps < 0).any())
    end = limit or (scale(maps).limit if shared else None)
    images = [picture(values, scale(values, signed, end)) for values in maps]
    count, height, width = maps.shape
    columns = ceil(sqrt(count * height / width))
    factor = max(1, FILE // max(columns * (width + 1), ceil(count / columns) * (height + 1)))
    file = BytesIO()
    _put(images, columns, factor).save(file, "png")
    return file.getvalue()


def _put(images: list[Image.Image], columns: int, factor: int) -> Image.Image:
    """Images of one size and one palette in rows, with a gap of a pixel of theirs."""
    width, height = (factor * side for side in images[0].size)
    gap = max(1, factor)
    rows = ceil(len(images) / columns)
    size = (columns * (width + gap) - gap, rows * (height + gap) - gap)
    whole = Image.new("P", size, NOTHING)
    whole.putpalette(images[0].getpalette() or [])
    for i, image in enumerate(images):
        row, column = divmod(i, columns)
        place = (column * (width + gap), row * (height + gap))
        whole.paste(image.resize((width, height), Image.Resampling.NEAREST), place)
    return whole
