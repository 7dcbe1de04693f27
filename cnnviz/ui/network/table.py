"""The table of the layers, and the same as files."""

from io import BytesIO
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import figures
from cnnviz.layers import Layer
from cnnviz.stages import Stage
from cnnviz.ui import downloads, networks
from cnnviz.ui.network import picture, words
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.network.subject import Subject

MOST_ROWS = 15  # of a table that needs no scrolling
HIGHEST = 560  # pixels


def draw(setup: Setup) -> None:
    """Draw a row for each layer, or for each part of the picture."""
    subject, by_layer = setup.subject, setup.look.rows == "layers"
    columns = layer_columns(subject) if by_layer else stage_columns(subject)
    rows = len(columns["Output"])
    st.dataframe(
        columns, hide_index=True, placeholder="",
        height="content" if rows <= MOST_ROWS else HIGHEST,
        alt=f"The layers of {subject.title}: outputs, parameters, costs, receptive fields",
        column_config={
            "Parameters": st.column_config.TextColumn(width=200),
            "Multiply-adds": st.column_config.NumberColumn(format="localized"),
            "Memory (kB)": st.column_config.NumberColumn(
                format="localized", help="Output of one image and parameters, float32"
            ),
            "Receptive field": st.column_config.TextColumn(
                help="Rows and columns of pixels that one unit can see, those in the padding "
                "included"
            ),
        },
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "Rows", ["layers", "stages"], required=True, label_visibility="collapsed",
            format_func={"layers": "Every layer", "stages": "As in the picture"}.__getitem__,
            **setup.choices.widget("rows"),
        )  # fmt: skip
        files(subject)
    st.caption(
        "Outputs are rows \N{MULTIPLICATION SIGN} columns \N{MULTIPLICATION SIGN} channels. "
        "Parameters of a convolution are output channels \N{MIDDLE DOT} input channels "
        "\N{MIDDLE DOT} rows \N{MIDDLE DOT} columns of the kernel, and a bias for each output. "
        "A multiply-add is one product that is added, in convolutions and dense layers."
    )
    if unclear := networks.without_field(subject.layers):
        st.caption(unclear)


def files(subject: Subject) -> None:
    """Draw the downloads of the table, of its numbers and of the picture."""
    picture.download(subject)
    table, numbers = (
        downloads.name(subject.name or subject.network, "layers", kind=kind)
        for kind in ("csv", "npz")
    )
    downloads.button("Table (CSV)", table, lambda: csv(subject), "text/csv")
    downloads.button("Arrays (NPZ)", numbers, lambda: arrays(subject), "application/octet-stream")


def layer_columns(subject: Subject) -> dict[str, list[Any]]:
    """The table of every layer, the sums last."""
    layers, total = subject.layers, subject.total
    together = f"together = {total.parameters:,}"
    memory = total.output_bytes + total.parameter_bytes
    return {
        "Layer": ["input", *(layer.path for layer in layers), "all"],
        "Kind": ["", *(layer.kind for layer in layers), ""],
        "Output": [figures.shape_text(s) for s in (subject.size, *(x.shape for x in layers))]
        + [""],
        "Parameters": ["", *map(words.parameters, layers), together],
        "Multiply-adds": [None, *(x.multiply_adds or None for x in layers), total.multiply_adds],
        "Memory (kB)": [None, *(round(x.memory / 1e3, 1) for x in layers), round(memory / 1e3, 1)],
        "Receptive field": ["", *map(words.field, layers), ""],
    }  # fmt: skip


def stage_columns(subject: Subject) -> dict[str, list[Any]]:
    """The table of the parts that the picture shows, the sums last."""
    rows = [stage for stage in subject.stages if stage.layers]
    totals = [*(stage.total for stage in rows), subject.total]
    return {
        "Layers": [*map(_named, rows), "all"],
        "Output": [*(figures.shape_text(stage.shape) for stage in rows), ""],
        "Parameters": [f"{total.parameters:,}" if total.parameters else "" for total in totals],
        "Multiply-adds": [total.multiply_adds or None for total in totals],
        "Memory (kB)": [round((t.output_bytes + t.parameter_bytes) / 1e3, 1) for t in totals],
        "Receptive field": [*(words.field(stage.layers[-1]) for stage in rows), ""],
    }


def _named(stage: Stage) -> str:
    count = f" ({stage.blocks} blocks)" if stage.blocks > 1 else ""
    return stage.name + count


def csv(subject: Subject) -> str:
    """Every layer with all its numbers."""
    return downloads.table([_row(layer) for layer in subject.layers])


def _row(layer: Layer) -> dict[str, str]:
    sides = ("rows", "columns")
    field = layer.field
    return {
        "layer": layer.path,
        "name": layer.name,
        "kind": layer.kind,
        "output": "x".join(map(str, layer.shape)),  # channels first, as in PyTorch
        "arithmetic": layer.arithmetic.replace("\N{MIDDLE DOT}", "*"),
        "parameters": str(layer.parameters),
        "multiply_adds": str(layer.multiply_adds),
        "output_bytes": str(layer.output_bytes),
        "parameter_bytes": str(layer.parameter_bytes),
        **{
            f"field_{name}_{side}": "" if field is None else str(getattr(field, name)[i])
            for name in ("size", "stride", "start")
            for i, side in enumerate(sides)
        },
    }


def arrays(subject: Subject) -> bytes:
    """The numbers of every layer as NumPy's NPZ file; missing fields are NaN."""
    layers = subject.layers
    nothing = ((np.nan, np.nan),) * 3
    fields = [(x.field.size, x.field.stride, x.field.start) if x.field else nothing for x in layers]
    file = BytesIO()
    np.savez_compressed(
        file,
        layer=np.array([layer.path for layer in layers]),
        shape=np.array([(*x.shape, 1, 1)[:3] for x in layers]),
        parameters=np.array([layer.parameters for layer in layers], np.int64),
        multiply_adds=np.array([layer.multiply_adds for layer in layers], np.int64),
        output_bytes=np.array([layer.output_bytes for layer in layers], np.int64),
        field_size_stride_start=np.array(fields, np.float64),
    )
    return file.getvalue()
