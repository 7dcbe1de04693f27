"""The galaxy with the field of one unit, as a file."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnnviz.figures._map import FILE

BESIDE, MARK = "#d9d6cc", "#ffd089"  # the padding, and the field's outline
HATCH = "#b8741a"  # of the part of the field that lies in the padding
Box = tuple[int, int, int, int]


def field_png(
    pixels: NDArray[np.uint8], box: Box, margin: int, nested: Sequence[tuple[Box, str]] = ()
) -> bytes:
    """A picture enlarged pixel by pixel, by a whole factor, with a field on it, as a PNG file.

    The part of the field that lies in the padding is hatched.

    Args:
        pixels: what the network receives, uint8 of shape (H, W, 3)
        box: the field: top, left, bottom, right in pixels, ends excluded; what reaches out of the
            picture and its padding is not drawn
        margin: pixels of padding that are drawn around the picture
        nested: smaller fields inside it with the colours of their outlines
    """
    height, width = pixels.shape[:2]
    factor = max(1, FILE // (max(height, width) + 2 * margin))
    whole = Image.new(
        "RGB", (factor * (width + 2 * margin), factor * (height + 2 * margin)), BESIDE
    )
    image = Image.fromarray(pixels).resize((factor * width, factor * height), 0)
    line = max(2, whole.width // 250)
    whole.paste(HATCH, mask=_hatched(whole.size, _corners(box, factor, margin), line))
    whole.paste(image, (factor * margin, factor * margin))
    draw = ImageDraw.Draw(whole)
    for each, colour in nested:
        draw.rectangle(_corners(each, factor, margin), outline=colour, width=max(1, line // 2))
    draw.rectangle(_corners(box, factor, margin), outline=MARK, width=line)
    file = BytesIO()
    whole.save(file, "png")
    return file.getvalue()


def _corners(box: Box, factor: int, margin: int) -> Box:
    """Left, top, right and bottom of a box in the file, the last pixels included."""
    top, left, bottom, right = (factor * (edge + margin) for edge in box)
    return left, top, right - 1, bottom - 1


def _hatched(size: tuple[int, int], corners: Box, line: int) -> Image.Image:
    """A mask of slanted lines within the corners; they are as wide as an outline."""
    columns, rows = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    left, top, right, bottom = corners
    inside = (columns >= left) & (columns <= right) & (rows >= top) & (rows <= bottom)
    return Image.fromarray(np.uint8(255 * (inside & ((columns + rows) % (4 * line) < line))))
