"""Why a file is not read, and the limits that are checked before its pixels are."""

import math

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 50_000_000
MAX_UNPACKED = 200 * 2**20  # bytes of a file, or of its deep pixels, after unpacking
# bytes that decoding and drawing may take, with two copies of the file and without what is
# converted at once, so that the process grows by less than 300 MB
MAX_MEMORY = 260 * 2**20

AGAIN = "copy or save it again"
WAY_OUT = "PNG, JPEG, WebP, GIF, BMP, TIFF and FITS files are read"
NOT_A_NUMBER = "all its pixels are NaN, not numbers; save it with values in them"


class ImageFileError(ValueError):
    """A file that is not read; the message is one sentence that begins with its name."""


class RefusedError(Exception):
    """Why, without the name."""


def check_size(width: int, height: int, pixel_bytes: int = 1) -> None:
    """Refuse an image by what its header says, before anything is decoded.

    Args:
        width: pixels
        height: pixels
        pixel_bytes: bytes that a pixel takes in memory

    Raises:
        RefusedError: no pixels at all, or more of them or of their bytes than are read
    """
    if width < 1 or height < 1:
        raise RefusedError(f"an image of {width} by {height} pixels; save one that has some")
    if width * height > MAX_PIXELS:
        found = f"{width * height / 1e6:.0f} megapixels, more than the {MAX_PIXELS / 1e6:.0f}"
        raise RefusedError(f"{found} that are read; make it smaller")
    check_unpacked(width * height * pixel_bytes)


def check_memory(width: int, height: int, need: int) -> None:
    """Refuse an image that would take too much memory, before anything is decoded.

    Args:
        width: pixels, at least one
        height: pixels, at least one
        need: bytes, about proportional to the number of pixels

    Raises:
        RefusedError: more than MAX_MEMORY
    """
    if need > MAX_MEMORY:
        pixels = width * height / 1e6
        fitting = math.floor(10 * pixels * MAX_MEMORY / need) / 10
        found = f"{pixels:.1f} megapixels of this kind take {need >> 20} MB of memory to decode"
        raise RefusedError(f"{found}; make it smaller, at most {fitting} megapixels")


def check_unpacked(size: int) -> None:
    """Refuse what takes too many bytes once it is unpacked.

    Raises:
        RefusedError: more than MAX_UNPACKED
    """
    if size > MAX_UNPACKED:
        raise RefusedError(f"unpacks to more than {MAX_UNPACKED >> 20} MB; make it smaller")


def broken(kind: str, cut: bool = False) -> RefusedError:
    """The refusal of a damaged file, or of one whose end is missing."""
    return RefusedError(f"{'truncated' if cut else 'damaged'} {kind} file; {AGAIN}")
