"""The sections below the stage; only the chosen one is made."""

import streamlit as st

from cnnviz.ui.resampling import files
from cnnviz.ui.resampling.arithmetic import Work
from cnnviz.ui.resampling.controls import Controls

TITLES = {
    "pytorch": "PyTorch and files",
}


def draw(controls: Controls, work: Work) -> None:
    """Draw the chosen section alone."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **controls.choices.widget("section"),
    )  # fmt: skip
    {"pytorch": files.draw}[controls.now.section](controls, work)
