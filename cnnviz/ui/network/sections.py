"""The sections below the picture; only the chosen one is drawn."""

import streamlit as st

from cnnviz.ui.network import compare, costs, files, residual, table
from cnnviz.ui.network.setup import Setup

TITLES = {
    "table": "Table",
    "costs": "Where the parameters are",
    "compare": "Side by side",
    "block": "Residual block",
    "pytorch": "PyTorch and files",
}
_DRAW = {
    "table": table.draw,
    "costs": costs.draw,
    "compare": compare.draw,
    "block": residual.draw,
    "pytorch": files.draw,
}


def draw(setup: Setup) -> None:
    """Draw the row of sections and the chosen one."""
    if setup.subject.problem:
        return
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **setup.choices.widget("view"),
    )  # fmt: skip
    _DRAW[setup.look.view](setup)
