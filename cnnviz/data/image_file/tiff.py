"""TIFF 6.0, of any number of bits: grey, RGB, with alpha, CMYK, in strips or tiles or planes.

Pillow shows at most eight bits of a colour. But libtiff, which unpacks for it, does not mind what
the bytes mean: an image of W pixels with S samples of B bytes is one of W S B grey pixels to it. So
deeper images are relabelled as such, and NumPy reads the bytes that come back.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile
from PIL.TiffImagePlugin import TiffImageFile

from cnnviz.data.image_file import loading, orientation, picture, quiet, samples
from cnnviz.data.image_file.directory import ORIENTATION, Directory
from cnnviz.data.image_file.layout import YCC, Layout
from cnnviz.data.image_file.refusal import NOT_A_NUMBER, RefusedError, broken, check_memory

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
STRIPS, SAMPLES, ROWS, STRIP_BYTES, PLANAR = 273, 277, 278, 279, 284
PREDICTOR, PALETTE, TILE_WIDTH, TILE_HEIGHT, TILES, TILE_BYTES = 317, 320, 322, 323, 324, 325
EXTRA, FORMAT, JPEG_TABLES, YCC_FACTORS, YCC_SUBSAMPLING, YCC_RANGE = 338, 339, 347, 529, 530, 532
LONG = 4
GROUP = 2**23  # bytes of strips or tiles that are unpacked at once, at least one row of them
Fields = dict[int, tuple[int, NDArray[Any]]]  # by tag: the number of a type, and values
# what Pillow needs to know of an image of eight bits, and the most values of each
KEPT = {
    **{FILL_ORDER: 1, PREDICTOR: 1, PALETTE: 3 * 256, EXTRA: 4, FORMAT: 4},
    **{JPEG_TABLES: 2**16, YCC_FACTORS: 3, YCC_SUBSAMPLING: 2, YCC_RANGE: 6, BITS: 4},
}


class _Tiff(TiffImageFile):
    """Without Pillow's own limit of pixels, as bytes are counted as pixels here; ours holds."""

    load_prepare = ImageFile.load_prepare


def decoded(data: bytes) -> NDArray[Any]:
    """The first picture in the file, upright.

    Returns:
        uint8 of shape (H, W, 3) where it has eight bits or fewer, else of shape (H, W) or
        (H, W, 3): whole numbers as they are, and float32 with NaN where there is no number

    Raises:
        RefusedError: damaged, truncated, too large, or of a kind that is not read
    """
    quiet.libtiff()
    try:
        directory = Directory.first(data)
        layout = Layout.of(directory)
        check_memory(layout.width, layout.height, _need(layout) + 2 * len(data))
        pixels = _deep(directory, layout) if layout.bits > 8 else _shallow(directory, layout)
        return orientation.turned(pixels, directory.number(ORIENTATION, 1))
    except RefusedError:
        raise
    except Exception as error:  # Pillow raises a dozen types for damaged bytes
        raise broken("TIFF", "truncat" in str(error).lower()) from error


def _shallow(directory: Directory, layout: Layout) -> NDArray[np.uint8]:
    fields = {}
    for tag, most in KEPT.items():
        if (found := directory.values(tag, most)) is not None:
            fields[tag] = (directory.entries[tag].type, found)
    numbers = {WIDTH: layout.width, HEIGHT: layout.height, SAMPLES: layout.samples}
    numbers |= {PLANAR: layout.planar, PHOTOMETRIC: layout.photometric}
    fields |= _fields(numbers) | _places(layout, slice(None), 1)
    image = _opened(directory, fields)
    return picture.rgb(image, loading.load(image))


def _deep(directory: Directory, layout: Layout) -> NDArray[Any]:
    result: NDArray[Any] | None = None
    for rows, numbers in _deep_rows(directory, layout):
        found = samples.colours(numbers, layout)
        if result is None and np.isfinite(found).any():
            # room is made only once there is something to put into it
            result = _nothing(layout, found)
        if result is not None:
            result[rows] = found
    if result is None:
        raise RefusedError(NOT_A_NUMBER)
    return result


def _deep_rows(directory: Directory, layout: Layout) -> Iterator[tuple[slice, NDArray[Any]]]:
    """Some rows after the others, each with all samples, of shape (h, W, samples)."""
    planes = layout.samples if layout.planar == 2 else 1
    inner = layout.samples // planes
    factor = inner * layout.bits // 8
    numbers = {BITS: 8, PHOTOMETRIC: 1, SAMPLES: 1, WIDTH: layout.stored_width * factor}
    for top, height, chosen in layout.groups(GROUP):
        each = _fields(numbers | {HEIGHT: height})
        images = [_opened(directory, each | _places(layout, pieces, factor)) for pieces in chosen]
        for image in images:
            image.load()
        for bands in zip(*map(picture.bands, images), strict=True):
            found = [
                samples.of_bytes(np.asarray(band), layout, inner, directory.order)
                for _, band in bands
            ]
            start = top + bands[0][0]
            yield slice(start, start + len(found[0])), np.concatenate(found, axis=2)


def _need(layout: Layout) -> int:
    """Bytes that decoding and drawing take."""
    pixels, pieces = layout.width * layout.height, layout.piece_width * layout.piece_height
    if layout.bits <= 8:
        # libtiff unpacks a whole strip or tile, and has YCbCr in colours of four bytes besides
        return 4 * pixels + (8 if layout.photometric == YCC else layout.samples) * pieces
    unpacked = layout.samples * layout.bits // 8 * layout.stored_width
    unpacked = 2 * max(GROUP, unpacked * layout.piece_height)
    return pixels * samples.bytes_of(layout) + max(3 * pixels, unpacked)


def _nothing(layout: Layout, rows: NDArray[Any]) -> NDArray[Any]:
    """Room for all rows, of the kind of some."""
    empty = np.nan if rows.dtype.kind == "f" else 0
    return np.full((layout.height, *rows.shape[1:]), empty, rows.dtype)


def _places(layout: Layout, chosen: slice, factor: int) -> Fields:
    """Where the strips or tiles lie, each row `factor` times as long."""
    numbers = {COMPRESSION: layout.compression}
    if layout.pieces.tile:
        numbers |= {TILE_WIDTH: layout.pieces.tile[1] * factor, TILE_HEIGHT: layout.pieces.tile[0]}
    else:
        numbers |= {ROWS: layout.pieces.rows}
    tags = (TILES, TILE_BYTES) if layout.pieces.tile else (STRIPS, STRIP_BYTES)
    lists = (layout.pieces.offsets[chosen], layout.pieces.lengths[chosen])
    return _fields(numbers) | {tag: (LONG, n) for tag, n in zip(tags, lists, strict=True)}


def _fields(numbers: dict[int, int]) -> Fields:
    return {tag: (LONG, np.array([number])) for tag, number in numbers.items()}


def _opened(directory: Directory, fields: Fields) -> _Tiff:
    """The file with a directory of these fields alone, written behind what is there."""
    data, order = directory.data, directory.order
    data += b"\0" * (len(data) % 2)
    head = data[:4] + struct.pack(order + "I", len(data)) + data[8:]
    return _Tiff(BytesIO(head + _written(fields, order, len(data))))


def _written(fields: Fields, order: str, start: int) -> bytes:
    """A directory that begins so many bytes into its file (TIFF 6.0, section 2)."""
    rows, tails = b"", b""
    behind = start + 2 + 12 * len(fields) + 4
    for tag, (kind, values) in sorted(fields.items()):
        content = (values.astype(order + "u4") if kind == LONG else values).tobytes()
        place = content.ljust(4, b"\0")
        if len(content) > 4:
            place = struct.pack(order + "I", behind + len(tails))
            tails += content + b"\0" * (len(content) % 2)
        rows += struct.pack(order + "HHI", tag, kind, len(values)) + place
    return struct.pack(order + "H", len(fields)) + rows + bytes(4) + tails
