"""Maps: arrays of numbers as pictures, with their colour bars."""

from collections.abc import Sequence
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._colours import Scale, gradient, picture, scale
from cnnviz.figures._numbers import number
from cnnviz.figures._picture import Pixels, data_uri

Array = NDArray[np.float64]
Box = tuple[int, int, int, int]
SHARP = 256  # pixels: larger pictures are seldom enlarged, and look better smoothed
FILE = 512  # pixels: small maps are enlarged to about this in a file
BULK = 0.998  # share of the numbers that the colours of a galaxy's map are spread over
NONE = '<p class="gx-empty">No numbers to show.</p>'


def feature_map(values: Array, alt: str, caption: str = "", *, limit: float | None = None) -> str:
    """Numbers as a picture: viridis from zero, or blue, dark and amber where some are negative.

    Args:
        values: shape (H, W)
        alt: what is seen, in words
        caption: below the colour bar, may be empty
        limit: end of the colours, so that several maps share one scale; the largest magnitude
            where None

    Returns:
        HTML; as wide as the page allows
    """
    return _map(values, alt, caption, None, limit)


def signed_map(values: Array, alt: str, caption: str = "", *, limit: float | None = None) -> str:
    """The same, always centred at zero, also where no number is negative."""
    return _map(values, alt, caption, True, limit)


def marked_map(
    values: Array, alt: str, boxes: Sequence[Box], caption: str = "", *, limit: float | None = None
) -> str:
    """A signed map with outlined squares on it, the last of them brighter than the others.

    Args:
        values: shape (H, W)
        alt: what is seen, in words
        boxes: top, left, bottom and right of each, pixels, ends excluded
        caption: below the colour bar, may be empty
        limit: end of the colours; the largest magnitude where None
    """
    if not values.size:
        return NONE
    colours = scale(values, True, limit)
    height, width = values.shape
    over = "".join(_box(box, width, height, box == boxes[-1]) for box in dict.fromkeys(boxes))
    below = colour_bar(colours) + _below(caption)
    address = data_uri(picture(values, colours), "png")
    return _figure(address, alt, (width, height), "", below, over)


def _box(box: Box, width: int, height: int, last: bool) -> str:
    top, left, bottom, right = box
    place = (
        f"top: {100 * top / height:.2f}%; left: {100 * left / width:.2f}%; "
        f"height: {100 * (bottom - top) / height:.2f}%; width: {100 * (right - left) / width:.2f}%"
    )
    return f'<div class="gx-tried{" gx-last" if last else ""}" style="{place}"></div>'


def before_after(
    pixels: Pixels,
    values: Array,
    alt: str,
    names: tuple[str, str] = ("Before", "After"),
) -> str:
    """A galaxy, and what a kernel makes of it, side by side and equally wide.

    A few pixels in a thousand are often far brighter than all others. The colours are spread over
    the others, and the colour bar says that it ends before the largest number.

    Args:
        pixels: the galaxy, uint8 of shape (H, W, 3)
        values: shape (h, w)
        alt: what is seen after, in words
        names: of both, above them
    """
    if not values.size:
        return NONE
    shown = Image.fromarray(pixels)
    kind = "png" if max(shown.size) <= SHARP else "webp"
    before = _figure(data_uri(shown, kind), names[0], shown.size, _sizes(names[0], *shown.size))
    above = _sizes(names[1], *values.shape[::-1])
    after = _map(values, alt, "", None, bulk(values), above)
    return f'<div class="gx-pair">{before}{after}</div>'


def map_png(values: Array) -> bytes:
    """The picture of a map as a PNG file; small ones enlarged pixel by pixel, by a whole factor.

    Args:
        values: shape (H, W)

    Raises:
        ValueError: no numbers
    """
    if not values.size:
        raise ValueError(f"a map of shape {values.shape} has no numbers to draw")
    image = picture(values, scale(values, limit=bulk(values)))
    factor = max(1, FILE // max(image.size))
    file = BytesIO()
    image.resize((factor * image.width, factor * image.height), 0).save(file, "png")
    return file.getvalue()


def bulk(values: Array) -> float | None:
    """End of the colours where a few numbers are more than twice all others, else None."""
    magnitudes = np.abs(values[np.isfinite(values)])
    if not magnitudes.size:
        return None
    most = float(np.quantile(magnitudes, BULK))
    return most if 0 < 2 * most < magnitudes.max() else None


def _map(
    values: Array, alt: str, caption: str, signed: bool | None, limit: float | None, above: str = ""
) -> str:
    if not values.size:
        return NONE
    colours = scale(values, signed, limit)
    height, width = values.shape
    below = colour_bar(colours) + _below(caption)
    return _figure(data_uri(picture(values, colours), "png"), alt, (width, height), above, below)


def colour_bar(colours: Scale) -> str:
    """The part of the colours that the numbers use, with its ends and zero; HTML."""
    low, high = max(colours.low, -colours.limit), min(colours.high, colours.limit)
    if low == high:
        low, high = (-colours.limit if colours.signed else 0.0), colours.limit
    zero = -low / (high - low)
    texts = (
        ("≤ " if colours.low < low else "") + number(low, 3),
        ("≥ " if colours.high > high else "") + number(high, 3),
    )
    # an end that is nearly zero would be printed over the zero
    ends = [
        f'<span class="gx-{side}">{text}</span>'
        for side, at, text in (("low", 0.0, texts[0]), ("high", 1.0, texts[1]))
        if abs(at - zero) > 0.2
    ]
    tick = f'<span style="left: {100 * zero:.1f}%">0</span>'
    words = f"Colour bar from {texts[0]} to {texts[1]}, zero marked"
    return (
        f'<div class="gx-colours" role="img" aria-label="{words}">'
        f'<div style="background: {gradient(low, high, colours)}"></div>{"".join(ends)}{tick}</div>'
    )


def _figure(
    address: str, alt: str, size: tuple[int, int], above: str = "", below: str = "", over: str = ""
) -> str:
    width, height = size
    sharp = "gx-sharp" if max(size) <= SHARP else "gx-smooth"
    image = f'<img class="{sharp}" src="{address}" alt="{escape(alt)}">'
    if over:
        image = f'<div class="gx-under">{image}{over}</div>'
    style = f"--ratio: {width / height:.4f}"
    return f'<figure class="gx-map" style="{style}">{above}{image}{below}</figure>'


def _sizes(name: str, width: int, height: int) -> str:
    return f"<figcaption>{escape(name)}, {width} by {height} pixels</figcaption>"


def _below(caption: str) -> str:
    return f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
