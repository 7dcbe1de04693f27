"""PNG: its chunks, and sixteen bits of colour, of which Pillow keeps eight."""

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile

from cnnviz.data.image_file.refusal import AGAIN, RefusedError, broken

SIGNATURE = 8  # bytes
STEP = 2**16  # bytes that are unpacked at once
MOST_CHUNKS = 100_000  # each costs time
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
# Pillow's names for the first and the second byte of each sample, by its name for the file's pixels
HALVES = {"RGB;16B": ("RGB;16B", "RGB;16L"), "RGBA;16B": ("RGBA;16B", "RGBA;16L")}


def end(data: bytes) -> int:
    """Where the picture ends in the file (W3C PNG, section 5.3); Pillow skips IDAT's checksums.

    Raises:
        RefusedError: a chunk is cut or its checksum is wrong
    """
    start, kind, count = SIGNATURE, b"", 0
    while kind != b"IEND":
        count += 1
        if start + 12 > len(data) or count > MOST_CHUNKS:
            raise broken("PNG", cut=count <= MOST_CHUNKS)
        length, kind = struct.unpack_from(">I4s", data, start)
        last = start + 8 + length
        if last + 4 > len(data):
            raise broken("PNG", cut=True)
        if zlib.crc32(data[start + 4 : last]) != int.from_bytes(data[last : last + 4], "big"):
            raise RefusedError(f"damaged PNG file (checksum of {kind!r} is wrong); {AGAIN}")
        start = last + 4
    return start


def check_rows(data: bytes, image: ImageFile) -> None:
    """Refuse a file whose pixels end before its last row, which Pillow leaves black.

    Only where that row is black are they counted.

    Args:
        data: the file, of any kind
        image: what Pillow has loaded of it

    Raises:
        RefusedError: rows are missing
    """
    last = image.crop((0, image.height - 1, image.width, image.height))
    if not isinstance(image, PngImageFile) or last.getbbox(alpha_only=False) is not None:
        return
    depth, colour, _, _, interlaced = struct.unpack_from("5B", data, SIGNATURE + 16)
    bits = depth * CHANNELS[colour]
    sizes = _passes(image.width, image.height) if interlaced else [(image.width, image.height)]
    wanted = sum(h * (1 + -(-w * bits // 8)) for w, h in sizes if w and h)
    if _inflated(data) < wanted:
        raise broken("PNG", cut=True)


def _passes(width: int, height: int) -> list[tuple[int, int]]:
    """Sizes of Adam7's seven pictures (W3C PNG, section 8.1)."""
    starts = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
    each = (*starts, (0, 1, 1, 2))
    return [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in each]


def _inflated(data: bytes) -> int:
    """Bytes of the pixels with their filters, counted and thrown away."""
    stream, total = zlib.decompressobj(), 0
    for content in _image_data(data):
        for start in range(0, len(content), STEP):
            piece = content[start : start + STEP]
            while piece and not stream.eof:
                total += len(stream.decompress(piece, 16 * STEP))
                piece = stream.unconsumed_tail
    return total


def _image_data(data: bytes) -> Iterator[bytes]:
    start, kind = SIGNATURE, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, start)
        if kind == b"IDAT":
            yield data[start + 8 : start + 8 + length]
        start += length + 12


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
    upper, lower = (_half(data, half, pixels) for half in (0, 1))
    both = upper.astype(np.uint16)
    both <<= 8
    both |= lower
    return both


def _half(data: bytes, half: int, pixels: Callable[[PngImageFile], NDArray[Any]]) -> NDArray[Any]:
    image = PngImageFile(BytesIO(data))
    image.tile = [tile._replace(args=HALVES[str(tile.args)][half]) for tile in image.tile]
    image.load()
    check_rows(data, image)
    return pixels(image)
