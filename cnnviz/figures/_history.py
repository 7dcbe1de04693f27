"""How a training went."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from cnnviz.figures._empty import empty
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, LEGEND, QUIET

History = Sequence[Mapping[str, float]]
NO_RECORD = "The model card keeps no record of this training."


def losses(history: History) -> go.Figure:
    """Loss on the training and the validation set against the iteration.

    Args:
        history: records with iteration, training_loss and validation_loss (nats), in order
    """
    if not history:
        return empty(NO_RECORD)
    training = _line(history, "training_loss", "training", {"color": QUIET, "dash": "dot"})
    validation = _line(history, "validation_loss", "validation", {"color": ACCENT})
    figure = _figure([training, validation], "Loss (nats)")
    figure.update_yaxes(rangemode="tozero")
    return figure


def accuracy(history: History) -> go.Figure:
    """Accuracy on the validation set against the iteration.

    Args:
        history: records with iteration and validation_accuracy (0 to 1), in order
    """
    if not history:
        return empty(NO_RECORD)
    line = _line(history, "validation_accuracy", "validation", {"color": ACCENT})
    figure = _figure([line], "Accuracy")
    figure.update_yaxes(tickformat=".0%")
    return figure


def _line(history: History, key: str, name: str, line: Mapping[str, str]) -> go.Scatter:
    x, y = ([record[column] for record in history] for column in ("iteration", key))
    return go.Scatter(x=x, y=y, name=name, line=dict(line), showlegend=True)


def _figure(lines: list[go.Scatter], title: str) -> go.Figure:
    figure = go.Figure(lines, LAYOUT)
    figure.update_xaxes(AXIS, title="Iteration")
    figure.update_yaxes(AXIS, title=title)
    figure.update_layout(height=340, hovermode="x unified", legend=LEGEND)
    return figure
