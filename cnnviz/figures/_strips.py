"""Where one picture lies among many, a strip for each quantity."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from math import isnan
from textwrap import wrap

from PIL import Image, ImageDraw

from cnnviz.figures._explained import GROUND, INK, LINE, MARGIN, QUIET, write

WIDE, TALL, HIGH = 560, 14, 3 * LINE  # pixels of a strip and of its row, in a file
PALE, DARK, MARK = "#e6dfcf", "#7c89a3", "#b8741a"
LETTERS = 54  # of a line of a file
ROOM = 0.06  # of a strip at either end
NONE = '<p class="gx-empty">There is nothing to compare.</p>'


@dataclass(frozen=True)
class Strip:
    """One quantity.

    Args:
        name: of it
        text: its value in this picture, for people; empty where it has none
        verdict: how unlike the others that is, in a word or two
        usual: the range of 90 in 100 of the others, for people
        value: in this picture; nan where there is none
        quantiles: of the others: least, low, middle, high, largest
        marked: whether the value stands out
    """

    name: str
    text: str
    verdict: str
    usual: str
    value: float
    quantiles: tuple[float, float, float, float, float]
    marked: bool

    @property
    def places(self) -> tuple[list[float], float | None]:
        """Where quantiles and value lie on the strip, 0 to 1 from the left; no value, no place."""
        known = [*self.quantiles, *([] if isnan(self.value) else [self.value])]
        low, high = min(known), max(known)
        scale = (1 - 2 * ROOM) / (high - low) if high > low else 0.0
        at = [ROOM + (x - low) * scale if scale else 0.5 for x in known]
        return at[:5], at[5] if len(at) > 5 else None


def strips(rows: Sequence[Strip], alt: str) -> str:
    """A strip for each quantity: the range of the others, and where this picture lies.

    Args:
        rows: the quantities
        alt: what all of them show, in words

    Returns:
        HTML: a table, so that a screen reader reads names, values and ranges
    """
    if not rows:
        return NONE
    drawn = "".join(map(_row, rows))
    return f'<table class="gx-strips" aria-label="{escape(alt)}"><tbody>{drawn}</tbody></table>'


def strips_png(rows: Sequence[Strip], title: str, below: Sequence[str]) -> bytes:
    """The same as a PNG file on white, with a title above and lines of text below."""
    lines = [part for line in below for part in wrap(line, LETTERS)]
    top, width = MARGIN + 2 * LINE, WIDE + 2 * MARGIN
    height = top + HIGH * len(rows) + LINE * len(lines) + MARGIN
    image = Image.new("RGB", (width, height), GROUND)
    pen = ImageDraw.Draw(image)
    write(pen, title, (MARGIN, MARGIN - 4), WIDE, INK)
    for i, row in enumerate(rows):
        _paint(pen, row, top + i * HIGH)
    for i, line in enumerate(lines):
        write(pen, line, (MARGIN, top + HIGH * len(rows) + i * LINE), WIDE, QUIET)
    file = BytesIO()
    image.save(file, "png")
    return file.getvalue()


def _row(row: Strip) -> str:
    (least, low, middle, high, most), value = row.places
    marks = [
        f'<i class="gx-most" style="{_span(least, most)}"></i>',
        f'<i class="gx-usual" style="{_span(low, high)}"></i>',
        f'<i class="gx-middle" style="left: {100 * middle:.2f}%"></i>',
    ]
    if value is not None:
        marks.append(f'<i class="gx-here" style="left: {100 * value:.2f}%"></i>')
    said = ", ".join(filter(None, (row.text, row.verdict)))
    return (
        f'<tr class="{"gx-best" if row.marked else "gx-other"}">'
        f'<th scope="row">{escape(row.name)}</th><td>{escape(said)}</td>'
        f'<td aria-hidden="true"><div>{"".join(marks)}</div></td>'
        f"<td>{escape(row.usual)}</td></tr>"
    )


def _span(low: float, high: float) -> str:
    return f"left: {100 * low:.2f}%; width: {100 * (high - low):.2f}%"


def _paint(pen: ImageDraw.ImageDraw, row: Strip, top: int) -> None:
    """One strip of the file."""
    said = ", ".join(filter(None, (row.text, row.verdict)))
    write(pen, f"{row.name}: {said}", (MARGIN, top), WIDE, INK)
    (least, low, middle, high, most), value = row.places
    y = top + LINE

    def x(at: float) -> int:
        return MARGIN + round(at * WIDE)

    pen.line((MARGIN, y + TALL // 2, MARGIN + WIDE, y + TALL // 2), QUIET)
    pen.rectangle((x(least), y, x(most), y + TALL), PALE)
    pen.rectangle((x(low), y, x(high), y + TALL), DARK)
    pen.rectangle((x(middle) - 1, y, x(middle) + 1, y + TALL), GROUND)
    if value is not None:
        middle_y = y + TALL // 2
        pen.ellipse((x(value) - 9, middle_y - 9, x(value) + 9, middle_y + 9), GROUND, MARK, 4)
    write(pen, row.usual, (MARGIN, y + TALL + 4), WIDE, QUIET)
