"""The convolution as a matrix, beside a fully connected layer."""

import numpy as np
import streamlit as st

from cnnviz import figures, matrix
from cnnviz.ui import downloads
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.bench import Setup

LARGEST = 512  # rows and columns up to which the matrix is drawn
LARGEST_FILE = 200_000  # non-zeros
PHOTOGRAPH = 224 * 224 * 3


def draw(setup: Setup, work: Work) -> None:
    """Draw the matrix and count its weights."""
    counts = matrix.count(work.traces)
    outputs, inputs = counts.shape
    st.markdown(
        "The same operation as one matrix times the input written as a column: each row makes one "
        "output. Equal colours are one and the same weight, used again in every row; without a "
        "colour there is no weight, and always 0."
    )
    if max(counts.shape) <= LARGEST:
        found = matrix.matrix(work.traces)
        alt = f"Matrix of the convolution, {outputs} rows and {inputs} columns"
        st.html(
            figures.matrix(found.rows, found.columns, found.weight, found.shape, work.kernels, alt)
        )
    else:
        st.caption(
            f"{outputs:,} rows and {inputs:,} columns are too many to draw: choose a smaller input."
        )
    _counts(counts, len(work.kernels), work)
    if counts.nonzeros <= LARGEST_FILE:
        downloads.button(
            "Matrix (CSV: row, column, weight, value)", "convolution-matrix.csv",
            lambda: _table(work), "text/csv",
        )  # fmt: skip


def _counts(counts: matrix.Counts, kernels: int, work: Work) -> None:
    outputs, inputs = counts.shape
    wide = matrix.fully_connected(PHOTOGRAPH, PHOTOGRAPH)
    dense = matrix.fully_connected(inputs, outputs)
    free = kernels * 3 * work.kernels[0, 0].size
    rows: list[tuple[int | None, ...]] = [
        (counts.size, counts.nonzeros, nonzeros(counts, work), counts.parameters),
        (dense, dense, dense, dense),
        (None, None, None, free),
        (wide, wide, wide, wide),
    ]
    layers = (
        "This convolution", "Fully connected, same input and output",
        "This kernel on a 224x224 RGB image", "Fully connected, 224x224 RGB to as many units",
    )  # fmt: skip
    names = ("Cells of the matrix", "With a weight", "Not zero", "Free weights")
    st.table(
        [
            {"Layer": layer, **dict(zip(names, map(_shown, row), strict=True))}
            for layer, row in zip(layers, rows, strict=True)
        ],
        hide_index=True, width="content",
        alt="Cells, cells with a weight and free weights of the convolution and of dense layers",
    )  # fmt: skip


def nonzeros(counts: matrix.Counts, work: Work) -> int | None:
    """How many cells are not zero; None where there are too many to look at each."""
    if counts.nonzeros > LARGEST_FILE:
        return None
    found = matrix.matrix(work.traces)
    cells = found.rows * found.shape[1] + found.columns
    different, which = np.unique(cells, return_inverse=True)
    values = np.zeros(len(different))
    np.add.at(values, which, found.values)
    return int(np.count_nonzero(values))


def _shown(number: int | None) -> str:
    if number is None:
        return ""
    return f"{number:,}" + (f" ({number / 1e9:.1f} billion)" if number >= 1e9 else "")


def _table(work: Work) -> str:
    found = matrix.matrix(work.traces)
    columns = (found.rows, found.columns, found.weight, found.values)
    return downloads.table(
        [
            {"row": str(r), "column": str(c), "weight": str(w), "value": repr(v)}
            for r, c, w, v in zip(*(column.tolist() for column in columns), strict=True)
        ]
    )
