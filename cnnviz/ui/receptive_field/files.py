"""The PyTorch lines, and files to take away."""

from functools import partial
from io import BytesIO

import numpy as np
import streamlit as st

from cnnviz import figures
from cnnviz.ui import cached, downloads
from cnnviz.ui.receptive_field import network, snippet
from cnnviz.ui.receptive_field.effective import Measured
from cnnviz.ui.receptive_field.pictures import measure
from cnnviz.ui.receptive_field.view import View

STATES = ("trained", "untrained")


def draw(view: View) -> None:
    """Draw the lines and the downloads."""
    st.code(snippet.code(view))
    channel, row, column = view.unit
    about = (view.network.name, view.layer.name, channel, row, column)
    pixels = cached.received(view.galaxy, view.network.preprocessing)
    below = network.below(view.network, view.layer)
    colours = figures.field_colours(len(below))
    nested = [
        (network.around(layer, view.box), colour)
        for layer, colour in zip(below, colours, strict=True)
    ]
    many = f"{view.network.galaxies}galaxies"  # the effective field is none of the chosen galaxy's
    downloads.button(
        "Theoretical field (PNG)",
        downloads.name(view.galaxy.address, *about, "field", kind="png"),
        lambda: figures.field_png(pixels, view.box, view.margin, nested),
        "image/png",
    )
    if not view.network.trained:
        st.caption("The effective field and its files need a network with weights.")
        return
    found = {
        state: measure(view, untrained=untrained)
        for state, untrained in zip(STATES, (False, True), strict=True)
    }
    with st.container(horizontal=True):
        for state, measured in found.items():
            if measured:
                downloads.button(
                    f"Effective field, {state} (PNG)",
                    downloads.name(many, *about, state, kind="png"),
                    partial(figures.map_png, measured.gradient), "image/png",
                )  # fmt: skip
        downloads.button(
            "Arrays (NPZ)",
            downloads.name(many, *about, kind="npz"),
            lambda: arrays(view, found),
            "application/octet-stream",
        )
    st.caption(
        "PNG: the gradient alone, a whole number of screen pixels for each of the galaxy's. NPZ: "
        "mean absolute gradients `trained` and `untrained` of shape (H, W), `box` (top, left, "
        "bottom, right, ends excluded) and `half`, its dashed middle, and `unit` (channel, row, "
        "column)."
    )


def arrays(view: View, found: dict[str, Measured | None]) -> bytes:
    """The effective fields, the theoretical one and the unit, as NumPy's NPZ file."""
    size = view.network.size
    gradients = {
        state: measured.gradient if measured else np.zeros((size, size))
        for state, measured in found.items()
    }
    file = BytesIO()
    arrays = {
        "box": view.box, "half": network.inner(view.box), "unit": view.unit, **gradients
    }  # fmt: skip
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()
