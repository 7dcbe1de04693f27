"""The picture of a network's tensors as a file."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from cnnviz.figures._architecture import GAP, Slab, shape_text, size

SCALE = 2  # pixels of the file for one of the screen
MARGIN, ROOM, LINE = 24.0, 210.0, 19.0  # around, for names, and for a name's height
GROUND, INK = "#ffffff", "#1c2333"
COLOURS = {
    "input": (138, 143, 156),
    "convolution": (184, 116, 26),
    "residual": (122, 63, 99),
    "pooling": (47, 99, 150),
    "dense": (63, 107, 74),
    "normalisation": (15, 124, 134),
    "other": (167, 159, 141),
}
Point = tuple[float, float]


def architecture_png(slabs: Sequence[Slab]) -> bytes:
    """The tensors of a network from the left to the right, on white.

    Args:
        slabs: the input first; at least one

    Returns:
        a PNG file
    """
    sizes = [size(slab.shape, slabs) for slab in slabs]
    high = max(height + slant for _, height, slant in sizes)
    widths = [max(thick + slant, LINE) for thick, _, slant in sizes]
    whole = sum(widths) + GAP * (len(slabs) - 1) + 2 * MARGIN
    image = Image.new("RGB", (_px(whole), _px(high + ROOM + 2 * MARGIN)), GROUND)
    pen, left = ImageDraw.Draw(image), MARGIN
    for slab, dimensions, width in zip(slabs, sizes, widths, strict=True):
        _slab(pen, slab.role, (left, MARGIN + high / 2), dimensions)
        _name(image, slab, left + width / 2, MARGIN + high + 8)
        left += width + GAP
    file = BytesIO()
    image.save(file, "png")
    return file.getvalue()


def _slab(
    pen: ImageDraw.ImageDraw, role: str, left: Point, dimensions: tuple[float, float, float]
) -> None:
    """Three faces; left is the middle of the slab's left edge."""
    (x, middle), (thick, high, d) = left, dimensions
    top, bottom = middle - (high - d) / 2, middle + (high + d) / 2
    front = [(x, top), (x + thick, top), (x + thick, bottom), (x, bottom)]
    above = [(x, top), (x + d, top - d), (x + thick + d, top - d), (x + thick, top)]
    side = [
        (x + thick, top), (x + thick + d, top - d),
        (x + thick + d, bottom - d), (x + thick, bottom),
    ]  # fmt: skip
    for points, towards, share in ((front, 0, 0.0), (above, 255, 0.38), (side, 0, 0.32)):
        red, green, blue = (round(c + share * (towards - c)) for c in COLOURS[role])
        pen.polygon([(SCALE * a, SCALE * b) for a, b in points], (red, green, blue))


def _name(image: Image.Image, slab: Slab, x: float, y: float) -> None:
    """Shape and name, turned by a quarter."""
    count = f" x {slab.count}" if slab.count > 1 else ""
    # Pillow's own font has no multiplication sign
    text = f"{shape_text(slab.shape)}   {slab.name}{count}".replace("\N{MULTIPLICATION SIGN}", "x")
    strip = Image.new("RGB", (_px(ROOM), _px(LINE)), GROUND)
    font = ImageFont.load_default(14 * SCALE)
    ImageDraw.Draw(strip).text((0, 0), text, INK, font)
    image.paste(strip.rotate(-90, expand=True), (_px(x - LINE / 2), _px(y)))


def _px(length: float) -> int:
    return round(SCALE * length)
