"""Confusion matrix."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._empty import empty
from cnnviz.figures._theme import AXIS, LAYOUT

WIDTH = 16  # letters in a line of a name


def confusion_matrix(
    matrix: NDArray[np.int64], classes: Sequence[str], predicted: Sequence[str] | None = None
) -> go.Figure:
    """Counts, and the share of the true class that each is; colour is the share.

    Args:
        matrix: counts of shape (K, L), a row per true class
        classes: names of the K true classes
        predicted: names of the L predicted classes; the true ones where None
    """
    if not matrix.sum():
        return empty("No galaxy was classified: there is nothing to count.")
    predicted = _wrapped(classes if predicted is None else predicted)
    classes = _wrapped(classes)
    totals = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals > 0)
    cells = [(i, j) for i in range(len(classes)) for j in range(len(predicted))]
    heatmap = go.Heatmap(
        z=shares, x=list(predicted), y=list(classes), colorscale="Cividis", zmin=0, zmax=1,
        xgap=2, ygap=2, hoverinfo="skip",
        colorbar={"title": "Share of<br>true class", "tickformat": ".0%", "thickness": 16},
    )  # fmt: skip
    # written by a trace of its own: a heatmap's text has one colour for light and dark cells
    numbers = go.Scatter(
        x=[predicted[j] for _, j in cells], y=[classes[i] for i, _ in cells], mode="text",
        text=[f"<b>{matrix[cell]}</b><br>{shares[cell]:.0%}" for cell in cells],
        textfont={"color": [_ink(shares[cell]) for cell in cells], "size": 15},
        hovertemplate="true: %{y}<br>predicted: %{x}<br>%{text} of this true class<extra></extra>",
        showlegend=False,
    )  # fmt: skip
    figure = go.Figure([heatmap, numbers], LAYOUT)
    figure.update_xaxes(title="Predicted class", tickangle=-30, side="bottom", showgrid=False)
    figure.update_yaxes(title="True class", autorange="reversed", showgrid=False)
    figure.update_xaxes(AXIS)
    figure.update_yaxes(AXIS)
    figure.update_layout(height=180 + 58 * len(classes))
    return figure


def _wrapped(names: Sequence[str]) -> list[str]:
    """Long names in several lines, so that the cells keep their room."""
    return ["<br>".join(wrap(name, WIDTH)) for name in names]


def _ink(share: float) -> str:
    """Black or white, whichever cividis lets one read."""
    return "#000" if share > 0.5 else "#fff"
