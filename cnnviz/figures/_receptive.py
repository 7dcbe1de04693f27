"""Receptive fields: where a unit looks, how it looks there, and the cone of its layers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._colours import picture, scale, viridis
from cnnviz.figures._empty import empty
from cnnviz.figures._map import colour_bar
from cnnviz.figures._picture import data_uri
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, LEGEND, QUIET

Box = tuple[int, int, int, int]
Point = tuple[float, int]
FIRST, LAST = 105, 225  # of viridis' 255 colours: those that are seen on the dark sky
NONE = '<p class="gx-empty">No numbers to show.</p>'


def field_colours(count: int) -> list[str]:
    """A colour for each of some nested fields, the smallest first; `#rrggbb`."""
    at = np.linspace(FIRST, LAST, max(count, 1)).round().astype(int)[:count]
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in viridis()[at]]


def field_key(names: Sequence[tuple[str, str]], chosen: tuple[str, str]) -> str:
    """The nested fields by name, each with its colour; HTML.

    Args:
        names: name and size of each, the smallest first
        chosen: name and size of the outermost, which has the mark's own colour
    """
    colours = [*field_colours(len(names)), "#ffd089"]
    marks = "".join(
        f'<span><i style="border-color: {colour}"></i>{escape(name)} <b>{escape(size)}</b></span>'
        for colour, (name, size) in zip(colours, [*names, chosen], strict=True)
    )
    return f'<div class="gx-fields">{marks}</div>'


def effective_field(
    values: NDArray[np.float64], alt: str, boxes: tuple[Box, Box], window: Box,
    limit: float | None = None,
) -> str:  # fmt: skip
    """Where the gradient of a unit lies, with its theoretical field and the half of it.

    Args:
        values: in each pixel, not negative, shape (H, W)
        alt: what is seen, in words
        boxes: the theoretical field and its central half: top, left, bottom, right in pixels; they
            may reach out of the image
        window: the part that is drawn: top, left, bottom, right in pixels; it may reach out of the
            image
        limit: end of the colours, so that two maps share one scale

    Returns:
        HTML; as wide as the page allows
    """
    if not values.size:
        return NONE
    colours = scale(values, limit=limit)
    height, width = values.shape
    address = data_uri(picture(values, colours), "png")
    image = (
        f'<img class="gx-sharp" src="{address}" alt="{escape(alt)}" '
        f'style="{_place((0, 0, height, width), window)}">'
    )
    padding, half = (_place(box, window) for box in boxes)
    drawn = (
        f'<div class="gx-padding" style="{padding}"></div>{image}'
        f'<div class="gx-field" style="{padding}"></div><div class="gx-half" style="{half}"></div>'
        f"{_cut(boxes[0], window)}"
    )
    ratio = (window[3] - window[1]) / (window[2] - window[0])
    return (
        f'<figure class="gx-map gx-effective" style="--ratio: {ratio:.4f}">'
        f'<div class="gx-frame">{drawn}</div>{colour_bar(colours)}</figure>'
    )


def _cut(box: Box, window: Box) -> str:
    """A dashed frame on the sides where a field reaches out of what is drawn."""
    top, left, bottom, right = box
    out = (top < window[0], right > window[3], bottom > window[2], left < window[1])
    widths = " ".join("4px" if side else "0" for side in out)
    return f'<div class="gx-cut" style="border-width: {widths}"></div>' if any(out) else ""


def _place(box: Box, window: Box) -> str:
    top, left, bottom, right = box
    height, width = window[2] - window[0], window[3] - window[1]
    shares = {
        "top": (top - window[0]) / height,
        "left": (left - window[1]) / width,
        "height": (bottom - top) / height,
        "width": (right - left) / width,
    }
    return "; ".join(f"{side}: {100 * share:.3f}%" for side, share in shares.items())


@dataclass(frozen=True)
class Rung:
    """The units of one layer in the picture of a cone, by the places of their centres in pixels.

    Args:
        name: of the layer
        units: those that nobody asks
        reached: those that the unit at the top looks at, itself at the top
        padding: places in this layer's padding that it looks at
    """

    name: str
    units: Sequence[float]
    reached: Sequence[float]
    padding: Sequence[float]


def cone(
    rungs: Sequence[Rung],
    lines: Iterable[tuple[Point, Point]],
    outline: Sequence[tuple[float, float]],
) -> go.Figure:
    """What one unit looks at, layer by layer down to the pixels, along one axis.

    Args:
        rungs: the pixels first, the unit's own layer last
        lines: from a unit to those that it reads, each end (place in pixels, number of its rung)
        outline: left and right end of the field at each rung, pixels
    """
    if not rungs:
        return empty("There are no layers to show.")
    left, right = [ends[0] for ends in outline], [ends[1] for ends in outline]
    floors = list(range(len(rungs)))
    figure = go.Figure(layout=LAYOUT)
    figure.add_scatter(
        x=[*left, *right[::-1]], y=[*floors, *floors[::-1]], mode="lines", fill="toself",
        fillcolor="rgba(184, 116, 26, 0.16)", line={"width": 0}, hoverinfo="skip",
        name="theoretical field", showlegend=True,
    )  # fmt: skip
    x, y = _broken(lines)
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": ACCENT, "width": 1}, opacity=0.7,
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    for name, of, marker in (
        ("units", "units", {"color": QUIET, "size": 6, "opacity": 0.6}),
        ("seen", "reached", {"color": ACCENT, "size": 9}),
        ("in the padding", "padding", {"color": ACCENT, "size": 9, "symbol": "circle-open"}),
    ):
        places = [(place, i) for i, rung in enumerate(rungs) for place in getattr(rung, of)]
        figure.add_scatter(
            x=[place for place, _ in places], y=[i for _, i in places], mode="markers",
            marker=marker, name=name, hovertemplate="centre %{x:g}<extra></extra>",
        )  # fmt: skip
    room = 0.06 * (max(right) - min(left)) + 1
    figure.update_xaxes(
        AXIS, title="pixels of the image", range=[min(left) - room, max(right) + room],
        zeroline=False, showgrid=False,
    )  # fmt: skip
    figure.update_yaxes(
        AXIS, tickvals=floors, ticktext=[rung.name for rung in rungs], zeroline=False,
        range=[-0.4, len(rungs) - 0.6],
    )  # fmt: skip
    figure.update_layout(height=130 + 52 * len(rungs), legend=LEGEND)
    return figure


def _broken(
    lines: Iterable[tuple[Point, Point]],
) -> tuple[list[float | None], list[float | None]]:
    """Separate lines as one trace: ends in pairs, with a gap after each."""
    x: list[float | None] = []
    y: list[float | None] = []
    for (a, i), (b, j) in lines:
        x += [a, b, None]
        y += [i, j, None]
    return x, y
