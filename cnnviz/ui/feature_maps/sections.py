"""The sections below the maps; only the chosen one is made."""

import streamlit as st

from cnnviz.ui.feature_maps import files, numbers, statistics
from cnnviz.ui.feature_maps.view import View

TITLES = {
    "class": "The class in numbers",
    "statistics": "Statistics",
    "pytorch": "PyTorch and files",
}


def draw(view: View) -> None:
    """Draw the row of sections and the chosen one."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **view.setup.choices.widget("section"),
    )  # fmt: skip
    match view.now.section:
        case "class":
            numbers.draw(view)
        case "statistics":
            statistics.draw(view)
        case _:
            files.draw(view)
