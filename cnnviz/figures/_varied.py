"""Probabilities against a change of the picture."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._empty import empty
from cnnviz.figures._measured import COLOURS, DASHES
from cnnviz.figures._theme import AXIS, LAYOUT, LEGEND, QUIET

At = Sequence[float] | Sequence[str]
SHOWN = 4  # classes: more lines are not told apart on a projector
NONE = "There is nothing to draw."


def changed(
    at: At,
    probabilities: NDArray[np.float64],
    classes: Sequence[str],
    first: int,
    now: int,
    title: str,
    *,
    bars: bool = False,
) -> go.Figure:
    """A line for each class that matters, or stacked bars for changes without an order.

    Args:
        at: values or names of N changes
        probabilities: shape (N, K)
        classes: K names
        first: class that is always drawn
        now: index of the change that is chosen; it is marked
        title: of the axis of changes
        bars: whether the changes have no order
    """
    if not len(at):
        return empty(NONE)
    shown = ranked(probabilities, first)
    traces: list[go.Bar | go.Scatter] = []
    for i, k in enumerate(shown):
        values, colour = probabilities[:, k], COLOURS[i % len(COLOURS)]
        traces.append(
            _bars(at, values, classes[k], colour)
            if bars
            else _line(at, values, classes[k], colour, DASHES[i])
        )
    if bars:
        rest = 1 - probabilities[:, shown].sum(axis=1)
        traces.append(_bars(at, rest, "all others", "rgba(128, 128, 128, 0.35)"))
    figure = go.Figure(traces, LAYOUT)
    named = isinstance(at[0], str)
    figure.update_xaxes(AXIS, title=title, type="category" if named else "linear")
    figure.update_yaxes(AXIS, title="Probability", tickformat=".0%", range=[0, 1.04])
    if bars:
        figure.add_annotation(x=at[now], y=1.0, text="now", showarrow=False, yanchor="bottom",
                              font={"size": 14})  # fmt: skip
    else:
        # on an axis of names a line stands at the number of a name
        place = now if named else at[now]
        figure.add_vline(x=place, line={"color": QUIET, "width": 2, "dash": "dash"})
        figure.add_scatter(
            x=[at[now]] * len(shown), y=probabilities[now, shown], mode="markers", hoverinfo="skip",
            showlegend=False,
            marker={"size": 11, "color": [COLOURS[i % len(COLOURS)] for i in range(len(shown))]},
        )  # fmt: skip
    figure.update_layout(
        height=400,
        legend=LEGEND,
        barmode="stack",
        margin={"t": 28},
    )
    return figure


def ranked(probabilities: NDArray[np.float64], first: int) -> list[int]:
    """The class asked for, then those that reach the highest probabilities."""
    order = np.argsort(-probabilities.max(axis=0), kind="stable")
    return [first, *(int(k) for k in order if k != first)][:SHOWN]


def _line(at: At, values: NDArray[np.float64], name: str, colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        x=list(at), y=values, name=name, mode="lines", showlegend=True,
        line={"color": colour, "dash": dash, "width": 3 if dash == "solid" else 2},
        hovertemplate="%{x}: %{y:.1%}",
    )  # fmt: skip


def _bars(at: At, values: NDArray[np.float64], name: str, colour: str) -> go.Bar:
    return go.Bar(x=list(at), y=values, name=name, showlegend=True, marker={"color": colour},
                  hovertemplate="%{y:.1%}")  # fmt: skip
