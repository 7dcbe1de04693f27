"""The PyTorch lines, and files to take away."""

from io import BytesIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.figures import Range
from cnnviz.ui import downloads
from cnnviz.ui.feature_maps import ranges, snippet, taking
from cnnviz.ui.feature_maps.runs import Outputs
from cnnviz.ui.feature_maps.view import View

IMAGE_NAME = "image"  # of the input in the file of all arrays
Array = NDArray[np.float64]


def draw(view: View) -> None:
    """Draw the lines and the downloads."""
    values = view.passed.outputs[view.place[0]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        taking.layer(view)
        taking.channel(view, len(values))
        _downloads(view)
    st.caption(about(view))
    st.code(snippet.code(view))


def about(view: View) -> str:
    """What is in the files."""
    text = (
        "PNG: a whole number of screen pixels for each value, in the colours of the picture above. "
        "CSV: the chosen map, row by row. NPZ: the outputs of all layers by name, and "
        f"`{IMAGE_NAME}`, what the network received."
    )
    if view.subject.large:
        text += " Of this large network it holds the layers that are here: open others above."
    return text


def arrays(outputs: Outputs) -> bytes:
    """All outputs, as NumPy's NPZ file."""
    file = BytesIO()
    named = {name or IMAGE_NAME: values for name, values in outputs.items()}
    np.savez_compressed(file, **named)  # type: ignore[arg-type]
    return file.getvalue()


def map_rows(values: Array) -> str:
    """A map as a CSV file without header: a line for each row, every digit.

    Args:
        values: shape (H, W)
    """
    return "".join(",".join(repr(float(x)) for x in row) + "\r\n" for row in values)


def coloured(view: View) -> tuple[Array, list[Range]]:
    """All maps of the chosen layer, and the range of the colours that each has on the page."""
    name, _ = view.place
    return as_maps(view.passed.outputs[name]), ranges.of(view, name)


def as_maps(values: NDArray[np.float32]) -> Array:
    """Outputs of a layer as (C, H, W); a vector is one map of one row."""
    found = values if values.ndim == 3 else values[None, None]
    return found.astype(np.float64)


def _downloads(view: View) -> None:
    name, number = view.place
    # all that needs the visitor's session: files are made in a thread that has none
    outputs, (maps, colours) = view.passed.outputs, coloured(view)
    at = number if len(maps) > number else 0  # a vector is one map
    one = slice(at, at + 1)
    downloads.button(
        "All maps (PNG)",
        view.file(name, "per", view.now.colours, kind="png"),
        lambda: figures.mosaic_png(maps, colours),
        "image/png",
    )
    downloads.button(
        "This map (PNG)", view.file(name, number, kind="png"),
        lambda: figures.mosaic_png(maps[one], colours[one]), "image/png",
    )  # fmt: skip
    downloads.button(
        "This map (CSV)",
        view.file(name, number, kind="csv"),
        lambda: map_rows(maps[at]),
        "text/csv",
    )
    downloads.button(
        "All arrays (NPZ)", view.file(kind="npz"), lambda: arrays(outputs),
        "application/octet-stream",
    )  # fmt: skip
