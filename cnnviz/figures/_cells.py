"""Small grids of coloured cells with numbers in them, as HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Colour = tuple[int, int, int]
LINED = 48  # rows and columns up to which lines between the cells help


@dataclass(frozen=True)
class Cell:
    """One cell.

    Args:
        row: counted from 0
        column: counted from 0
        colour: red, green and blue, 0 to 255
        text: what stands in it
        title: what is told where the pointer rests on it
    """

    row: int
    column: int
    colour: Colour
    text: str = ""
    title: str = ""


def grid(cells: Iterable[Cell], shape: tuple[int, int], alt: str, least: float = 1.4) -> str:
    """A grid; cells that are not given stay empty.

    Args:
        cells: in any order
        shape: rows and columns
        alt: what is seen, in words
        least: letters that a cell has room for
    """
    rows, columns = shape
    style = f"--rows: {rows}; --columns: {columns}; --letters: {max(least, 1.4):.1f}"
    drawn = "".join(map(_cell, cells))
    fine = " gx-fine" if max(shape) > LINED else ""
    return (
        f'<div class="gx-cells{fine}" role="img" aria-label="{escape(alt)}" style="{style}">'
        f"<div>{drawn}</div></div>"
    )


def letters(texts: Sequence[str]) -> float:
    """Room that the longest of the texts takes, in letters."""
    return max((len(text) for text in texts), default=1) + 0.6


def ink(colour: Colour) -> str:
    """Black or white, whichever can be read on a colour."""
    channels = [(c / 255) ** 2.2 for c in colour]
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
    return "#000" if luminance > 0.18 else "#fff"


def _cell(cell: Cell) -> str:
    red, green, blue = (int(c) for c in cell.colour)
    place = f"grid-area:{cell.row + 1}/{cell.column + 1}"
    style = f"{place};background:#{red:02x}{green:02x}{blue:02x}"
    if cell.text:
        style += f";color:{ink((red, green, blue))}"
    title = f' title="{escape(cell.title)}"' if cell.title else ""
    return f'<i style="{style}"{title}>{escape(cell.text)}</i>'
