"""What moves: the window on the input, the weights in its corners, the output that is made."""

from collections.abc import Iterable

from cnnviz.conv.steps import Array
from cnnviz.figures._numbers import TIMES, bracketed, fitting, number
from cnnviz.figures.film.look import Look, Range
from cnnviz.figures.film.panels import Panel, cell, draw
from cnnviz.figures.film.pen import Pen
from cnnviz.figures.film.reading import Place, Tap, picked, position, reached, taps
from cnnviz.scene import Scene

FAINT, STRONG = 0.1, 0.36  # share of the mark's colour in what a window reads, in what it takes
ROOM = 36.0  # pixels of a cell with a weight in its corner


def window(
    pen: Pen, look: Look, scene: Scene, kernel: int, step: int, panel: Panel, extent: Range
) -> None:
    """What the step reads of the input."""
    channel, read = panel.grid.channel, _read(scene, kernel, step)
    if not read:
        return
    chosen = picked(scene, channel, read)
    if not panel.grid.picture:
        values = scene.values[channel]
        write, font = fitting(values.ravel().tolist(), panel.cell, 24.0)
        for tap in read:
            value = float(values[tap.place])
            marked = STRONG if tap is chosen else FAINT
            cell(pen, look, scene, panel, tap.place, value, write(value), font, extent, marked)
        if not scene.spread:
            corners(
                pen,
                look,
                panel,
                ((tap.place, _factor(scene, kernel, channel, tap)) for tap in read),
            )
    frame(pen, look, panel, [tap.place for tap in read])


def lens(
    pen: Pen, look: Look, scene: Scene, kernel: int, step: int, panel: Panel, extent: Range
) -> None:
    """The numbers under the window, beside a picture."""
    read = _read(scene, kernel, step)
    values = scene.values[panel.grid.channel]
    write, font = fitting([float(values[tap.place]) for tap in read], panel.cell, 24.0)
    chosen = picked(scene, panel.grid.channel, read)
    rows, columns = (sorted({tap.place[axis] for tap in read}) for axis in (0, 1))
    for tap in read:
        # without a kernel there are only the cells in their order
        order = rows.index(tap.place[0]), columns.index(tap.place[1])
        place = order if scene.weights is None else tap.weight
        value = float(values[tap.place])
        marked = STRONG if tap is chosen else 0.0
        cell(pen, look, scene, panel, place, value, write(value), font, extent, marked)


def made(pen: Pen, look: Look, scene: Scene, step: int, panel: Panel) -> None:
    """The output of the step, or those that its input is added to."""
    if scene.spread:
        places = [one.place for one in reached(scene, step)]
        if places:
            frame(pen, look, panel, places)
    else:
        frame(pen, look, panel, [position(scene, step)])


def added(
    pen: Pen, look: Look, scene: Scene, kernel: int, step: int, panel: Panel, values: Array,
    extent: Range,
) -> None:  # fmt: skip
    """The outputs so far, and what this input has just added to some of them."""
    draw(pen, look, scene, panel, values, extent)
    if panel.grid.picture or scene.weights is None:
        return
    found = reached(scene, step)
    row, column = position(scene, step)
    c = panel.grid.channel
    value = float(scene.values[c, row + scene.inside[0], column + scene.inside[1]])
    write, font = fitting(values.ravel().tolist(), panel.cell, 24.0)
    for one in found:
        total = float(values[one.place])
        cell(pen, look, scene, panel, one.place, total, write(total), font, extent, FAINT)
    if panel.grid.name == "map" or len(scene.values) == 1:
        weights = scene.weights[kernel, c]
        corners(
            pen, look, panel,
            ((one.place, f"+{bracketed(value * float(weights[one.weight]), 2)}") for one in found),
        )  # fmt: skip


def frame(pen: Pen, look: Look, panel: Panel, places: list[Place]) -> None:
    """An outline around cells; dashed where it has gaps, as under a dilated kernel."""
    x, y, width, height = panel.box(places)
    cells = round(width / panel.cell) * round(height / panel.tall)
    grow = 2.0 if panel.grid.picture else 1.0
    box = (x - grow, y - grow, width + 2 * grow, height + 2 * grow)
    if panel.grid.picture:
        # seen on bright and on dark pixels
        pen.box(box[0] - 1, box[1] - 1, box[2] + 2, box[3] + 2, line=look.paper, thick=4)
    if len(places) == cells or panel.grid.picture:
        pen.box(*box, line=look.mark, thick=3 if panel.cell > 30 else 2)
    else:
        pen.dashes(*box, look.mark, 6)
        for place in places:
            pen.box(*panel.box([place]), line=look.mark, thick=2)


def corners(pen: Pen, look: Look, panel: Panel, texts: Iterable[tuple[Place, str]]) -> None:
    """Small numbers at the bottom right of cells."""
    if panel.cell < ROOM:
        return
    size = max(10.0, min(0.26 * panel.cell, 14.0))
    for place, text in texts:
        x, y, width, height = panel.box([place])
        if text and pen.width(text, size) < width - 4:
            pen.text(x + width - 4, y + height - 4 - 0.36 * size, text, size, look.mark, "end")


def _read(scene: Scene, kernel: int, step: int) -> list[Tap]:
    row, column = position(scene, step)
    if scene.spread:
        return [Tap((row + scene.inside[0], column + scene.inside[1]), (0, 0))]
    return taps(scene, kernel, (row, column))


def _factor(scene: Scene, kernel: int, channel: int, tap: Tap) -> str:
    """What a value is multiplied by."""
    if scene.kind != "sum" or scene.sources is not None:
        return ""
    if scene.weights is None:
        return "" if tap.share is None else f"{TIMES}{number(tap.share, 2)}"
    return f"{TIMES}{number(float(scene.weights[kernel, channel][tap.weight]), 2)}"
