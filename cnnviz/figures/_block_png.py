"""The picture of a residual block as a file."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from cnnviz.figures._architecture import Box
from cnnviz.figures._architecture_png import COLOURS, GROUND, INK

SCALE = 2  # pixels of the file for one of the screen
WIDTH, SIDE, LINE, GAP, MARGIN = 330, 330, 46, 16, 20
LETTER, SMALL = 15, 12
LIGHT = 0.72  # share of white in a box
Place = tuple[float, float, float, float]  # left, top, right, bottom


def residual_block_png(
    source: str, body: Sequence[Box], shortcut: Sequence[Box], after: Sequence[Box]
) -> bytes:
    """A residual block from the top to the bottom, on white; the arguments of `residual_block`.

    Returns:
        a PNG file
    """
    ways = max(len(body), len(shortcut), 1)
    rows = 1 + ways + 1 + len(after)
    size = (WIDTH + SIDE + 3 * MARGIN, rows * (LINE + GAP) + 2 * MARGIN)
    image = Image.new("RGB", (SCALE * size[0], SCALE * size[1]), GROUND)
    pen = ImageDraw.Draw(image)
    left, right = (MARGIN, WIDTH), (2 * MARGIN + WIDTH, SIDE)
    _line(pen, left, 0, rows - 1)
    _line(pen, right, 0, 1 + ways)
    for row in (0, 1 + ways):  # from x to the other way, and from there to the sum
        y = _top(row) + LINE / 2
        ends = (left[0] + left[1] / 2, y, right[0] + right[1] / 2, y)
        pen.line([SCALE * end for end in ends], INK, SCALE)
    _write(pen, _place(left, 0), Box("", "x", source), GROUND)
    for i, box in enumerate(body):
        _write(pen, _place(left, 1 + i), box, _light(box.role))
    for i, box in enumerate(shortcut or [Box("", "x, as it is")]):
        _write(pen, _place(right, 1 + i), box, _light(box.role))
    _write(pen, _place(left, 1 + ways), Box("", "+"), GROUND)
    for i, box in enumerate(after):
        _write(pen, _place(left, 2 + ways + i), box, _light(box.role))
    file = BytesIO()
    image.save(file, "png")
    return file.getvalue()


def _top(row: int) -> float:
    return MARGIN + row * (LINE + GAP)


def _place(column: tuple[int, int], row: int) -> Place:
    left, width = column
    return left, _top(row), left + width, _top(row) + LINE


def _line(pen: ImageDraw.ImageDraw, column: tuple[int, int], first: int, last: int) -> None:
    middle = column[0] + column[1] / 2
    ends = (middle, _top(first) + LINE / 2, middle, _top(last) + LINE / 2)
    pen.line([SCALE * end for end in ends], INK, SCALE)


def _light(role: str) -> str | tuple[int, int, int]:
    if role not in COLOURS:
        return GROUND
    red, green, blue = (round(c + LIGHT * (255 - c)) for c in COLOURS[role])
    return red, green, blue


def _write(
    pen: ImageDraw.ImageDraw, place: Place, box: Box, ground: str | tuple[int, int, int]
) -> None:
    left, top, right, bottom = (SCALE * edge for edge in place)
    pen.rounded_rectangle((left, top, right, bottom), 6 * SCALE, ground, INK, SCALE)
    texts = [(box.name, LETTER), *([(box.about, SMALL)] if box.about else [])]
    height = SCALE * LINE / len(texts)
    for i, (text, size) in enumerate(texts):
        plain = text.replace("\N{MULTIPLICATION SIGN}", "x")  # Pillow's own font has none
        at = ((left + right) / 2, top + (i + 0.5) * height)
        pen.text(at, plain, INK, ImageFont.load_default(size * SCALE), anchor="mm")
