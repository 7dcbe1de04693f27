"""The controls above the pictures: network, layer, unit, and what is assumed about the galaxy."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.ui import chosen, models, networks
from cnnviz.ui.receptive_field import network, reading
from cnnviz.ui.receptive_field.choices import MIDDLE
from cnnviz.ui.receptive_field.view import View
from cnnviz.ui.words import quantity

FIRST = {"layer": "", "channel": 0, "row": MIDDLE, "column": MIDDLE}
ASSUMED = {
    "pixel_scale": ("arcsec per pixel", reading.PIXEL_SCALES),
    "redshift": ("redshift", reading.REDSHIFTS),
}


def draw(view: View) -> None:
    """Draw the row of controls."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _network(view)
        _layer(view)
        channels, rows, columns = network.units(view.layer)
        channel, row, column = view.unit
        _index(view, "Channel", "channel", channel, channels)
        _index(view, "Row", "row", row, rows)
        _index(view, "Column", "column", column, columns)
        _assume(view)
    if view.now.network == networks.BUILT:
        networks.describe(view.choices, FIRST)


def _network(view: View) -> None:
    titles = {"": f"Model: {models.listed(chosen.address()['model'])}"} | networks.TITLES

    def choose(name: str) -> None:
        networks.choose(view.choices, name, FIRST)

    st.selectbox(
        "Network", list(titles), format_func=titles.__getitem__, width=172,
        help="The model of the sidebar, or another network in its place, on this page alone.",
        **_widget("network", view.now.network, choose),
    )  # fmt: skip


def _layer(view: View) -> None:
    known = {layer.name: layer for layer in view.network.layers}

    def label(name: str) -> str:
        height, width = network.field(known[name]).size
        pixels = str(height) if height == width else f"{height} x {width}"
        return f"{known[name].path}: field {pixels}"

    def choose(name: str) -> None:
        # another callback may have chosen a unit since the page was drawn
        view.choices.change(**moved(replace(view, now=view.choices.now()), name))

    st.selectbox(
        "Layer", list(known), format_func=label, width=228,
        **_widget("layer", view.layer.name, choose),
    )  # fmt: skip


def moved(view: View, name: str) -> dict[str, Any]:
    """The choices that show another layer at the same place of the galaxy.

    A unit that stands in the middle because none was chosen stays there.
    """
    layer = view.network.layer(name)
    assert layer is not None
    channel = min(view.now.channel, network.units(layer)[0] - 1)
    found = {"layer": name, "channel": channel, "row": MIDDLE, "column": MIDDLE}
    if view.now.row == view.now.column == MIDDLE:
        return found
    top, left, bottom, right = view.box
    row, column = network.nearest(layer, ((top + bottom - 1) / 2, (left + right - 1) / 2))
    return found | {"row": row, "column": column}


def _index(view: View, label: str, name: str, value: int, count: int) -> None:
    st.number_input(
        label, 0, count - 1, width=104, disabled=count == 1,
        **_widget(name, value, lambda index: view.choices.change(**{name: index})),
    )  # fmt: skip


def _assume(view: View) -> None:
    """Fields for what nobody knows about this galaxy."""
    for name, (label, (least, most)) in ASSUMED.items():
        if getattr(view.galaxy, name) is None:
            st.number_input(
                f"Assumed {label}", least, most, None, format="%.4g", step=None, width=164,
                placeholder="not known",
                help=f"From {quantity(least)} to {quantity(most)}; leave it empty where you do "
                "not know either.",
                **view.choices.widget(name),
            )  # fmt: skip


def _widget(name: str, value: object, choose: Callable[[Any], None]) -> dict[str, Any]:
    """Key and callback of a widget whose value the page works out."""
    key = f"{reading.PAGE}_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: choose(st.session_state[key])}
