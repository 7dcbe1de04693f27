"""A galaxy and the map of an attribution, side by side, as a file."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cnnviz.figures._colours import Scale, picture, scale
from cnnviz.figures._map import bulk
from cnnviz.figures._numbers import MINUS, number
from cnnviz.figures._picture import Pixels

Array = NDArray[np.float64]
SIDE = 480  # pixels of each picture's height, about
MARGIN, LINE, BAR = 24, 30, 16
GROUND, INK, QUIET = "#ffffff", "#1c2333", "#5b6478"


def explained_png(pixels: Pixels, values: Array, names: tuple[str, str], below: str = "") -> bytes:
    """The galaxy at the left, the map at the right, centred at zero, with its colour bar, on white.

    The colours are spread over all but a few numbers that are far larger; the bar says so.

    Args:
        pixels: the galaxy, uint8 of shape (H, W, 3)
        values: shape (h, w)
        names: above the galaxy and above the map
        below: below the galaxy, may be empty

    Returns:
        a PNG file

    Raises:
        ValueError: no numbers
    """
    if not values.size:
        raise ValueError(f"a map of shape {values.shape} has no numbers to draw")
    colours = scale(values, True, bulk(values))
    left = _enlarged(Image.fromarray(pixels))
    right = picture(values, colours).convert("RGB").resize(left.size, 0)
    width, height = left.size
    whole = (2 * width + 3 * MARGIN, height + 2 * MARGIN + 2 * LINE + BAR)
    image = Image.new("RGB", whole, GROUND)
    pen, top = ImageDraw.Draw(image), MARGIN + LINE
    for shown, name, x in ((left, names[0], MARGIN), (right, names[1], width + 2 * MARGIN)):
        image.paste(shown, (x, top))
        write(pen, name, (x, MARGIN - 4), width, INK)
    write(pen, below, (MARGIN, top + height + 8), width, QUIET)
    _bar(image, colours, (width + 2 * MARGIN, top + height + 8), width)
    file = BytesIO()
    image.save(file, "png")
    return file.getvalue()


def _enlarged(image: Image.Image) -> Image.Image:
    factor = max(1, round(SIDE / image.height))
    return image.resize((factor * image.width, factor * image.height), 0)


def write(
    pen: ImageDraw.ImageDraw, text: str, place: tuple[int, int], width: int, colour: str
) -> None:
    """Text in one line; where it is too long, with smaller letters, then cut."""
    text, size = _plain(text), 20
    while size > 11 and pen.textlength(text, _font(size)) > width:
        size -= 1
    while text and pen.textlength(text, _font(size)) > width:
        text = text[:-2] + "~" if len(text) > 1 else ""
    pen.text(place, text, colour, _font(size))


def _bar(image: Image.Image, colours: Scale, place: tuple[int, int], width: int) -> None:
    """The part of the colours that the numbers use, with its ends and zero."""
    low, high = max(colours.low, -colours.limit), min(colours.high, colours.limit)
    if colours.signed or low == high:
        low, high = (-colours.limit if colours.signed else 0.0), colours.limit
    strip = picture(np.linspace(low, high, width)[None].repeat(BAR, 0), colours)
    image.paste(strip.convert("RGB"), place)
    pen, font, below = ImageDraw.Draw(image), _font(16), place[1] + BAR + 2
    marks = [
        (0.0, ("<= " if colours.low < low else "") + number(low, 3), "la"),
        (1.0, (">= " if colours.high > high else "") + number(high, 3), "ra"),
    ]
    if low < 0 < high:
        marks.append((-low / (high - low), "0", "ma"))
    for share, text, anchor in marks:
        pen.text((place[0] + share * width, below), _plain(text), INK, font, anchor=anchor)


def _plain(text: str) -> str:
    """Letters that Pillow's own font has."""
    text = text.replace(MINUS, "-")
    return "".join(letter if letter.isprintable() and letter < "\u0250" else "?" for letter in text)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
