"""Pictures of a galaxy: large with its scale bar, and small."""

from base64 import b64encode
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._theme import nice_length

Pixels = NDArray[np.uint8]


def png(pixels: Pixels) -> bytes:
    """A picture as it is, as a PNG file; pixels are uint8 of shape (H, W, 3)."""
    return _encode(Image.fromarray(pixels), "png")


def galaxy(
    pixels: Pixels,
    alt: str,
    pixel_scale: float | None = None,
    shape: tuple[int, int] | None = None,
    box: tuple[int, int, int, int] | None = None,
    kpc: float | None = None,
) -> str:
    """The galaxy with a scale bar and, where only a part is used, the outline of that part.

    Args:
        pixels: uint8 of shape (h, w, 3), shown as wide as the page allows
        alt: what is seen, in words
        pixel_scale: arcsec per pixel; None where it is not known, for a bar in pixels
        shape: (H, W) of the image in pixels where `pixels` is a smaller copy of it
        box: top, left, bottom, right in pixels of the image: the part that the network receives
        kpc: per arcsec at the galaxy; None where its distance is not known

    Returns:
        HTML
    """
    height, width = shape or pixels.shape[:2]
    outline = "" if box is None or box == (0, 0, height, width) else _outline(box, height, width)
    # small pictures as they are, photographs as a browser likes them
    kind = "png" if max(pixels.shape) <= 256 else "webp"
    image = f'<img src="{data_uri(Image.fromarray(pixels), kind)}" alt="{escape(alt)}">'
    frame = f"aspect-ratio: {width} / {height}"
    bar = _scale_bar(width, pixel_scale, kpc)
    return f'<div class="gx-galaxy" style="{frame}">{image}{outline}{bar}</div>'


def thumbnail(pixels: Pixels, alt: str, size: int = 93) -> str:
    """The galaxy small, for the frame; HTML."""
    image = Image.fromarray(pixels)
    image.thumbnail((2 * size, 2 * size))
    attributes = f'class="gx-thumbnail" width="{size}" alt="{escape(alt)}"'
    return f'<img {attributes} src="{data_uri(image, "webp")}">'


def source(pixels: Pixels) -> str:
    """The galaxy as a small picture inside the page: an address that an image can have."""
    return data_uri(Image.fromarray(pixels), "webp")


def data_uri(image: Image.Image, kind: str) -> str:
    """The picture inside the page itself: no second request, no address to guess."""
    return f"data:image/{kind};base64,{b64encode(_encode(image, kind)).decode()}"


def _encode(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    # WebP's method 2 takes a third of the default's time for a few per cent more bytes
    options = {"quality": 88, "method": 2} if kind == "webp" else {}
    image.save(file, kind, **options)
    return file.getvalue()


def _scale_bar(width: int, pixel_scale: float | None, kpc: float | None) -> str:
    extent = width * (pixel_scale or 1.0)
    length = nice_length(extent)
    text = f"{length:g} {'arcsec' if pixel_scale else 'pixels'}"
    if pixel_scale and kpc:
        text += f" = {length * kpc:.3g} kpc"
    return f'<div class="gx-scale" style="width: {100 * length / extent:.2f}%">{text}</div>'


def _outline(box: tuple[int, int, int, int], height: int, width: int) -> str:
    top, left, bottom, right = box
    place = {
        "top": top / height,
        "left": left / width,
        "height": (bottom - top) / height,
        "width": (right - left) / width,
    }
    style = "; ".join(f"{side}: {100 * share:.2f}%" for side, share in place.items())
    return f'<div class="gx-box" style="{style}"></div>'
