"""Attribution as a measurement: the outline on the picture, rings, and shares."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._empty import empty
from cnnviz.figures._picture import Pixels, data_uri
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, LEGEND, QUIET

Array = NDArray[np.float64]
# readable on the light and on the dark background, also for the colour-blind; told apart by their
# dashes and markers as well
COLOURS = (ACCENT, "#4a7fc4", "#2c9384", "#b7599b", QUIET, "#8a8330", "#a05a3c")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")
NONE = "There is no map to measure."


@dataclass(frozen=True, eq=False)
class Ring:
    """Mean attribution against radius, of one method.

    Args:
        name: of the method
        radius: middle of each ring, pixels, shape (R,)
        value: mean in each ring, over the mean magnitude in the whole picture, shape (R,)
        error: its standard error, nan where there is none, shape (R,)
    """

    name: str
    radius: Array
    value: Array
    error: Array


def outlined(
    pixels: Pixels,
    outline: NDArray[np.bool_],
    circle: tuple[float, float, float],
    alt: str,
) -> str:
    """The picture with the galaxy's outline, its centre and its half-light circle.

    Args:
        pixels: uint8 of shape (H, W, 3)
        outline: pixels inside, shape (H, W)
        circle: row and column of the centre and radius, pixels from the first pixel's middle
        alt: what is seen, in words

    Returns:
        HTML
    """
    height, width = outline.shape
    y, x, radius = circle[0] + 0.5, circle[1] + 0.5, circle[2]
    arm = max(height, width) / 40
    path = edges(outline)
    cross = f"M{x - arm:.2f} {y:.2f}h{2 * arm:.2f}M{x:.2f} {y - arm:.2f}v{2 * arm:.2f}"
    round_ = f'cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}"'
    # a light line on a dark one: seen on sky and on a bright core
    drawn = "".join(
        f'<g fill="none" stroke-width="{thick}"><path d="{path}" stroke="{amber}"/>'
        f'<g stroke="{blue}"><circle {round_}/><path d="{cross}"/></g></g>'
        for thick, amber, blue in ((0.9, "#000a", "#000a"), (0.4, "#ffd089", "#8fd3ff"))
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    # a page keeps a picture, but not the lines of an SVG
    lines = b64encode(f"{head}{drawn}</svg>".encode()).decode()
    return (
        f'<div class="gx-galaxy gx-outlined" style="aspect-ratio: {width} / {height}">'
        f'<img class="gx-sharp" src="{data_uri(Image.fromarray(pixels), "png")}" '
        f'alt="{escape(alt)}">'
        f'<img class="gx-lines" src="data:image/svg+xml;base64,{lines}" alt=""></div>'
    )


def edges(mask: NDArray[np.bool_]) -> str:
    """The edges between pixels inside and outside as an SVG path; pixel (0, 0) begins at 0, 0."""
    padded = np.pad(mask, 1)
    parts = []
    for row, column in np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1]):
        parts.append(f"M{column} {row}h1")
    for row, column in np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1]):
        parts.append(f"M{column} {row}v1")
    return "".join(parts)


def rings(curves: Sequence[Ring], pixel_scale: float | None, marks: dict[str, float]) -> go.Figure:
    """Mean attribution against radius; 1 is the mean magnitude over the picture.

    Args:
        curves: one for each method
        pixel_scale: arcsec per pixel of what the network receives, for a second axis; None where
            it is not known
        marks: radii that are marked, by name, pixels
    """
    if not curves:
        return empty(NONE)
    figure = go.Figure([_ring(curve, at) for at, curve in enumerate(curves)], LAYOUT)
    most = max(float(curve.radius.max()) for curve in curves) * 1.04
    signed = any((curve.value < 0).any() for curve in curves)
    figure.update_yaxes(AXIS, title="Mean attribution", rangemode="tozero", zeroline=True)
    figure.update_xaxes(AXIS, title="Radius (pixels)", range=[0, most])
    if not signed:
        line = {"color": QUIET, "width": 1, "dash": "dot"}
        figure.add_hline(y=1, line=line)
    for name, radius in marks.items():
        figure.add_vline(x=radius, line={"color": QUIET, "width": 1.5, "dash": "dash"},
                         annotation={"text": name, "font": {"size": 13}})  # fmt: skip
    if pixel_scale:
        # an axis without a trace of its own is not drawn
        figure.add_scatter(x=[0], y=[0], xaxis="x2", hoverinfo="skip", showlegend=False,
                           mode="markers", marker={"opacity": 0})  # fmt: skip
        figure.update_layout(xaxis2=AXIS | {
            "overlaying": "x", "tickmode": "auto", "side": "top",
            "title": {"text": "Radius (arcsec)"},
            "range": [0, most * pixel_scale], "showgrid": False, "zeroline": False,
        })  # fmt: skip
    figure.update_layout(height=420, legend=LEGEND, margin={"t": 64 if pixel_scale else 24})
    return figure


def _ring(curve: Ring, at: int) -> go.Scatter:
    colour = COLOURS[at % len(COLOURS)]
    return go.Scatter(
        x=curve.radius, y=curve.value, name=curve.name, mode="lines+markers", showlegend=True,
        line={"color": colour, "dash": DASHES[at % len(DASHES)]},
        marker={"symbol": MARKS[at % len(MARKS)], "size": 6},
        error_y={"array": curve.error, "thickness": 1, "width": 2},
        hovertemplate="%{x:.1f} pixels: %{y:.3g} ± %{error_y.array:.2g}",
    )  # fmt: skip


def shares(
    parts: Sequence[str], area: Sequence[float], methods: Mapping[str, Sequence[float]]
) -> go.Figure:
    """Bars of each method's share in each part, beside the share of the area.

    Args:
        parts: names
        area: share of the pixels, from 0 to 1
        methods: shares by name, from 0 to 1 or nan
    """
    if not methods:
        return empty(NONE)
    bars = [_bar("Area (chance)", parts, area, "rgba(128, 128, 128, 0.45)")]
    for at, (name, values) in enumerate(methods.items()):
        bars.append(_bar(name, parts, values, COLOURS[at % len(COLOURS)]))
    figure = go.Figure(bars, LAYOUT)
    figure.update_xaxes(AXIS)
    figure.update_yaxes(AXIS, title="Share", tickformat=".0%", rangemode="tozero")
    figure.update_layout(height=340, barmode="group", bargap=0.25, legend=LEGEND)
    return figure


def _bar(name: str, parts: Sequence[str], values: Sequence[float], colour: str) -> go.Bar:
    return go.Bar(
        x=list(parts), y=list(values), name=name, showlegend=True,
        marker={"color": colour, "line": {"width": 0}}, hovertemplate="%{y:.1%}",
    )  # fmt: skip
