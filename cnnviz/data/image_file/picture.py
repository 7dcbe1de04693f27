"""PNG, JPEG, WebP, GIF and BMP, and TIFF of eight bits, by Pillow.

Pillow's classes rather than Image.open, which would try further formats and check the number of
pixels by a warning, whose filters belong to the whole process. They parse the header alone.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from cnnviz.data.image_file import gif, jpeg, loading, orientation, png, polyglot, sizes, webp
from cnnviz.data.image_file.refusal import RefusedError, broken, check_memory, check_size


class _WebP(WebPImageFile):
    """Without its decoder, two pictures large, as soon as that has decoded."""

    def load_prepare(self) -> None:
        self._decoder = None
        super().load_prepare()


CLASSES: dict[str, Callable[[BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "WebP": _WebP,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
}
PARSERS = {"PNG": png, "JPEG": jpeg, "WebP": webp, "GIF": gif}
SIZES = {"PNG": sizes.png, "WebP": sizes.webp, "GIF": sizes.gif, "BMP": sizes.bmp}


def decoded(data: bytes, kind: str) -> NDArray[Any]:
    """The first picture in the file, upright.

    Args:
        data: begins as a file of this kind
        kind: one of CLASSES

    Returns:
        uint8 of shape (H, W, 3), or uint16 of shape (H, W) or (H, W, 3) where it has sixteen bits;
        transparent pixels are laid over black, the sky

    Raises:
        RefusedError: damaged, truncated, too large, without pixels, or something else as well
    """
    try:
        _check_alone(data, kind)
        exif = b""
        if kind == "JPEG":
            data, exif = jpeg.without_metadata(data)
        if kind == "GIF":
            data = gif.first_picture(data)
        if kind in SIZES:
            check_size(*SIZES[kind](data))
        if kind == "WebP":
            webp.check(data)
        return _upright(data, CLASSES[kind](BytesIO(data)), exif)
    except RefusedError:
        raise
    except Exception as error:  # Pillow raises a dozen types for damaged bytes
        missing = kind == "JPEG" and jpeg.END not in data
        raise broken(kind, missing or "truncat" in str(error).lower()) from error


def _check_alone(data: bytes, kind: str) -> None:
    if kind == "BMP":  # which tells its length, but not everybody heeds it
        polyglot.check(data, len(data), [sizes.before_bmp(data)])
    else:
        parser = PARSERS[kind]
        polyglot.check(data, parser.end(data), parser.metadata(data), alone=kind != "JPEG")


def _upright(data: bytes, image: ImageFile, exif: bytes) -> NDArray[Any]:
    check_size(*image.size)
    pixels: NDArray[Any]
    if isinstance(image, PngImageFile) and png.is_deep(image):
        pixels = png.deep(data, image)
    else:
        kept = jpeg.coefficients(data) if isinstance(image, JpegImageFile) else 0
        check_memory(*image.size, 4 * image.width * image.height + kept + 2 * len(data))
        memory = loading.load(image)
        png.check_rows(data, image)
        pixels = rgb(image, memory)
    found = image.info.get("exif", b"")
    exif = exif or (found if isinstance(found, bytes) else b"")
    return orientation.turned(pixels, orientation.of(exif))


def rgb(image: ImageFile, memory: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Eight bits of red, green and blue, shape (H, W, 3); transparent pixels over black.

    Args:
        image: loaded; its pixels are gone afterwards
        memory: as `load` gave it, which the result is packed into
    """
    if image.mode in ("P", "PA") and image.palette is None:
        raise ValueError("a palette image without a palette")
    width, height = image.size
    for top, band in bands(image):
        start, rows = 3 * width * top, np.asarray(_opaque(band)).reshape(-1)
        memory[start : start + len(rows)] = rows
    loading.release(image, memory, 3 * width * height)
    return memory.reshape(height, width, 3)


def _opaque(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        layer = image.convert("LA") if image.mode == "La" else image
        black = Image.new("RGBA", layer.size, "black")
        image = Image.alpha_composite(black, layer.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Pieces of all columns and some rows, each with the first of its rows."""
    for rows in loading.pieces(image.height, image.width):
        whole = rows.stop - rows.start == image.height
        yield rows.start, image if whole else image.crop((0, rows.start, image.width, rows.stop))
