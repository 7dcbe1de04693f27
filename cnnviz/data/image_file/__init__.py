"""One image from a stranger, whatever its name: the bytes decide, and each kind has a module.

Modules:
    kinds        what a file is
    polyglot     what it is as well
    refusal      why it is not read; the limits
    picture      PNG, JPEG, WebP, GIF and BMP, by Pillow; png, jpeg, webp, gif and sizes help
    tiff         TIFF; its directory, the layout of the pixels, their samples; quiet for libtiff
    fits         FITS; its header, wcs for the scale of its pixels
    orientation  how the camera was held
    loading      Pillow's pixels in memory that is not needed twice
    stretch      from brightness to the screen's 256 levels
    decoded      what comes out
"""

import stat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.image_file import fits, kinds, picture, polyglot, refusal, tiff
from cnnviz.data.image_file.decoded import Decoded
from cnnviz.data.image_file.kinds import SUFFIXES
from cnnviz.data.image_file.refusal import (
    MAX_BYTES,
    MAX_PIXELS,
    ImageFileError,
    RefusedError,
)
from cnnviz.data.image_file.stretch import AUTOMATIC, Levels, Stretch

__all__ = [
    "AUTOMATIC",
    "MAX_BYTES",
    "MAX_PIXELS",
    "SUFFIXES",
    "Decoded",
    "ImageFileError",
    "Levels",
    "Stretch",
    "decode",
    "read",
]


def read(source: bytes | Path, name: str) -> NDArray[np.uint8]:
    """Decode an image file into RGB, deeper ones by the automatic stretch.

    EXIF orientation is applied; grey, palette and CMYK pixels become RGB; transparent pixels are
    laid over black, the sky; of several pictures the first is taken.

    The process takes less than 300 MB meanwhile, about 205 of them for 50 megapixels of PNG or JPEG
    in eight bits. Of what would take more (sixteen bits of colour, floats, WebP, progressive JPEG)
    fewer megapixels are read.

    Args:
        source: the file's bytes or its path
        name: what the file is called in a message; never used as a path

    Returns:
        uint8 of shape (H, W, 3)

    Raises:
        ImageFileError: not an image, damaged, truncated, empty, without a value, something else
            as well, larger than MAX_BYTES, MAX_PIXELS or the memory allowed, or a path that cannot
            be read
    """
    return np.ascontiguousarray(decode(source, name).rgb())


def decode(source: bytes | Path, name: str) -> Decoded:
    """Decode an image file with all its bits and, of FITS, the scale of its pixels.

    Raises:
        ImageFileError: as for `read`
    """
    try:
        data = source if isinstance(source, bytes) else _bytes(source)
        if len(data) > refusal.MAX_BYTES:
            raise RefusedError(f"larger than {refusal.MAX_BYTES >> 20} MB; make it smaller")
        return _decoded(data, kinds.kind(data))
    except RefusedError as error:
        raise ImageFileError(f"{name}: {error}") from error


def _decoded(data: bytes, kind: str) -> Decoded:
    if kind in picture.CLASSES:
        return Decoded(picture.decoded(data, kind), kind)
    polyglot.check(data, len(data))
    if kind == "TIFF":
        return Decoded(tiff.decoded(data), kind)
    return fits.decoded(fits.unpacked(data) if kind == "gzip" else data)


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe or device could be read forever
            folder = stat.S_ISDIR(found.st_mode)
            raise RefusedError("a folder, not a file" if folder else "not a file")
        with path.open("rb") as file:
            # room for its size first: room for the limit costs more than reading a small file
            data = file.read(min(found.st_size, refusal.MAX_BYTES) + 1)
            if len(data) > found.st_size:  # it has grown, or tells no size
                data += file.read(max(0, refusal.MAX_BYTES + 1 - len(data)))
            return data
    except FileNotFoundError as error:
        raise RefusedError("there is no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RefusedError(f"cannot be read ({reason})") from error
