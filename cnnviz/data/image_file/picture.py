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

from cnnviz.data.image_file import gif, jpeg, orientation, png, polyglot, sizes, webp
from cnnviz.data.image_file.refusal import RefusedError, broken, check_size

CLASSES: dict[str, Callable[[BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "WebP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
}
SIZES = {"PNG": sizes.png, "WebP": sizes.webp, "GIF": sizes.gif, "BMP": sizes.bmp}
BAND = 2**22  # pixels that are converted at once: Pillow makes several copies of them


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
        polyglot.check(data, _end(data, kind))
        exif = b""
        if kind == "JPEG":
            data, exif = jpeg.without_metadata(data)
        if kind == "GIF":
            data = gif.first_picture(data)
        if kind in SIZES:
            check_size(*SIZES[kind](data))
        return _upright(data, CLASSES[kind](BytesIO(data)), exif)
    except RefusedError:
        raise
    except Exception as error:  # Pillow raises a dozen types for damaged bytes
        missing = kind == "JPEG" and jpeg.END not in data
        raise broken(kind, missing or "truncat" in str(error).lower()) from error


def _end(data: bytes, kind: str) -> int:
    ends = {"PNG": png.end, "JPEG": jpeg.end, "WebP": webp.end}
    return ends[kind](data) if kind in ends else len(data)


def _upright(data: bytes, image: ImageFile, exif: bytes) -> NDArray[Any]:
    pixels: NDArray[Any]
    if isinstance(image, PngImageFile) and png.is_deep_colour(image):
        check_size(*image.size, pixel_bytes=2 * len(image.getbands()))
        pixels = over_black(png.deep_colour(data, raw))
    else:
        check_size(*image.size)
        image.load()
        png.check_rows(data, image)
        pixels = raw(image) if image.mode.startswith("I") else rgb(image)
    found = image.info.get("exif", b"")
    exif = exif or (found if isinstance(found, bytes) else b"")
    return orientation.turned(pixels, orientation.of(exif))


def raw(image: Image.Image) -> NDArray[Any]:
    """Pixels as Pillow has them, of shape (H, W) or (H, W, C)."""
    image.load()
    result: NDArray[Any] | None = None
    for top, band in bands(image):
        rows = np.asarray(band)
        if result is None:
            result = np.empty((image.height, *rows.shape[1:]), rows.dtype)
        result[top : top + len(rows)] = rows
    assert result is not None
    return result


def rgb(image: Image.Image) -> NDArray[np.uint8]:
    """Eight bits of red, green and blue, shape (H, W, 3); transparent pixels over black."""
    if image.mode in ("P", "PA") and image.palette is None:
        raise ValueError("a palette image without a palette")
    result = np.empty((image.height, image.width, 3), np.uint8)
    for top, band in bands(image):
        result[top : top + band.height] = np.asarray(_opaque(band))
    return result


def _opaque(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        layer = image.convert("LA") if image.mode == "La" else image
        black = Image.new("RGBA", layer.size, "black")
        image = Image.alpha_composite(black, layer.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Pieces of all columns and some rows, each with the first of its rows."""
    rows = max(1, BAND // image.width)
    if rows >= image.height:
        yield 0, image
        return
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def over_black(pixels: NDArray[Any]) -> NDArray[Any]:
    """Laid over black where there is a last channel that tells how opaque a pixel is.

    Args:
        pixels: unsigned, of shape (H, W), or (H, W, C) with C 1 to 4, alpha last if C is even

    Returns:
        of shape (H, W) or (H, W, 3), of the same type
    """
    if pixels.ndim == 2 or pixels.shape[2] == 3:
        return pixels
    if pixels.shape[2] in (2, 4):
        colours, alpha = pixels[..., :-1], pixels[..., -1:]
        share = alpha.astype(np.float32) / np.iinfo(pixels.dtype).max
        pixels = np.rint(colours * share).astype(pixels.dtype)
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels
