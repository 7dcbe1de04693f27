"""A convolution as a matrix C, and the transposed convolution with the same weights as C^T."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.conv import trace
from cnnviz.conv.steps import Trace
from cnnviz.matrix import Matrix, count, fully_connected, matrix
from cnnviz.ui.resampling.arithmetic import Work
from cnnviz.ui.resampling.choices import Resampling
from cnnviz.ui.resampling.controls import Controls

Array = NDArray[np.float64]
MOST = 250_000  # non-zeros of a matrix that is drawn
NO_MATRIX = {
    "max": "Max pooling is no matrix: which inputs count depends on their values.",
    "unpooling": "Max unpooling is a matrix of zeros and ones, but another one for every input: "
    "the places come from the pooling.",
    "nearest": "Nearest upsampling is the transposed convolution whose kernel is as large as its "
    "stride, with all weights one: choose Transposed.",
    "bilinear": "Bilinear upsampling by an even factor S is, away from the border, the transposed "
    "convolution with bilinear weights, kernel 2S, stride S and padding S/2: choose Transposed.",
}


@dataclass(frozen=True)
class Pair:
    """Two matrices, each the other's transpose.

    Args:
        direct: of the convolution
        back: of the transposed convolution
        weights: of the first one, shape (K, C, *k)
    """

    direct: Matrix
    back: Matrix
    weights: Array


def draw(controls: Controls, work: Work) -> None:
    """Draw both matrices, or say why there is none."""
    now = controls.now
    if now.operation in NO_MATRIX:
        st.caption(NO_MATRIX[now.operation])
        return
    size = count(_convolution(work))
    if size.nonzeros > MOST:
        st.caption(
            f"{size.nonzeros:,} numbers that are not zero are more than {MOST:,}: choose a smaller "
            "input to see the matrix."
        )
        return
    found = pair(now, work)
    swapped = np.moveaxis(found.weights, 1, 0)
    st.html(
        figures.side_by_side(
            _figure(found.direct, found.weights, "C, the direct convolution", legend=True),
            _figure(found.back, swapped, "C transposed, the transposed convolution", legend=False),
        )
    )
    st.caption(about(now, found))


def pair(choices: Resampling, work: Work) -> Pair:
    """The matrix of what is on the stage and its transpose."""
    trace = _convolution(work)
    assert trace.weight is not None
    made = matrix(trace)
    if choices.operation == "transposed":
        return Pair(turned(made), made, trace.weight[:, None])
    return Pair(made, turned(made), trace.weight[None])


def turned(found: Matrix) -> Matrix:
    """The transposed matrix, row by row."""
    order = np.lexsort((found.rows, found.columns))
    rows, columns = found.counts.shape
    return Matrix(
        found.columns[order], found.rows[order], found.values[order], found.weight[order],
        replace(found.counts, shape=(columns, rows)),
    )  # fmt: skip


def _convolution(work: Work) -> Trace:
    """What is on the stage; of average pooling one channel, as a convolution."""
    if work.trace.kind != "average":
        return work.trace
    kernel = tuple(window.kernel for window in work.windows)
    return trace(work.x[0], np.full(kernel, 1 / np.prod(kernel)), work.windows)


def about(choices: Resampling, found: Pair) -> str:
    """How large the matrices are, beside those of a fully connected layer."""
    size = found.direct.counts
    rows, columns = size.shape
    free = 0 if choices.operation == "average" else size.parameters
    full = fully_connected(columns, rows)
    return (
        f"The input is written as one column of {columns:,} numbers; C makes {rows:,} of it, and "
        f"C transposed makes {columns:,} of {rows:,}: the same weights at mirrored places, not the "
        f"inverse. Of the {size.size:,} numbers in each, {size.nonzeros:,} are not zero by "
        f"construction and {free:,} can be learned; a fully connected layer would learn {full:,}."
    )


def _figure(found: Matrix, weights: Array, name: str, *, legend: bool) -> str:
    drawn = figures.matrix(
        found.rows, found.columns, found.weight, found.shape, weights, name, legend=legend
    )
    return f"<div><p>{name}</p>{drawn}</div>"
