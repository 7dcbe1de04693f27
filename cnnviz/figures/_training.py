"""Runs in training: loss and accuracy against the iteration."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._belief import LINES
from cnnviz.figures._empty import empty
from cnnviz.figures._theme import AXIS, LAYOUT, LEGEND, QUIET

Floats = NDArray[np.float64]
ROW = 24  # pixels of a name in the legend
NOTHING = "There are no numbers yet."


@dataclass(frozen=True)
class RunCurve:
    """One run, or several that differ in their seed, in one figure.

    Args:
        name: of the run
        training: iterations and values of the training images, each of shape (n,)
        validation: the same of the validation images
        spread: iterations, least and largest validation value of several seeds
        best: iteration and value of the checkpoint that did best
        changes: iterations at which the learning rate was changed, and to what
        faint: the curve that was smoothed, iterations and values
    """

    name: str
    training: tuple[Floats, Floats]
    validation: tuple[Floats, Floats]
    spread: tuple[Floats, Floats, Floats] | None = None
    best: tuple[float, float] | None = None
    changes: Sequence[tuple[int, float]] = field(default_factory=tuple)
    faint: tuple[Floats, Floats] | None = None


def training_curves(lines: Sequence[RunCurve], quantity: str, percent: bool = False) -> go.Figure:
    """Training dotted, validation solid, one colour a run; the best checkpoint as a star.

    Args:
        lines: the runs
        quantity: title of the vertical axis
        percent: whether the values are shares
    """
    if not any(len(line.training[0]) or len(line.validation[0]) for line in lines):
        return empty(NOTHING)
    figure = go.Figure(layout=LAYOUT)
    number = "%{y:.2%}" if percent else "%{y:.4f}"
    hover = f"%{{meta}}: {number}<br>iteration %{{x:,}}<extra></extra>"
    for line, colour in zip(lines, _colours(), strict=False):
        _draw(figure, line, colour, hover, many=len(lines) > 1)
    figure.update_xaxes(AXIS, title="Iteration", rangemode="tozero")
    figure.update_yaxes(AXIS, title=quantity, rangemode="tozero")
    if percent:
        figure.update_yaxes(tickformat=".0%")
    figure.update_layout(
        height=340 + ROW * max(0, len(lines) - 2),
        hovermode="closest",
        legend=LEGEND,
        uirevision="kept",
        showlegend=True,
    )
    return figure


def _draw(figure: go.Figure, line: RunCurve, colour: str, hover: str, *, many: bool) -> None:
    name = escape(line.name)  # Plotly reads it as HTML

    def named(kind: str) -> dict[str, Any]:
        words = f"{name}: {kind}" if many else kind
        # one name for each run; dotted and solid are explained below
        shown = not many or kind == "validation"
        return {"name": name if many and shown else words, "meta": words, "showlegend": shown}

    if line.spread is not None:
        at, least, largest = line.spread
        for edge, fill in ((largest, None), (least, "tonexty")):
            figure.add_scatter(
                x=at, y=edge, mode="lines", line={"color": colour, "width": 0}, fill=fill,
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip
    if line.faint is not None:
        figure.add_scatter(
            x=line.faint[0], y=line.faint[1], line={"color": colour, "width": 0.7}, opacity=0.35,
            showlegend=False, hoverinfo="skip",
        )  # fmt: skip
    figure.add_scatter(
        x=line.training[0], y=line.training[1], hovertemplate=hover, **named("training"),
        line={"color": colour, "dash": "dot", "width": 1.5},
    )  # fmt: skip
    figure.add_scatter(
        x=line.validation[0], y=line.validation[1], hovertemplate=hover,
        **named("validation"),
        mode="lines+markers", line={"color": colour, "width": 2.5}, marker={"size": 5},
    )  # fmt: skip
    if line.best is not None:
        figure.add_scatter(
            x=[line.best[0]], y=[line.best[1]], mode="markers", **named("best checkpoint"),
            marker={"symbol": "star", "size": 14, "color": colour}, hoverinfo="skip",
        )  # fmt: skip
    for iteration, rate in line.changes:
        figure.add_vline(iteration, line={"color": QUIET, "dash": "dash", "width": 1})
        figure.add_annotation(
            x=iteration, y=1, yref="paper", yanchor="top", text=f"learning rate {rate:g}",
            showarrow=False, textangle=-90, xanchor="left", font={"size": 13, "color": QUIET},
        )  # fmt: skip


def _colours() -> list[str]:
    return [*LINES]
