"""The sections below the pictures; only the chosen one is made."""

import streamlit as st

from cnnviz.ui.receptive_field import calculator, files, published, table
from cnnviz.ui.receptive_field.view import View

TITLES = {
    "layers": "All layers",
    "calculator": "Calculator",
    "published": "Published numbers",
    "pytorch": "PyTorch and files",
}


def draw(view: View) -> None:
    """Draw the chosen section alone."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **view.choices.widget("section"),
    )  # fmt: skip
    match view.now.section:
        case "layers":
            table.draw(view)
        case "calculator":
            calculator.draw(view)
        case "published":
            published.draw()
        case _:
            files.draw(view)
