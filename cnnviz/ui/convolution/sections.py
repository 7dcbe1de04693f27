"""The sections below the stage; only the chosen one is drawn."""

import streamlit as st

from cnnviz.ui.convolution import files, fourier, matrix, on_galaxy, worksheet
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.bench import Setup

TITLES = {
    "galaxy": "On the galaxy",
    "matrix": "As a matrix",
    "fourier": "In Fourier space",
    "check": "Check yourself",
    "pytorch": "PyTorch and files",
}
_DRAW = {
    "galaxy": on_galaxy.draw,
    "matrix": matrix.draw,
    "fourier": fourier.draw,
    "check": worksheet.draw,
    "pytorch": files.draw,
}


def draw(setup: Setup, work: Work) -> None:
    """Draw the row of sections and the chosen one."""
    st.segmented_control(
        "Section", list(TITLES), format_func=TITLES.__getitem__, required=True,
        label_visibility="collapsed", **setup.choices.widget("view"),
    )  # fmt: skip
    _DRAW[setup.bench.view](setup, work)
