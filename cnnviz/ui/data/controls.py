"""Which set of galaxies."""

import streamlit as st

from cnnviz.ui import sets
from cnnviz.ui.data import own
from cnnviz.ui.data.choices import ALL
from cnnviz.ui.data.view import View
from cnnviz.ui.evaluate.choices import COUNTS, LARGEST_FIRST

EVERY = "All classes"


def draw(view: View, *, by_class: bool) -> None:
    """Draw the choice of the set.

    Args:
        view: what is chosen
        by_class: whether a class can be chosen, too
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if known := sets.offered():
            st.selectbox(
                "Data", ["", *known], format_func=lambda name: name or "Simulated", width=170,
                **view.choices.widget("data", more=0, label=ALL),
            )  # fmt: skip
        if not view.now.data:
            _simulated(view)
        if by_class:
            names = view.labels.classes
            st.selectbox(
                "Class", range(ALL, len(names)), width=230,
                format_func=lambda k: EVERY if k == ALL else names[k],
                **view.choices.widget("label", more=0),
            )  # fmt: skip
        own.pick()
    own.draw(view, whole=by_class)


def _simulated(view: View) -> None:
    st.selectbox(
        "Simulated galaxies", COUNTS, format_func=lambda n: f"{n:,}", width=150,
        help="Equally many of each class.", **view.choices.widget("count", more=0),
    )  # fmt: skip
    st.number_input(
        "First seed", 0, LARGEST_FIRST, step=1, width=130,
        help="Other seeds are other galaxies.", **view.choices.widget("first", more=0),
    )  # fmt: skip
