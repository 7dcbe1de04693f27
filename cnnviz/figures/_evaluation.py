"""How well a network does: reliability, curves of one class against the rest, scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._empty import empty
from cnnviz.figures._measured import COLOURS, DASHES, MARKS
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, LEGEND, QUIET

Array = NDArray[np.float64]
MARGIN = LAYOUT["margin"] | {"r": 28}  # for the last number of an axis
CHANCE = {"color": QUIET, "width": 1.5, "dash": "dot"}
MOST_POINTS = 400  # of a curve: more than a screen has
NOTHING = "No galaxy was judged."


@dataclass(frozen=True, eq=False)
class Line:
    """One curve.

    Args:
        name: with its area
        x: shape (T,)
        y: shape (T,)
        threshold: shape (T,)
    """

    name: str
    x: Array
    y: Array
    threshold: Array


@dataclass(frozen=True)
class Dot:
    """A share with its interval: in the reliability diagram, or of a class.

    Args:
        x: where it stands: mean confidence, or the name of the class
        share: 0 to 1
        low: of its interval
        high: of its interval
        text: what is told of it, as Plotly's HTML
    """

    x: float | str
    share: float
    low: float
    high: float
    text: str = ""


def reliability(series: dict[str, Sequence[Dot]]) -> go.Figure:
    """Share right against mean confidence with error bars; the diagonal is perfect calibration.

    Args:
        series: dots by name, in order: before and after
    """
    if not any(series.values()):
        return empty(NOTHING)
    figure = go.Figure(layout=LAYOUT)
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line=CHANCE, hoverinfo="skip",
                       name="says what is true", showlegend=True)  # fmt: skip
    looks = ((QUIET, "square", "dash"), (ACCENT, "circle", "solid"))
    for (name, dots), (colour, mark, dash) in zip(series.items(), looks, strict=False):
        figure.add_trace(_dots(name, dots, colour, mark, dash))
    figure.update_xaxes(AXIS, title="Mean confidence of a bin", range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(AXIS, title="Share that is right", range=[0, 1.02], tickformat=".0%")
    figure.update_layout(height=400, legend=LEGEND, margin=MARGIN)
    return figure


def scores(series: dict[str, Sequence[Dot]]) -> go.Figure:
    """Dots with intervals for each class.

    Args:
        series: dots by the name of the quantity; x is the class
    """
    if not any(series.values()):
        return empty(NOTHING)
    figure = go.Figure(layout=LAYOUT)
    for at, (name, dots) in enumerate(series.items()):
        trace = _dots(name, dots, COLOURS[at], MARKS[at], None)
        trace.update(xaxis="x", offsetgroup=str(at))
        trace.x = [(float(i) + 0.2 * (at - (len(series) - 1) / 2)) for i in range(len(dots))]
        figure.add_trace(trace)
    names = [escape(str(dot.x)).replace(" ", "<br>", 1) for dot in next(iter(series.values()))]
    figure.update_xaxes(AXIS, tickvals=list(range(len(names))), ticktext=names, zeroline=False)
    figure.update_yaxes(AXIS, tickformat=".0%", title="Share")
    figure.update_layout(height=300, legend=LEGEND)
    return figure


def roc_curves(lines: Sequence[Line], *, logarithmic: bool = False) -> go.Figure:
    """True against false positive rate of each class; chance is the dotted line.

    Args:
        lines: one for each class
        logarithmic: whether the false positive rate is on a logarithmic axis
    """
    least = _least([line.x for line in lines])
    chance = np.geomspace(least, 1, 50) if logarithmic else np.array([0.0, 1.0])
    titles = ("False positive rate", "True positive rate")
    figure = _curves(lines, titles, "false positives %{x:.2%}<br>true positives %{y:.1%}", "linear")
    if not figure.data:
        return figure
    figure.add_scatter(x=chance, y=chance, mode="lines", line=CHANCE, name="chance",
                       hoverinfo="skip", showlegend=True)  # fmt: skip
    if logarithmic:
        ticks = [10.0**power for power in range(int(np.floor(np.log10(least))), 1)]
        figure.update_xaxes(
            type="log", range=[np.log10(least), 0.01], tickvals=ticks,
            ticktext=[f"{tick:.6%}".rstrip("0%").rstrip(".") + "%" for tick in ticks],
        )  # fmt: skip
    return figure


def precision_recall_curves(lines: Sequence[Line]) -> go.Figure:
    """Precision against recall of each class, a step for each threshold.

    Args:
        lines: one for each class
    """
    titles = ("Recall", "Precision")
    return _curves(lines, titles, "recall %{x:.1%}<br>precision %{y:.1%}", "vh")


def _curves(lines: Sequence[Line], titles: tuple[str, str], told: str, shape: str) -> go.Figure:
    drawn = [line for line in lines if np.isfinite(line.y).all() and np.isfinite(line.x).all()]
    if not drawn:
        return empty("There is no class with galaxies of it and of others.")
    figure = go.Figure([_line(each, at, told, shape) for at, each in enumerate(drawn)], LAYOUT)
    for update, title in zip((figure.update_xaxes, figure.update_yaxes), titles, strict=True):
        update(AXIS, title=title, range=[-0.01, 1.02], tickformat=".0%", zeroline=False)
    figure.update_layout(height=470, legend=LEGEND, margin=MARGIN)
    return figure


def _line(line: Line, at: int, told: str, shape: str) -> go.Scatter:
    keep = np.unique(np.linspace(0, len(line.x) - 1, MOST_POINTS).round().astype(int))
    if len(line.x) > MOST_POINTS:
        line = Line(line.name, line.x[keep], line.y[keep], line.threshold[keep])
    label = escape(line.name)  # Plotly reads a little HTML
    name = label.rpartition(":")[0] or label
    return go.Scatter(
        x=line.x, y=line.y, name=label, mode="lines", showlegend=True,
        line={"color": COLOURS[at % len(COLOURS)], "dash": DASHES[at % len(DASHES)], "width": 2,
              "shape": shape},
        customdata=np.where(np.isfinite(line.threshold), line.threshold, 1.0),
        hovertemplate=f"{name}<br>{told}<br>from probability %{{customdata:.3f}} on<extra></extra>",
    )  # fmt: skip


def _dots(name: str, dots: Sequence[Dot], colour: str, mark: str, dash: str | None) -> go.Scatter:
    share = np.array([dot.share for dot in dots])
    error = {
        "array": np.array([dot.high for dot in dots]) - share,
        "arrayminus": share - np.array([dot.low for dot in dots]),
        "symmetric": False, "thickness": 1.5, "width": 3,
    }  # fmt: skip
    return go.Scatter(
        x=[dot.x for dot in dots], y=share, name=name, showlegend=True, error_y=error,
        mode="lines+markers" if dash else "markers",
        line={"color": colour, "dash": dash or "solid"},
        marker={"symbol": mark, "size": 9, "color": colour}, text=[dot.text for dot in dots],
        hovertemplate="%{text}<extra>" + name + "</extra>",
    )  # fmt: skip


def _least(values: Sequence[Array]) -> float:
    """The smallest positive number, at most 0.01."""
    found = [float(x[x > 0].min()) for x in values if (x > 0).any()]
    return min([0.01, *found])
