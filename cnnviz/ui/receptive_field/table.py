"""The table of all layers: size, stride and start of their fields."""

import streamlit as st

from cnnviz.layers import Layer
from cnnviz.ui import downloads, networks
from cnnviz.ui.receptive_field import network
from cnnviz.ui.receptive_field.sizes import Sky
from cnnviz.ui.receptive_field.view import View
from cnnviz.ui.words import quantity

HIGHEST = 420  # pixels
TIMES = "\N{MULTIPLICATION SIGN}"


def draw(view: View) -> None:
    """Draw the table and its download."""
    found = [row(layer, view.sky) for layer in view.network.layers]
    st.dataframe(
        found, hide_index=True, height="content" if len(found) < 12 else HIGHEST,
        alt=f"Receptive fields of all layers of {view.network.name}",
    )  # fmt: skip
    st.caption(
        "Sizes, strides and starts in pixels of the network's input. Start: the first pixel that "
        "unit (0, 0) sees, negative in the padding. After flattening and after global pooling each "
        "unit sees the whole image; its stride is 0."
    )
    if unclear := networks.without_field(view.network.unclear):
        st.caption(unclear)
    name = downloads.name(view.network.name, "receptive-fields", kind="csv")
    downloads.button(
        "All layers (CSV)", name, lambda: downloads.table(rows(view.network.layers)), "text/csv"
    )


def row(layer: Layer, sky: Sky) -> dict[str, str]:
    """A layer as a row for people."""
    field = network.field(layer)
    angle, length = sky.arcsec(field.size[1]), sky.kpc(field.size[1])
    found = {
        "Layer": layer.path,
        "Kind": layer.kind,
        "Units": f" {TIMES} ".join(map(str, layer.shape)),
        "Size": _pair(field.size),
        "Stride": _pair(field.stride),
        "Start": _pair(field.start).replace("-", "\N{MINUS SIGN}"),
    }
    if angle is not None:
        found["Width (arcsec)"] = quantity(angle)
    if length is not None:
        found["Width (kpc)"] = quantity(length)
    return found


def rows(layers: tuple[Layer, ...]) -> list[dict[str, str]]:
    """The layers as the rows of a file: every number in a column of its own."""
    return [
        {
            "layer": layer.name,
            "path": layer.path,
            "kind": layer.kind,
            **{
                f"{name}_{axis}": str(pair[i])
                for name in ("size", "stride", "start")
                for pair in [getattr(network.field(layer), name)]
                for i, axis in enumerate(("rows", "columns"))
            },
        }
        for layer in layers
    ]


def _pair(pair: tuple[int, int]) -> str:
    rows, columns = pair
    return str(rows) if rows == columns else f"{rows} {TIMES} {columns}"
