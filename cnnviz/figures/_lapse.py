"""The moments of a training as small pictures, all on the same scales."""

from base64 import b64decode
from collections.abc import Sequence
from io import BytesIO
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnnviz.figures._colours import GREY, Scale, picture
from cnnviz.figures._picture import data_uri

Floats = NDArray[np.float64]
SIDE = 240  # pixels of a picture, about
HEAD, GAP, SHOWN = 30, 12, 350  # pixels, pixels, milliseconds a frame


def largest(arrays: Sequence[Floats]) -> float:
    """The largest magnitude of all, for a scale that they share; 1 where all are zero."""
    return max((float(np.abs(x).max(initial=0.0)) for x in arrays), default=0.0) or 1.0


def tiles(maps: Floats, limit: float, signed: bool) -> str:
    """Maps side by side as the address of a picture; empty without any.

    Args:
        maps: shape (n, H, W)
        limit: at the end of the colours
        signed: whether they run from -limit
    """
    if not maps.size:
        return ""
    count, height, width = maps.shape
    columns = ceil(sqrt(count * height / width))
    rows, factor = ceil(count / columns), max(1, SIDE // (columns * (width + 1)))
    gap = max(1, factor // 2)
    size = (columns * (factor * width + gap) - gap, rows * (factor * height + gap) - gap)
    sheet = Image.new("RGB", size, GREY)
    for i, values in enumerate(maps):
        tile = picture(values, Scale(limit, signed, 0.0, 0.0)).convert("RGB")
        tile = tile.resize((factor * width, factor * height), Image.Resampling.NEAREST)
        place = (factor * width + gap, factor * height + gap)
        sheet.paste(tile, (i % columns * place[0], i // columns * place[1]))
    return data_uri(sheet.quantize(128), "png")


def kernels(weights: Floats, limit: float) -> str:
    """Kernels (C_out, C_in, k, k): a row for each output channel, a column for each input."""
    outputs, inputs, height, width = weights.shape if weights.size else (0, 0, 0, 0)
    if not outputs:
        return ""
    grid = np.full((outputs * (height + 1) - 1, inputs * (width + 1) - 1), np.nan)
    for o in range(outputs):
        for i in range(inputs):
            top, left = o * (height + 1), i * (width + 1)
            grid[top : top + height, left : left + width] = weights[o, i]
    image = picture(grid, Scale(limit, True, 0.0, 0.0)).convert("RGB")
    factor = max(1, SIDE // max(image.size))
    large = image.resize((factor * image.width, factor * image.height), Image.Resampling.NEAREST)
    return data_uri(large.quantize(128), "png")


def lapse_gif(frames: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """The pictures of each moment side by side, a line of words above, as a GIF that repeats.

    Args:
        frames: words and addresses of pictures (as made here; empty ones are left out) of each

    Raises:
        ValueError: no frames
    """
    if not frames:
        raise ValueError("a film has at least one frame")
    sheets = [_sheet(text, [_opened(one) for one in pictures if one]) for text, pictures in frames]
    file = BytesIO()
    sheets[0].save(
        file, "gif", save_all=True, append_images=sheets[1:], duration=SHOWN, loop=0, disposal=1
    )
    return file.getvalue()


def _opened(address: str) -> Image.Image:
    return Image.open(BytesIO(b64decode(address.split(",")[1]))).convert("RGB")


def _sheet(text: str, pictures: list[Image.Image]) -> Image.Image:
    width = sum(one.width + GAP for one in pictures) + GAP
    height = HEAD + GAP + max((one.height for one in pictures), default=0)
    sheet = Image.new("RGB", (max(width, 4 * SIDE), height), "white")
    ImageDraw.Draw(sheet).text((GAP, GAP // 2), text, "black", font_size=16)
    left = GAP
    for one in pictures:
        sheet.paste(one, (left, HEAD))
        left += one.width + GAP
    return sheet
