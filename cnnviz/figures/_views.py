"""One galaxy seen several times, with what is said of each view."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from cnnviz.figures._coarse import NONE
from cnnviz.figures._picture import source


def views(rows: Sequence[tuple[str, NDArray[np.uint8], Sequence[str]]], alt: str) -> str:
    """Rows of pictures, all drawn equally large, with a text below each.

    Args:
        rows: name, pictures (uint8 of shape (V, H, W, 3)) and the text below each of them
        alt: what all of them show, in words

    Returns:
        HTML
    """
    longest = max((len(pictures) for _, pictures, _ in rows), default=0)
    if not longest:
        return NONE
    drawn = "".join(_row(name, pictures, texts, alt) for name, pictures, texts in rows)
    return f'<div class="gx-coarse" style="--count: {longest}">{drawn}</div>'


def _row(name: str, pictures: NDArray[np.uint8], texts: Sequence[str], alt: str) -> str:
    figures = "".join(
        f'<figure><img src="{source(pixels)}" '
        f'alt="{escape(f"{alt}: {name}, view {i} of {len(pictures)}, {text}")}">'
        f"<figcaption>{escape(text)}</figcaption></figure>"
        for i, (pixels, text) in enumerate(zip(pictures, texts, strict=True), 1)
    )
    return f'<div class="gx-name">{escape(name)}</div><div class="gx-row">{figures}</div>'
