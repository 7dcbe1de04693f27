"""The layer and the map that tables and files are about."""

import streamlit as st

from cnnviz.ui.feature_maps.view import View


def layer(view: View) -> None:
    """Draw the choice of the layer."""
    known = {each.name: each for each in view.subject.layers}
    key = "feature_maps_layer"
    st.session_state[key] = view.place[0]
    st.selectbox(
        "Layer", list(known), format_func=lambda name: known[name].path, width=260, key=key,
        on_change=lambda: view.setup.choices.change(layer=st.session_state[key], channel=0),
    )  # fmt: skip


def channel(view: View, count: int) -> None:
    """Draw the choice of the map.

    Args:
        view: what is chosen
        count: maps of the layer
    """
    name, number = view.place
    key = "feature_maps_channel"
    st.session_state[key] = number
    st.number_input(
        "Map", 0, count - 1, step=1, width=110, key=key, disabled=count == 1,
        on_change=lambda: view.setup.choices.change(layer=name, channel=st.session_state[key]),
    )  # fmt: skip
