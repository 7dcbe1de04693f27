"""The layer that Grad-CAM looks at, chosen below its map."""

import streamlit as st

from cnnviz.ui.attribution import networks
from cnnviz.ui.attribution.possible import layers
from cnnviz.ui.attribution.view import View
from cnnviz.ui.words import plain


def draw(view: View) -> None:
    """Draw the choice of the layer, with the reason for the default, and of how it is enlarged."""
    default, why = networks.default_layer(view.name, view.size)
    known = {"": f"{default}, the default"} | {
        layer.name: f"{layer.path}, {layer.shape[1]} by {layer.shape[2]}"
        for layer in layers(view.name)
    }
    st.selectbox(
        "Layer", list(known), format_func=known.__getitem__, help=plain(why),
        **view.choices.widget("layer"),
    )  # fmt: skip
    if is_coarse(view):
        st.checkbox(
            "Enlarge it smoothly", help="As papers print it: bilinear between the units.",
            **view.choices.widget("smooth"),
        )  # fmt: skip


def reason(view: View) -> str:
    """Why this layer, where it is the default; else empty. Markdown."""
    return "" if view.now.layer else plain(networks.default_layer(view.name, view.size)[1])


def is_coarse(view: View) -> bool:
    """Whether the layer's maps are smaller than the galaxy."""
    shapes = {layer.name: layer.shape for layer in layers(view.name)}
    return view.layer in shapes and shapes[view.layer][1:] != view.size[1:]
