"""A confusion matrix of which a click chooses a cell."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
LETTERS = (13, 10)  # in a line of a name at the left and below
CELL = "cell"  # name of what a click chooses
ROW_HEIGHT, LINE = 42, 14  # pixels: of a row, and of a line of a name
LEAST = 84  # pixels: of all rows, beside which the axis' title stands
REST = 65  # pixels: of what is written below but for the names
UPRIGHT = 7  # columns whose names have room side by side
SLANT, LETTER, LONGEST = 40, 6.2, 150  # degrees; pixels of a letter and of a name
TITLES = {
    "rows": "Share of the true class",
    "columns": "Share of what was taken for it",
    "counts": "Galaxies",
}
NOTHING = "No galaxy was judged: there is nothing to count."


@dataclass(frozen=True, eq=False)
class Cells:
    """A confusion matrix with everything that its cells say.

    Args:
        counts: shape (R, C), a row per true class
        classes: names of the R true classes
        predicted: names of the C predictions
        of_row: share of the row and its interval as a text, for each cell in order
        of_column: the same of the column
    """

    counts: Counts
    classes: Sequence[str]
    predicted: Sequence[str]
    of_row: Sequence[str] = ()
    of_column: Sequence[str] = ()

    def shares(self, numbers: str) -> NDArray[np.float64]:
        """What colours the cells, shape (R, C): a share, or the counts as shares of the largest."""
        axis = {"rows": 1, "columns": 0}.get(numbers)
        if axis is None:
            whole = np.full((1, 1), self.counts.max(initial=0))
        else:
            whole = self.counts.sum(axis=axis, keepdims=True)
        found = np.zeros(self.counts.shape)
        np.divide(self.counts, whole, out=found, where=whole > 0)
        return found


_TOLD = [
    alt.Tooltip("name:N", title="True class"),
    alt.Tooltip("answer:N", title="Taken for"),
    alt.Tooltip("galaxies:Q", title="Galaxies"),
    alt.Tooltip("of_row:N", title="Of the true class"),
    alt.Tooltip("of_column:N", title="Of what was taken for it"),
]
Chart = alt.LayerChart | alt.FacetChart


def cell_matrix(
    cells: Cells,
    numbers: str = "rows",
    chosen: tuple[int, int] | None = None,
    height: int = ROW_HEIGHT,
    *,
    clickable: bool = True,
    slanted: bool = False,
) -> Chart:
    """Counts and shares; a click on a cell chooses `cell` with its row and column.

    Args:
        cells: the matrix
        numbers: the first line of a cell, which is its colour too, a key of TITLES
        chosen: row and column of the cell that is outlined
        height: of a row, pixels; more where one row is too low for the axis' title or its name
        clickable: whether a click chooses
        slanted: whether the names below are, for narrow cells; those of many columns always
    """
    if not cells.counts.sum():
        return _nothing()
    slanted = slanted or len(cells.predicted) > UPRIGHT
    base = alt.Chart(alt.InlineData(_values(cells, numbers, chosen))).encode(
        x=alt.X("taken:N", sort=None, axis=_below(slanted)),
        y=alt.Y("true:N", sort=None, axis=_axis("True class")),
        tooltip=_TOLD,
    )
    layers = [_squares(base, clickable), *_texts(base), *_outline(base)]
    chart = alt.layer(*layers).properties(
        height=_rows(cells, height) + REST + _names(cells, slanted)
    )
    found: Chart = chart.configure_view(strokeWidth=0)
    return found


def _rows(cells: Cells, height: int) -> int:
    """Of all rows together, pixels."""
    lines = max(name.count("|") + 1 for name in _lines(cells.classes, 0))
    return max(LEAST, max(height, LINE * lines + 6) * len(cells.classes))


def _names(cells: Cells, slanted: bool) -> int:
    """Height of the names below, pixels."""
    if slanted:
        longest = min(LONGEST, LETTER * max(map(len, cells.predicted)))
        return round(longest * math.sin(math.radians(SLANT)))
    return LINE * max(name.count("|") + 1 for name in _lines(cells.predicted, 1))


def _values(cells: Cells, numbers: str, chosen: tuple[int, int] | None) -> list[dict[str, Any]]:
    """A record for each cell, in the order of the rows."""
    shares, names = cells.shares(numbers), (_lines(cells.classes, 0), _lines(cells.predicted, 1))
    rows, columns = cells.counts.shape
    return [
        {
            "row": i, "column": j, "true": names[0][i], "taken": names[1][j],
            "name": cells.classes[i], "answer": cells.predicted[j],
            "galaxies": int(cells.counts[i, j]), "share": round(float(shares[i, j]), 6),
            "chosen": (i, j) == chosen, **_said(cells, numbers, i, j, float(shares[i, j])),
        }
        for i in range(rows)
        for j in range(columns)
    ]  # fmt: skip


def _said(cells: Cells, numbers: str, i: int, j: int, share: float) -> dict[str, str]:
    """What is written in a cell and what is told of it."""
    count, at = f"{cells.counts[i, j]}", i * cells.counts.shape[1] + j
    alone = numbers == "counts" or count == "0"
    texts = {"first": count if alone else f"{share:.0%}", "second": "" if alone else count}
    told = {
        name: column[at] if column else ""
        for name, column in (("of_row", cells.of_row), ("of_column", cells.of_column))
    }
    return texts | told


def _squares(base: alt.Chart, clickable: bool) -> alt.Chart:
    scale = alt.Scale(scheme="cividis", domain=[0, 1])
    click = alt.selection_point(name=CELL, fields=["row", "column"], on="click", empty=False)
    squares: alt.Chart = base.mark_rect(
        cursor="pointer" if clickable else "default", stroke="#8888", strokeWidth=0.5
    ).encode(color=alt.Color("share:Q", scale=scale, legend=None))
    return squares.add_params(click) if clickable else squares


def _texts(base: alt.Chart) -> list[alt.Chart]:
    ink = alt.condition("datum.share > 0.5", alt.value("#000"), alt.value("#fff"))
    style: dict[str, Any] = {"fontSize": 14, "fontWeight": 600}
    plain: dict[str, Any] = {"fontSize": 12}
    alone = "datum.second == ''"
    parts = ((style, "first", -7, f"!({alone})"), (plain, "second", 9, f"!({alone})"),
             (style, "first", 0, alone))  # fmt: skip
    return [
        base.transform_filter(which)
        .mark_text(dy=dy, baseline="middle", **look)
        .encode(text=f"{field}:N", color=ink)
        for look, field, dy, which in parts
    ]


def _outline(base: alt.Chart) -> list[alt.Chart]:
    """White on black: seen on either end of the colours."""
    marked = base.transform_filter("datum.chosen")
    return [
        marked.mark_rect(filled=False, stroke=colour, strokeWidth=width)
        for colour, width in (("#000", 5.5), ("#ffb84d", 3))
    ]


def _below(slanted: bool) -> alt.Axis:
    """The axis of the answers."""
    if not slanted:
        return _axis("Taken for", labelAngle=0, labelAlign="center", labelFlush=False)
    found = _axis("Taken for", labelAngle=-SLANT, labelAlign="right", labelFlush=False)
    found.labelExpr = "replace(datum.label, /[|]/g, ' ')"
    return found


def _axis(title: str, **more: Any) -> alt.Axis:  # noqa: ANN401  # as Altair has it
    return alt.Axis(
        title=title, labelExpr="split(datum.label, '|')", labelFontSize=12, titleFontSize=14,
        labelLimit=LONGEST, labelOverlap=False, labelLineHeight=LINE, ticks=False, domain=False,
        grid=False, **more,
    )  # fmt: skip


def _lines(names: Sequence[str], axis: int) -> list[str]:
    """Names whose lines are parted by |; a name itself has none."""
    return ["|".join(wrap(name.replace("|", "/"), LETTERS[axis])) or " " for name in names]


def _nothing() -> Chart:
    text = alt.Chart(alt.InlineData([{"said": NOTHING}])).mark_text(fontSize=15)
    return alt.layer(text.encode(text="said:N")).properties(height=120)
