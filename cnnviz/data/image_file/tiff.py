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

from cnnviz.data.image_file import orientation, picture, quiet, samples
from cnnviz.data.image_file.directory import ORIENTATION, Directory
from cnnviz.data.image_file.layout import Layout
from cnnviz.data.image_file.refusal import NOT_A_NUMBER, RefusedError, broken

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
STRIPS, SAMPLES, ROWS, STRIP_BYTES, PLANAR = 273, 277, 278, 279, 284
PREDICTOR, PALETTE, TILE_WIDTH, TILE_HEIGHT, TILES, TILE_BYTES = 317, 320, 322, 323, 324, 325
EXTRA, FORMAT, JPEG_TABLES, YCC_FACTORS, YCC_SUBSAMPLING, YCC_RANGE = 338, 339, 347, 529, 530, 532
LONG = 4
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
    numbers = {WIDTH: layout.width, SAMPLES: layout.samples, PLANAR: layout.planar}
    numbers[PHOTOMETRIC] = layout.photometric
    fields |= _fields(numbers) | _places(layout, slice(None), 1)
    return picture.rgb(_opened(directory, fields))


def _deep(directory: Directory, layout: Layout) -> NDArray[Any]:
    result: NDArray[Any] | None = None
    for place, rows in _deep_rows(directory, layout):
        if result is None and np.isfinite(rows).any():
            # room is made only once there is something to put into it
            result = _nothing(layout, rows.dtype)
        if result is not None:
            result[place] = rows
    if result is None:
        raise RefusedError(NOT_A_NUMBER)
    return samples.colours(result, layout)


def _deep_rows(
    directory: Directory, layout: Layout
) -> Iterator[tuple[tuple[slice, ...], NDArray[Any]]]:
    """Some rows of some channels after the others, each with its place in (H, W, samples)."""
    planes = layout.samples if layout.planar == 2 else 1
    each, inner = len(layout.pieces.offsets) // planes, layout.samples // planes
    factor = inner * layout.bits // 8
    numbers = {BITS: 8, PHOTOMETRIC: 1, SAMPLES: 1, WIDTH: layout.stored_width * factor}
    for plane in range(planes):
        chosen = slice(plane * each, (plane + 1) * each)
        image = _opened(directory, _fields(numbers) | _places(layout, chosen, factor))
        image.load()
        channels = slice(plane * inner, (plane + 1) * inner)
        for top, band in picture.bands(image):
            rows = samples.of_bytes(np.asarray(band), layout, inner, directory.order)
            yield (slice(top, top + len(rows)), slice(None), channels), rows


def _nothing(layout: Layout, kind: np.dtype[Any]) -> NDArray[Any]:
    empty = np.nan if kind.kind == "f" else 0
    return np.full((layout.height, layout.width, layout.samples), empty, kind)


def _places(layout: Layout, chosen: slice, factor: int) -> Fields:
    """Size, and where the strips or tiles lie, each row `factor` times as long."""
    numbers = {HEIGHT: layout.height, COMPRESSION: layout.compression}
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
