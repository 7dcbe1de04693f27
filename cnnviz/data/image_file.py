"""One image from a stranger: a PNG or JPEG file, whatever its name, and nothing else.

The bytes decide. The size is read from the header and refused before a pixel is decoded.
"""

import stat
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

SUFFIXES = (".png", ".jpg", ".jpeg")
MAX_BYTES = 20 * 2**20
MAX_PIXELS = 50_000_000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
WAY_OUT = "PNG and JPEG files are read"
AGAIN = "copy or save it again"

# what a file that is neither PNG nor JPEG begins with
PICTURES = {
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"BM": "BMP",
    b"SIMPLE  =": "FITS",
    b"\0\0\1\0": "icon",
}
OTHERS = {
    b"%PDF": "a PDF's",
    b"PK\3\4": "a ZIP archive's",
    b"\x1f\x8b": "a gzip archive's",
    b"\x89HDF": "an HDF5 file's",
    b"\x7fELF": "a program's",
    b"MZ": "a program's",
    b"<!doctype html": "a web page's",
    b"<html": "a web page's",
    b"\x80\2": "a pickle's",
    b"\x80\3": "a pickle's",
    b"\x80\4": "a pickle's",
    b"\x80\5": "a pickle's",
}

# how an image is to be turned for each value of the EXIF tag Orientation (EXIF 2.32, 4.6.4)
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class ImageFileError(ValueError):
    """A file that is not read; the message is one sentence that begins with its name."""


class _RefusedError(Exception):
    """Why, without the name."""


def read(source: bytes | Path, name: str) -> NDArray[np.uint8]:
    """Decode an image file into RGB.

    EXIF orientation is applied; grey, palette, 16-bit and CMYK pixels become 8-bit RGB;
    transparent pixels are laid over black, the sky; of an animation the first picture is taken.

    Args:
        source: the file's bytes or its path
        name: what the file is called in a message; never used as a path

    Returns:
        uint8 of shape (H, W, 3)

    Raises:
        ImageFileError: not a PNG or JPEG file, damaged, truncated, empty, larger than MAX_BYTES
            or MAX_PIXELS, or a path that cannot be read
    """
    try:
        data = source if isinstance(source, bytes) else _bytes(source)
        if len(data) > MAX_BYTES:
            raise _RefusedError(f"larger than {MAX_BYTES >> 20} MB; make it smaller")
        return _decoded(data)
    except _RefusedError as error:
        raise ImageFileError(f"{name}: {error}") from error


def _bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):  # a pipe or device could be read forever
            raise _RefusedError("a folder, not a file" if stat.S_ISDIR(mode) else "not a file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise _RefusedError("there is no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _RefusedError(f"cannot be read ({reason})") from error


def _decoded(data: bytes) -> NDArray[np.uint8]:
    image = _opened(data)
    millions = image.width * image.height / 1e6
    if millions > MAX_PIXELS / 1e6:
        limit = f"more than the {MAX_PIXELS // 10**6} that are read"
        raise _RefusedError(f"{millions:.0f} megapixels, {limit}; make it smaller")
    try:
        image.load()
        return _rgb(_turned(image))
    except Exception as error:  # Pillow raises a dozen types for damaged bytes
        raise _broken(data, error) from error


def _opened(data: bytes) -> Image.Image:
    """The header alone is parsed here.

    Pillow's classes rather than Image.open, which would try further formats and check the number
    of pixels by a warning, whose filters belong to the whole process.
    """
    if not data:
        raise _RefusedError(f"empty file; {WAY_OUT}")
    try:
        if data.startswith(PNG):
            _check_chunks(data)
            return PngImageFile(BytesIO(data))
        if data.startswith(JPEG):
            return JpegImageFile(BytesIO(data))
    except _RefusedError:
        raise
    except Exception as error:
        raise _broken(data, error) from error
    raise _RefusedError(_stranger(data))


def _broken(data: bytes, error: Exception) -> _RefusedError:
    kind = "PNG" if data.startswith(PNG) else "JPEG"
    # a JPEG file ends with this marker; metadata may hold a second, whole JPEG file
    cut = "truncat" in str(error).lower() or (kind == "JPEG" and b"\xff\xd9" not in data)
    return _RefusedError(f"{'truncated' if cut else 'damaged'} {kind} file; {AGAIN}")


def _check_chunks(data: bytes) -> None:
    """Walk a PNG file's chunks to its end (W3C PNG, section 5.3); Pillow skips IDAT's checksums."""
    start, kind = len(PNG), b""
    while kind != b"IEND":
        if start + 12 > len(data):
            raise _RefusedError(f"truncated PNG file; {AGAIN}")
        length, kind = struct.unpack_from(">I4s", data, start)
        end = start + 8 + length
        if end + 4 > len(data):
            raise _RefusedError(f"truncated PNG file; {AGAIN}")
        if zlib.crc32(data[start + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise _RefusedError(f"damaged PNG file (checksum of {kind!r} is wrong); {AGAIN}")
        start = end + 4


def _stranger(data: bytes) -> str:
    """What the file is instead, as far as its first bytes tell."""
    for start, kind in PICTURES.items():
        if data.startswith(start):
            return f"{kind} is not read; save it as PNG or JPEG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP is not read; save it as PNG or JPEG"
    if data[4:8] == b"ftyp":
        return "HEIC, AVIF and video are not read; save it as PNG or JPEG"
    text = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, owner in OTHERS.items():
        if data.startswith(start) or text.startswith(start):
            return f"not an image (header is {owner}); {WAY_OUT}"
    if b"<svg" in text:
        return "SVG is not read; save it as PNG or JPEG"
    return f"not an image (header is neither PNG's nor JPEG's); {WAY_OUT}"


def _turned(image: Image.Image) -> Image.Image:
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # broken metadata around sound pixels
        return image
    return image if turn is None else image.transpose(turn)


def _rgb(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow would clip at 255
        grey = np.round(np.asarray(image, np.float64) / 257).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        black = Image.new("RGBA", layer.size, "black")
        image = Image.alpha_composite(black, layer)
    return np.asarray(image.convert("RGB"))
