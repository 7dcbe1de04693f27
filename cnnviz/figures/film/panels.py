"""What stays while the steps go by: grids of numbers, images, bars, signs and captions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnnviz.conv.steps import Array
from cnnviz.figures._numbers import TIMES, fitting, number
from cnnviz.figures.film.layout import BAR, CAPTION, STRIP, Grid, Placed
from cnnviz.figures.film.look import Colour, Look, Range, mix, shade, tint
from cnnviz.figures.film.pen import Pen
from cnnviz.figures.film.reading import Place, is_inserted, is_padding, is_read
from cnnviz.figures.film.story import channel
from cnnviz.scene import Scene

SMALL = 14.0  # letters of captions
INSIDE = (160, 160, 160)  # outline of an image in its padding


@dataclass(frozen=True)
class Panel:
    """A grid in its place.

    Args:
        grid: what it is
        x: left edge of its cells
        y: their top edge
        cell: width of a cell
        tall: height of a cell
        room: width that its caption may take, and where its middle is
    """

    grid: Grid
    x: float
    y: float
    cell: float
    tall: float
    room: tuple[float, float]

    @property
    def width(self) -> float:
        """Of all cells."""
        return self.grid.columns * self.cell

    @property
    def height(self) -> float:
        """Of all cells."""
        return self.grid.rows * self.tall

    def box(self, places: Sequence[Place]) -> tuple[float, float, float, float]:
        """The smallest box around cells: left, top, width, height."""
        rows, columns = [place[0] for place in places], [place[1] for place in places]
        x, y = self.x + min(columns) * self.cell, self.y + min(rows) * self.tall
        across, down = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
        return x, y, across * self.cell, down * self.tall


def panel(placed: Placed, x: float, y: float) -> Panel:
    """The panel of a placed grid, moved by (x, y)."""
    grid = placed.part
    assert isinstance(grid, Grid)
    tall = STRIP if grid.strip else placed.cell
    left = placed.x + x + (placed.width - grid.columns * placed.cell) / 2
    room = (placed.width, placed.x + x + placed.width / 2)
    return Panel(grid, left, placed.y + y + CAPTION, placed.cell, tall, room)


def caption(pen: Pen, look: Look, scene: Scene, panel: Panel) -> None:
    """What a panel is, above it: the longest text that there is room for."""
    room, middle = panel.room
    texts = _captions(scene, panel.grid)
    fitting = (text for text in texts if pen.width(text, SMALL) < room + 16)
    text = next(fitting, texts[-1])
    pen.text(middle, panel.y - 11, text, SMALL, mix(look.paper, look.ink, 0.85))


def _captions(scene: Scene, grid: Grid) -> list[str]:
    top, left, bottom, right = scene.inside
    name = channel(scene, grid.channel)

    def size(rows: int, columns: int) -> str:
        return f"{columns}" if scene.line else f"{rows} {TIMES} {columns}"

    all_of, own = size(grid.rows, grid.columns), size(bottom - top, right - left)
    source = name or "input"
    source += "," if source[-1].isdigit() else ""
    return {
        "input": [*([f"{source} {own}, padded to {all_of}"] if own != all_of else []),
                  f"{source} {own}", source.removesuffix(",")],
        "kernel": [f"kernel {all_of}", "kernel"],
        "output": [f"output {all_of}", "output"],
        "map": [f"map of {name}", "map"],
        "lens": ["window"],
        "bias": ["bias"],
    }[grid.name]  # fmt: skip


def numbers(
    pen: Pen, look: Look, scene: Scene, panel: Panel, values: Array | None, extent: Range
) -> None:
    """Cells with numbers; empty ones where there are none yet."""
    known = [] if values is None else values.ravel().tolist()
    write, font = fitting(known, panel.cell, 24.0)
    for place in np.ndindex(panel.grid.rows, panel.grid.columns):
        value = None if values is None else float(values[place])
        text = "" if value is None else write(value)
        cell(pen, look, scene, panel, place, value, text, font, extent)


def cell(
    pen: Pen, look: Look, scene: Scene, panel: Panel, place: Place, value: float | None,
    text: str, font: float, extent: Range, marked: float = 0.0,
) -> None:  # fmt: skip
    """One cell; padding and inserted zeros are pale and dashed.

    Args:
        pen: draws
        look: the theme
        scene: what is drawn
        panel: whose cell it is
        place: row and column
        value: None for an empty cell
        text: the number
        font: its size
        extent: of the numbers of the panel
        marked: share of the mark's colour in the cell's
    """
    x, y, wide, high = panel.box([place])
    inset = 1.0 if panel.cell > 24 else 0.5
    box = (x + inset, y + inset, wide - 2 * inset, high - 2 * inset)
    source = panel.grid.name == "input"
    apart = source and (is_padding(scene, place) or is_inserted(scene, place))
    fill = look.bias if panel.grid.name == "bias" else tint(look, value or 0.0, extent)
    fill = mix(look.paper, fill, 0.25) if apart or value is None else fill
    fill = mix(fill, look.mark, marked)
    pen.box(*box, fill=fill, line=None if apart else look.border)
    if apart:
        pen.dashes(*box, mix(look.border, look.ink, 0.25))
    if source and not is_read(scene, place):
        _hatch(pen, mix(fill, look.ink, 0.4), box)
    ink = mix(fill, look.ink, 0.65 if apart else 1.0)
    pen.text(x + wide / 2, y + high / 2, text, font, ink)


def _hatch(pen: Pen, colour: Colour, box: tuple[float, float, float, float]) -> None:
    """A cell that no window reads is struck out."""
    x, y, wide, high = box
    pen.line([(x + 2, y + high - 2), (x + wide - 2, y + 2)], colour, 1)
    pen.line([(x + 2, y + high / 2), (x + wide / 2, y + 2)], colour, 1)
    pen.line([(x + wide / 2, y + high - 2), (x + wide - 2, y + high / 2)], colour, 1)


def image(
    pen: Pen, look: Look, scene: Scene, panel: Panel, values: Array | None, extent: Range
) -> None:
    """The numbers as an image, pixel by pixel, with a colour bar; an empty frame without them."""
    left, top, right, bottom = pen.at(
        panel.x, panel.y, panel.x + panel.width, panel.y + panel.height
    )
    if values is not None:
        pixels = Image.fromarray(shade(look, values, extent))
        pen.image.paste(pixels.resize((max(1, right - left), max(1, bottom - top)), 0), (left, top))
    box = (panel.x - 1, panel.y - 1, panel.width + 2, panel.height + 2)
    pen.box(*box, line=look.border)
    if panel.grid.name == "input" and scene.inside != (0, 0, panel.grid.rows, panel.grid.columns):
        first, last = scene.inside[:2], (scene.inside[2] - 1, scene.inside[3] - 1)
        pen.dashes(*panel.box([first, last]), INSIDE)
    _colour_bar(pen, look, panel, extent)


def _colour_bar(pen: Pen, look: Look, panel: Panel, extent: Range) -> None:
    width = max(60.0, min(panel.width, 160.0))
    x, y = panel.x + (panel.width - width) / 2, panel.y + panel.height + 6
    low = -extent.largest if extent.signed else 0.0
    values = np.linspace(-1.0 if extent.signed else 0.0, 1.0, 32)[None] * (extent.largest or 1.0)
    left, top, right, bottom = pen.at(x, y, x + width, y + 7)
    colours = Image.fromarray(shade(look, values, extent))
    pen.image.paste(colours.resize((right - left, max(1, bottom - top)), 0), (left, top))
    ends = [(x, low, "start"), (x + width, extent.largest, "end")]
    middle = [(x + width / 2, 0.0, "middle")] if extent.signed and width > 100 else []
    for at, value, anchor in (*ends, *middle):
        pen.text(at, y + BAR - 13, number(value, 2), 12.0, look.ink, anchor)  # type: ignore[arg-type]


def bars(
    pen: Pen, look: Look, scene: Scene, panel: Panel, values: Array | None, extent: Range
) -> None:
    """A long signal as bars from zero; an empty frame without numbers."""
    pen.box(panel.x - 1, panel.y - 1, panel.width + 2, panel.height + 2, line=look.border)
    high = extent.largest or 1.0
    room = (panel.height - 8) / (2 if extent.signed else 1)
    zero = panel.y + 4 + room
    for column, value in enumerate([] if values is None else values[0].tolist()):
        if not np.isfinite(value):
            continue
        level = zero - room * (value / high)
        top, tall = min(level, zero), abs(level - zero)
        pen.box(panel.x + column * panel.cell, top, 0.84 * panel.cell, tall + 1, fill=look.bars)
    pen.line([(panel.x, zero), (panel.x + panel.width, zero)], mix(look.paper, look.ink, 0.6), 1)
    text = f"{number(-high if extent.signed else 0.0, 3)} to {number(high, 3)}"
    pen.text(panel.x + panel.width, panel.y - 10, text, 12.0, look.ink, "end")


def draw(
    pen: Pen, look: Look, scene: Scene, panel: Panel, values: Array | None, extent: Range
) -> None:
    """A panel with its numbers, or empty."""
    how = bars if panel.grid.strip else image if panel.grid.picture else numbers
    how(pen, look, scene, panel, values, extent)


def sign(pen: Pen, look: Look, placed: Placed, x: float, y: float) -> None:
    """Text, an arrow or a brace between grids."""
    left, top = placed.x + x, placed.y + y
    middle, centre = left + placed.width / 2, top + placed.height / 2
    assert not isinstance(placed.part, Grid)
    match placed.part.text:
        case "}":
            _brace(pen, look, left + 4, top + CAPTION, top + placed.height)
        case "right":
            pen.line([(middle - 10, centre), (middle + 10, centre)], look.ink, 2)
            pen.line(
                [(middle + 3, centre - 6), (middle + 10, centre), (middle + 3, centre + 6)],
                look.ink,
                2,
            )
        case "down":
            pen.line([(middle, centre - 10), (middle, centre + 10)], look.ink, 2)
            pen.line(
                [(middle - 6, centre + 3), (middle, centre + 10), (middle + 6, centre + 3)],
                look.ink,
                2,
            )
        case "*":
            # the font's asterisk hangs high
            pen.text(middle, centre + 3, "*", 34.0, look.ink)
        case text:
            pen.text(middle, centre, text, 28.0, look.ink)


def _brace(pen: Pen, look: Look, x: float, top: float, bottom: float) -> None:
    middle, deep = (top + bottom) / 2, 8.0
    points = [
        (x, top), (x + deep, top + deep), (x + deep, middle - deep), (x + 2 * deep, middle),
        (x + deep, middle + deep), (x + deep, bottom - deep), (x, bottom),
    ]  # fmt: skip
    pen.line(points, mix(look.paper, look.ink, 0.7), 1.5)
