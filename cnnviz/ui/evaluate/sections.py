"""The sections of the page; only the chosen one is made.

A section is a module with `draw(view, judged)`: its title and its line in `_DRAW` make it one, and
its name stands in `choices.SECTIONS`.
"""

from collections.abc import Callable

import streamlit as st

from cnnviz.evaluation import Judged
from cnnviz.ui.evaluate import (
    averages,
    calibrating,
    classes,
    curves,
    files,
    matrix,
    mistakes,
    priors,
    versus,
)
from cnnviz.ui.evaluate.view import View

TITLES = {
    "matrix": "Confusion matrix",
    "classes": "Per class",
    "curves": "Curves",
    "surest": "Mistakes",
    "calibration": "Calibration",
    "priors": "Priors",
    "averaging": "Averaging",
    "versus": "Two models",
    "pytorch": "PyTorch and files",
}
_DRAW: dict[str, Callable[[View, Judged], None]] = {
    "matrix": matrix.draw,
    "classes": classes.draw,
    "curves": curves.draw,
    "surest": mistakes.draw,
    "calibration": calibrating.draw,
    "priors": priors.draw,
    "averaging": averages.draw,
    "versus": versus.draw,
    "pytorch": files.draw,
}


def row(view: View) -> None:
    """Draw the row of sections."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **view.choices.widget("section", more=0),
    )  # fmt: skip


def draw(view: View, judged: Judged) -> None:
    """Draw the chosen section."""
    _DRAW[view.now.section](view, judged)
