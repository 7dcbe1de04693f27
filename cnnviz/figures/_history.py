"""How a training went."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cnnviz.figures._empty import empty
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, QUIET


def training_curves(history: Sequence[Mapping[str, float]]) -> go.Figure:
    """Loss on both sets and accuracy on the validation set against the iteration.

    Args:
        history: records with iteration, training_loss and validation_loss (nats) and
            validation_accuracy (0 to 1), in order
    """
    if not history:
        return empty("The model card keeps no record of this training.")
    at = [record["iteration"] for record in history]
    figure = make_subplots(cols=2, horizontal_spacing=0.12)
    for key, name, colour, dash in (
        ("training_loss", "training", QUIET, "dot"),
        ("validation_loss", "validation", ACCENT, "solid"),
    ):
        line = go.Scatter(
            x=at, y=_column(history, key), name=name, line={"color": colour, "dash": dash}
        )
        figure.add_trace(line, row=1, col=1)
    accuracy = go.Scatter(
        x=at, y=_column(history, "validation_accuracy"), name="validation", line={"color": ACCENT},
        showlegend=False,
    )  # fmt: skip
    figure.add_trace(accuracy, row=1, col=2)
    figure.update_xaxes(title="Iteration")
    figure.update_yaxes(title="Loss (nats)", rangemode="tozero", col=1)
    figure.update_yaxes(title="Accuracy", tickformat=".0%", col=2)
    figure.update_xaxes(AXIS)
    figure.update_yaxes(AXIS)
    figure.update_layout(LAYOUT, height=340, hovermode="x unified", legend={"x": 0.28, "y": 1})
    return figure


def _column(history: Sequence[Mapping[str, float]], key: str) -> list[float]:
    return [record[key] for record in history]
