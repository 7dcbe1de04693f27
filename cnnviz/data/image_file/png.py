"""PNG: its chunks, and sixteen bits of colour, of which Pillow keeps eight."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile

from cnnviz.data.image_file.loading import load, pieces
from cnnviz.data.image_file.refusal import AGAIN, RefusedError, broken, check_memory

SIGNATURE = 8  # bytes
STEP = 2**16  # bytes that are unpacked at once
MOST_CHUNKS = 100_000  # each costs time
BESIDE = {b"IDAT", b"fdAT", b"PLTE", b"iCCP", b"zTXt"}  # pixels, colours, and packed texts
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
# bytes a pixel that it takes to decode and draw them
PIXEL_BYTES = {"I;16B": 5, "LA;16B": 6, "RGB;16B": 10, "RGBA;16B": 12}
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
    return (data[start:stop] for kind, start, stop in _chunks(data) if kind == b"IDAT")


def metadata(data: bytes) -> Iterator[bytes]:
    """What stands in the other chunks of a file whose `end` was found."""
    return (data[start:stop] for kind, start, stop in _chunks(data) if kind not in BESIDE)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and stop of the content of each."""
    start, kind = SIGNATURE, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, start)
        yield kind, start + 8, start + 8 + length
        start += length + 12


def is_deep(image: PngImageFile) -> bool:
    """Whether it has sixteen bits."""
    return bool(image.tile) and image.tile[0].args in PIXEL_BYTES


def deep(data: bytes, image: PngImageFile) -> NDArray[np.uint16]:
    """All sixteen bits, transparent pixels over black.

    Args:
        data: the file
        image: opened of it, which is_deep

    Returns:
        of shape (H, W) or (H, W, 3)

    Raises:
        RefusedError: rows are missing, or it would take too much memory
    """
    kind = str(image.tile[0].args)
    check_memory(*image.size, PIXEL_BYTES[kind] * image.width * image.height + 2 * len(data))
    if kind in HALVES:
        pixels = _colours(data, image)
    elif kind == "LA;16B":  # two samples of two bytes are four of one to Pillow
        pixels = _loaded(data, image, "RGBA").view(">u2")
    else:
        pixels = _loaded(data, image, kind).view("<u2")
    _hide(pixels, image.info.get("transparency"))
    return _over_black(pixels)


def _loaded(data: bytes, image: PngImageFile, kind: str) -> NDArray[np.uint8]:
    """Bytes of the pixels, of shape (H, W, C), decoded as if they were of that kind."""
    image.tile = [tile._replace(args=kind) for tile in image.tile]
    memory = load(image)
    check_rows(data, image)
    return memory.reshape(image.height, image.width, -1)


def _colours(data: bytes, image: PngImageFile) -> NDArray[np.uint16]:
    """Pillow decodes twice, once for the upper bytes and once for the lower."""
    kind, channels = str(image.tile[0].args), len(image.getbands())
    result: NDArray[np.uint16] | None = None
    for half, shift in zip(HALVES[kind], (8, 0), strict=True):
        found = _loaded(data, PngImageFile(BytesIO(data)), half)[..., :channels]
        if result is None:  # room is made only once there is something to put into it
            result = np.zeros(found.shape, np.uint16)
        for rows in pieces(image.height, image.width):
            result[rows] |= found[rows].astype(np.uint16) << shift
        del found  # before the other half is decoded
    assert result is not None
    return result


def _hide(pixels: NDArray[np.uint16], colour: int | tuple[int, ...] | None) -> None:
    """Make those of one colour black, which the chunk tRNS says are transparent."""
    if colour is not None:
        for rows in pieces(*pixels.shape[:2]):
            pixels[rows][(pixels[rows] == colour).all(axis=2)] = 0


def _over_black(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Laid over black in place, where the last of 2 or 4 channels tells how opaque a pixel is."""
    channels = pixels.shape[2]
    if channels in (2, 4):
        channels -= 1
        for rows in pieces(*pixels.shape[:2]):
            share = pixels[rows, :, channels:].astype(np.float32) / 65535
            pixels[rows, :, :channels] = np.rint(pixels[rows, :, :channels] * share)
    return np.asarray(pixels[..., 0] if channels == 1 else pixels[..., :channels], np.uint16)
