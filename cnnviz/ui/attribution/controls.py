"""The controls above the maps."""

import streamlit as st

from cnnviz.attribution import METHODS
from cnnviz.ui.attribution.choices import PREDICTED
from cnnviz.ui.attribution.view import View


def draw(view: View) -> None:
    """Draw the row of controls."""
    titles = {name: method.title for name, method in METHODS.items()}
    key = "attribution_methods"
    st.session_state[key] = list(view.now.methods)
    st.multiselect(
        "Methods", list(titles), format_func=titles.__getitem__, key=key,
        on_change=lambda: view.choices.change(
            methods=tuple(name for name in METHODS if name in st.session_state[key])
        ),
    )  # fmt: skip
    classes = {PREDICTED: f"{view.classes[view.predicted]} (the network's answer)"}
    classes |= dict(enumerate(view.classes))
    st.selectbox(
        "Class", list(classes), format_func=classes.__getitem__, width=280,
        **view.choices.widget("target"),
    )  # fmt: skip
