"""The sections of the page; only the chosen one is made.

A section is a module with `draw(view)`: its title and its line in `_DRAW` make it one, and its name
stands in `choices.SECTIONS`.
"""

from collections.abc import Callable

import streamlit as st

from cnnviz.ui.attribution import about, changing, files, hide, measurement, shown, strangers
from cnnviz.ui.attribution.belief import believe
from cnnviz.ui.attribution.view import View

TITLES = {
    "maps": "Maps",
    "measurement": "Measurement",
    "believe": "Should we believe it?",
    "hide": "Hide it yourself",
    "change": "Change it",
    "strangers": "Not a galaxy",
    "pytorch": "PyTorch and files",
}


def _maps(view: View) -> None:
    shown.draw(view)
    about.draw(view)


_DRAW: dict[str, Callable[[View], None]] = {
    "maps": _maps,
    "hide": hide.draw,
    "believe": believe.draw,
    "measurement": measurement.draw,
    "change": changing.draw,
    "strangers": strangers.draw,
    "pytorch": files.draw,
}


def row(view: View) -> None:
    """Draw the row of sections."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **view.choices.widget("section"),
    )  # fmt: skip


def draw(view: View) -> None:
    """Draw the chosen section."""
    _DRAW[view.now.section](view)
