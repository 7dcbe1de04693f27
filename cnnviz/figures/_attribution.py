"""Maps of attributions: signed, centred at zero, alone or over the galaxy."""

from collections.abc import Sequence
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnnviz.figures._colours import Scale, picture
from cnnviz.figures._explained import GROUND as PAPER
from cnnviz.figures._explained import INK, LINE, MARGIN, write
from cnnviz.figures._map import SHARP, bulk
from cnnviz.figures._numbers import number
from cnnviz.figures._picture import Pixels, data_uri
from cnnviz.figures._theme import diverging_gradient

Array = NDArray[np.float64]
AGAINST, FOR = (70, 160, 255), (255, 170, 40)  # over a grey galaxy
GROUND = 96  # grey below the colour bar of an overlay
ACROSS = 288  # pixels on the screen: three times the 96 of the shipped networks


def limit(values: Array) -> float:
    """End of the colours: the largest magnitude, or that of all but a few far larger ones."""
    finite = np.abs(values[np.isfinite(values)])
    return bulk(values) or float(finite.max(initial=0.0)) or 1.0


def attribution(
    values: Array, alt: str, end: float, over: Pixels | None = None, opacity: float = 1.0
) -> str:
    """A map, or a galaxy in grey on which it lies.

    Args:
        values: shape (H, W); less than the galaxy's where a map is coarser
        alt: what is seen, in words
        end: the magnitude at either end of the colours
        over: the galaxy, uint8 of shape (H, W, 3); None for the map alone
        opacity: of the largest values over the galaxy, 0 to 1

    Returns:
        HTML: one picture, a whole number of screen pixels for each of its own
    """
    image = attribution_image(values, end, over, opacity)
    return framed(image, alt)


def framed(image: Image.Image, alt: str) -> str:
    """A picture as large on the screen as a whole factor makes it; HTML."""
    factor = max(1, ACROSS // image.width)
    sharp = "gx-sharp" if max(image.size) <= SHARP else "gx-smooth"
    return (
        f'<img class="gx-attribution {sharp}" width="{factor * image.width}" '
        f'height="{factor * image.height}" src="{data_uri(image, "png")}" alt="{escape(alt)}">'
    )


def attribution_image(
    values: Array, end: float, over: Pixels | None = None, opacity: float = 1.0
) -> Image.Image:
    """The same as a picture, one pixel for each value or for each of the galaxy's.

    Args:
        values: shape (H, W)
        end: the magnitude at either end of the colours
        over: the galaxy, uint8 of shape (H, W, 3); None for the map alone
        opacity: of the largest values over the galaxy, 0 to 1
    """
    if over is None:
        return picture(values, Scale(end, True, -end, end))
    return Image.fromarray(_blended(values, end, over, opacity))


def attribution_bar(end: float, unit: str, over: bool = False, *, signed: bool = True) -> str:
    """The colours from one end to the other with zero marked; HTML.

    Args:
        end: the magnitude at either end
        unit: of the numbers, after the ends
        over: as they lie over the galaxy
        signed: False for the positive half alone
    """
    low = -1.0 if signed else 0.0
    ground = _over_gradient(low) if over else diverging_gradient(low, 1.0)
    unit = f" {escape(unit)}" if unit else ""
    left = f'<span class="gx-low">{number(-end, 3)}</span>' if signed else ""
    high = f'<span class="gx-high">{number(end, 3)}{unit}</span>'
    tick = f'<span style="left: {50 if signed else 0}%">0</span>'
    words = f"Colour bar from {number(low * end, 3)} to {number(end, 3)}{unit}, zero marked"
    return (
        f'<div class="gx-colours" role="img" aria-label="{words}">'
        f'<div style="background: {ground}"></div>{left}{high}{tick}</div>'
    )


def shown_galaxy(pixels: Pixels, alt: str) -> str:
    """The galaxy as large as the maps; HTML.

    Args:
        pixels: uint8 of shape (H, W, 3)
        alt: what is seen, in words
    """
    return framed(Image.fromarray(pixels), alt)


def panels_png(panels: list[tuple[str, Image.Image]], below: Sequence[str] = ()) -> bytes:
    """Pictures side by side with their names above them and lines below all, as a PNG file."""
    side = ACROSS
    across = min(len(panels), 4)
    rows = -(-len(panels) // across)
    width, foot = across * (side + MARGIN) + MARGIN, rows * (side + LINE + MARGIN) + MARGIN
    sheet = Image.new("RGB", (width, foot + len(below) * LINE + MARGIN * bool(below)), PAPER)
    pen = ImageDraw.Draw(sheet)
    for place, (name, image) in enumerate(panels):
        row, column = divmod(place, across)
        x, y = MARGIN + column * (side + MARGIN), MARGIN + row * (side + LINE + MARGIN)
        write(pen, name, (x, y), side, INK)
        sheet.paste(image.convert("RGB").resize((side, side), 0), (x, y + LINE))
    for i, line in enumerate(below):
        write(pen, line, (MARGIN, foot + i * LINE), width - 2 * MARGIN, INK)
    file = BytesIO()
    sheet.save(file, "png")
    return file.getvalue()


def _blended(values: Array, end: float, over: Pixels, opacity: float) -> Pixels:
    """Grey where the map is zero, its colours where it is large, shape (H, W, 3)."""
    grey = np.asarray(Image.fromarray(over).convert("L"), float)[..., None]
    rows, columns = (
        np.arange(n) * m // n for n, m in zip(over.shape[:2], values.shape, strict=True)
    )
    share = np.clip(np.nan_to_num(values)[np.ix_(rows, columns)] / end, -1, 1)[..., None]
    colour = np.where(share < 0, np.array(AGAINST, float), np.array(FOR, float))
    alpha = opacity * np.abs(share)
    blended: Pixels = ((1 - alpha) * grey + alpha * colour).round().astype(np.uint8)
    return blended


def _over_gradient(low: float) -> str:
    share = np.linspace(low, 1, 24)[:, None]
    colour = np.where(share < 0, np.array(AGAINST, float), np.array(FOR, float))
    rgb = (1 - np.abs(share)) * GROUND + np.abs(share) * colour
    stops = ", ".join(f"rgb({r:.0f} {g:.0f} {b:.0f})" for r, g, b in rgb)
    return f"linear-gradient(to right, {stops})"
