"""What speaks for or against a map: curves of removal, of forgetting, and squares against a map."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import cycle

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._colours import picture, scale
from cnnviz.figures._empty import empty
from cnnviz.figures._picture import data_uri
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, LEGEND, QUIET

Floats = NDArray[np.float64]
# all readable on the light and on the dark background
LINES = (ACCENT, "#4b7fd1", "#2b8a78", "#b8568a", "#8a7d2b", "#8b62c9", "#c2573f")
DASHES = ("solid", "dash", "dot")
NONE = "There is no map to draw."


def removal(share: Floats, curves: Mapping[str, Floats], chance: Floats, pixels: str) -> go.Figure:
    """Probability against the share of the pixels that are gone, or there; chance as a grey band.

    Args:
        share: from 0 to 1, shape (n,)
        curves: by the names of the methods, each of shape (n,)
        chance: of random orders, shape (orders, n)
        pixels: what the share is of, "removed" or "put back"
    """
    if not curves:
        return empty(NONE)
    figure = go.Figure(layout=LAYOUT)
    if len(chance):
        for edge, fill in ((chance.max(0), None), (chance.min(0), "tonexty")):
            figure.add_scatter(
                x=share, y=edge, line={"color": QUIET, "width": 0.5}, fill=fill,
                name="random orders", showlegend=fill is not None, hoverinfo="skip",
            )  # fmt: skip
    for (name, curve), line in zip(curves.items(), _lines(), strict=False):
        figure.add_scatter(x=share, y=curve, name=name, line=line, hovertemplate="%{y:.1%}")
    figure.update_xaxes(AXIS, title=f"Pixels {pixels}", tickformat=".0%")
    figure.update_yaxes(AXIS, title="Probability", tickformat=".0%", rangemode="tozero")
    figure.update_layout(height=360, hovermode="x unified", legend=LEGEND)
    return figure


def forgetting(layers: Sequence[str], curves: Mapping[str, Floats], title: str) -> go.Figure:
    """Rank correlation with the trained network's map against the layers that are forgotten.

    Args:
        layers: names, in the order in which they are forgotten
        curves: by the names of the methods, each of shape (layers + 1,); the first is the trained
            network's own, 1
        title: of the vertical axis
    """
    if not curves:
        return empty(NONE)
    places = ["trained", *layers]
    figure = go.Figure(layout=LAYOUT)
    for (name, curve), line in zip(curves.items(), _lines(), strict=False):
        figure.add_scatter(
            x=places, y=curve, name=name, line=line, mode="lines+markers", hovertemplate="%{y:.2f}"
        )
    figure.add_hline(0, line={"color": QUIET, "width": 1})
    figure.update_xaxes(AXIS, title="Forgotten down to", type="category")
    figure.update_yaxes(AXIS, title=title, range=[-1.05, 1.05])
    figure.update_layout(height=380, hovermode="x unified", legend=LEGEND)
    return figure


def squares(shares: Floats, falls: Floats, name: str) -> go.Figure:
    """Each removed square: what the map says of it against what its removal does.

    Args:
        shares: sum of the map over each, in logits, shape (n,)
        falls: of the logit, shape (n,)
        name: of the map
    """
    if not shares.size:
        return empty(NONE)
    ends = [float(min(shares.min(), falls.min())), float(max(shares.max(), falls.max()))]
    figure = go.Figure(layout=LAYOUT)
    figure.add_scatter(
        x=ends, y=ends, mode="lines", line={"color": QUIET, "dash": "dot"}, name="as the map says",
        hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=shares, y=falls, mode="markers", name="a removed square",
        marker={"color": ACCENT, "size": 8, "opacity": 0.75},
        hovertemplate="map %{x:.3g}<br>fall %{y:.3g}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(AXIS, title=f"What {name} says (logits)", zeroline=True)
    figure.update_yaxes(AXIS, title="Fall of the logit", zeroline=True)
    figure.update_layout(height=380, legend=LEGEND)
    return figure


def map_row(maps: Sequence[tuple[str, Floats]], alt: str) -> str:
    """Small maps side by side, each with a range of its own about zero, and a name below.

    Args:
        maps: name and values, (H, W), of each
        alt: what all of them are, in words
    """
    if not maps:
        return f'<p class="gx-empty">{NONE}</p>'
    pictures = "".join(_small(name, values, alt) for name, values in maps)
    return f'<div class="gx-row-of-maps">{pictures}</div>'


def _small(name: str, values: Floats, alt: str) -> str:
    image = picture(values, scale(values, True))
    address = data_uri(image, "png")
    words = escape(f"{alt}: {name}")
    return (
        f'<figure><img class="gx-sharp" src="{address}" alt="{words}">'
        f"<figcaption>{escape(name)}</figcaption></figure>"
    )


def _lines() -> Iterator[dict[str, str]]:
    return ({"color": c, "dash": d} for c, d in zip(cycle(LINES), cycle(DASHES), strict=False))
