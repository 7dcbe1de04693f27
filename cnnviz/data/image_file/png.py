"""PNG: its chunks, and sixteen bits of colour, of which Pillow keeps eight."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngImageFile

from cnnviz.data.image_file.refusal import AGAIN, RefusedError, broken

SIGNATURE = 8  # bytes
# Pillow's names for the first and the second byte of each sample, by its name for the file's pixels
HALVES = {"RGB;16B": ("RGB;16B", "RGB;16L"), "RGBA;16B": ("RGBA;16B", "RGBA;16L")}


def end(data: bytes) -> int:
    """Where the picture ends in the file (W3C PNG, section 5.3); Pillow skips IDAT's checksums.

    Raises:
        RefusedError: a chunk is cut or its checksum is wrong
    """
    start, kind = SIGNATURE, b""
    while kind != b"IEND":
        if start + 12 > len(data):
            raise broken("PNG", cut=True)
        length, kind = struct.unpack_from(">I4s", data, start)
        last = start + 8 + length
        if last + 4 > len(data):
            raise broken("PNG", cut=True)
        if zlib.crc32(data[start + 4 : last]) != int.from_bytes(data[last : last + 4], "big"):
            raise RefusedError(f"damaged PNG file (checksum of {kind!r} is wrong); {AGAIN}")
        start = last + 4
    return start


def is_deep_colour(image: PngImageFile) -> bool:
    """Whether it has sixteen bits of each colour."""
    return bool(image.tile) and image.tile[0].args in HALVES


def deep_colour(data: bytes, pixels: Callable[[PngImageFile], NDArray[Any]]) -> NDArray[np.uint16]:
    """All sixteen bits: Pillow decodes twice, once for the upper bytes and once for the lower.

    Args:
        data: a file that is_deep_colour
        pixels: decodes an opened image

    Returns:
        uint16 of shape (H, W, 3) or (H, W, 4)
    """
    upper, lower = (pixels(_half(data, half)) for half in (0, 1))
    both = upper.astype(np.uint16)
    both <<= 8
    both |= lower
    return both


def _half(data: bytes, half: int) -> PngImageFile:
    image = PngImageFile(BytesIO(data))
    image.tile = [tile._replace(args=HALVES[str(tile.args)][half]) for tile in image.tile]
    return image
