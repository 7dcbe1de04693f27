"""A set of galaxies: how many of each class, pictures in a row, histograms, a group's table."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._attribution import panels_png
from cnnviz.figures._empty import empty
from cnnviz.figures._measured import COLOURS, DASHES
from cnnviz.figures._picture import Pixels, source
from cnnviz.figures._theme import AXIS, LAYOUT, LEGEND

# as the channels are called, readable on both grounds, apart in dash as well
CHANNELS = {"red": "#c8473d", "green": "#3f8f4f", "blue": "#4a7fc4"}
NO_GALAXY = '<p class="gx-empty">There is no galaxy to count.</p>'
NO_PICTURE = '<p class="gx-empty">No pictures to show.</p>'
NO_PIXEL = "There is no pixel to count."
FINISHED = Mapping[str, NDArray[np.float64]]


def class_counts(counts: Sequence[int], classes: Sequence[str]) -> str:
    """A bar for each class with its number and share; the longest bar is the largest class.

    Args:
        counts: galaxies of the K classes
        classes: K names

    Returns:
        HTML: a table
    """
    total, most = sum(counts), max(counts, default=0)
    if not total:
        return NO_GALAXY
    rows = "".join(
        f'<tr class="gx-other"><th scope="row">{escape(name)}</th>'
        f"<td>{count:,} ({100 * count / total:.1f} %)"
        f'<div aria-hidden="true"><div style="width: {100 * count / most:.2f}%"></div></div></td>'
        "</tr>"
        for name, count in zip(classes, counts, strict=True)
    )
    return (
        f'<table class="gx-bars" aria-label="Galaxies of each class"><tbody>{rows}</tbody></table>'
    )


def picture_row(pictures: Sequence[tuple[str, Pixels, str]], alt: str) -> str:
    """Small pictures side by side in as many lines as they need, each with its name and a text.

    Args:
        pictures: name, uint8 of shape (H, W, 3), and what is said of each
        alt: what all of them show, in words

    Returns:
        HTML
    """
    if not pictures:
        return NO_PICTURE
    drawn = "".join(
        f'<figure><img src="{source(pixels)}" alt="{escape(f"{alt}: {name}, {text}")}">'
        f"<figcaption><strong>{escape(name)}</strong><br>{escape(text)}</figcaption></figure>"
        for name, pixels, text in pictures
    )
    return f'<div class="gx-row-of-maps">{drawn}</div>'


def picture_row_png(pictures: Sequence[tuple[str, Pixels]], below: Sequence[str] = ()) -> bytes:
    """The same as a PNG file, four in a line, with lines of text below all."""
    return panels_png([(name, Image.fromarray(pixels)) for name, pixels in pictures], below)


def histograms(series: FINISHED) -> go.Figure:
    """Shares of the pixels with each value from 0 to 255, on a logarithmic axis.

    Args:
        series: shape (256,) by name; a name that is a channel's has its colour
    """
    if not any(values.any() for values in series.values()):
        return empty(NO_PIXEL)
    figure = go.Figure(layout=LAYOUT)
    for i, (name, values) in enumerate(series.items()):
        colour = CHANNELS.get(name.lower(), COLOURS[i % len(COLOURS)])
        figure.add_scatter(
            x=np.arange(len(values)), y=np.where(values > 0, values, np.nan), name=name,
            mode="lines", line={"color": colour, "dash": DASHES[i % len(DASHES)], "width": 2},
            hovertemplate="value %{x}: %{y:.2%}", showlegend=True,
        )  # fmt: skip
    figure.update_xaxes(AXIS, title="Value of a pixel", range=[0, 255])
    figure.update_yaxes(AXIS, title="Share of the pixels", type="log", tickformat=".4~%",
                        dtick=1)  # fmt: skip
    figure.update_layout(height=300, legend=LEGEND)
    return figure


def group_table(names: Sequence[str], table: NDArray[np.int64]) -> str:
    """What the row's element and then the column's make, in words.

    Args:
        names: of the N elements
        table: index of the product, int64 of shape (N, N)

    Returns:
        HTML: a table that scrolls inside itself where it is wide
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="{"gx-same" if k == 0 else ""}">{escape(names[k])}</td>' for k in row)
        + "</tr>"
        for name, row in zip(names, table, strict=True)
    )
    return (
        '<div class="gx-scroll" tabindex="0"><table class="gx-group" '
        'aria-label="First the row, then the column"><thead><tr><th>first, then</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
