"""The sections of the page; only the chosen one is made."""

from collections.abc import Callable

import streamlit as st

from cnnviz.ui.train import everything, files, lapse, live, network
from cnnviz.ui.train.view import View

TITLES = {
    "curves": "Curves",
    "lapse": "Time-lapse",
    "network": "Use the network",
    "all": "All runs",
    "files": "PyTorch and files",
}
_DRAW: dict[str, Callable[[View], None]] = {
    "curves": live.draw,
    "lapse": lapse.draw,
    "network": network.draw,
    "all": everything.draw,
    "files": files.draw,
}


def draw(view: View) -> None:
    """Draw the row of sections and the chosen one."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "Section", list(TITLES), format_func=TITLES.__getitem__, required=True, width="content",
            label_visibility="collapsed", **view.choices.widget("section"),
        )  # fmt: skip
        if view.now.section != "curves" and view.run is not None:
            live.choose_run(view, label="collapsed")
    _DRAW[view.now.section](view)
