"""The sections below the stage; only the chosen one is made."""

import streamlit as st

from cnnviz.ui.resampling import checkerboard, coarse, files, matrices
from cnnviz.ui.resampling.arithmetic import Work
from cnnviz.ui.resampling.controls import Controls

TITLES = {
    "coarse": "Pooling as coarse graining",
    "checkerboard": "Checkerboard",
    "matrix": "As a matrix",
    "pytorch": "PyTorch and files",
}


def draw(controls: Controls, work: Work) -> None:
    """Draw the chosen section alone."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **controls.choices.widget("section"),
    )  # fmt: skip
    match controls.now.section:
        case "coarse":
            coarse.draw(controls)
        case "checkerboard":
            checkerboard.draw(controls)
        case "matrix":
            matrices.draw(controls, work)
        case _:
            files.draw(controls, work)
