"""A figure with nothing in it but the reason."""

import plotly.graph_objects as go


def empty(sentence: str) -> go.Figure:
    """No axes, one sentence."""
    figure = go.Figure()
    figure.add_annotation(text=sentence, showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.update_layout(height=160, margin={"t": 0, "b": 0})
    return figure
