"""The sections of the page; only the chosen one is made.

A section is a module with `draw(view)`: its title and its line in `_DRAW` make it one, and its name
stands in `choices.SECTIONS`.
"""

from collections.abc import Callable

import streamlit as st

from cnnviz.ui.data import augmenting, browsing, pixels, sorting, turning, varying
from cnnviz.ui.data.view import View

TITLES = {
    "gallery": "Gallery",
    "pixels": "Mean and histograms",
    "augmentation": "Augmentation",
    "symmetries": "Symmetries",
    "parameters": "One parameter at a time",
    "sorting": "Sort them yourself",
}
_DRAW: dict[str, Callable[[View], None]] = {
    "gallery": browsing.draw,
    "pixels": pixels.draw,
    "augmentation": augmenting.draw,
    "symmetries": turning.draw,
    "parameters": varying.draw,
    "sorting": sorting.draw,
}


def row(view: View) -> None:
    """Draw the row of sections."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **view.choices.widget("section", more=0),
    )  # fmt: skip


def draw(view: View) -> None:
    """Draw the chosen section."""
    _DRAW[view.now.section](view)
