"""The galaxy with the field of one unit, as a file."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnnviz.figures._map import FILE

BESIDE, MARK = "#161c31", "#ffd089"  # the padding, and the field's outline
Box = tuple[int, int, int, int]


def field_png(pixels: NDArray[np.uint8], box: Box, margin: int) -> bytes:
    """A picture enlarged pixel by pixel, by a whole factor, with a field's outline, as a PNG file.

    Args:
        pixels: what the network receives, uint8 of shape (H, W, 3)
        box: the field: top, left, bottom, right in pixels, ends excluded; what reaches out of the
            picture and its padding is not drawn
        margin: pixels of padding that are drawn around the picture
    """
    height, width = pixels.shape[:2]
    factor = max(1, FILE // (max(height, width) + 2 * margin))
    whole = Image.new(
        "RGB", (factor * (width + 2 * margin), factor * (height + 2 * margin)), BESIDE
    )
    image = Image.fromarray(pixels).resize((factor * width, factor * height), 0)
    whole.paste(image, (factor * margin, factor * margin))
    top, left, bottom, right = (factor * (edge + margin) for edge in box)
    line = max(2, whole.width // 250)
    ImageDraw.Draw(whole).rectangle((left, top, right - 1, bottom - 1), outline=MARK, width=line)
    file = BytesIO()
    whole.save(file, "png")
    return file.getvalue()
