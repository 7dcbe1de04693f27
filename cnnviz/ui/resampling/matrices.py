"""A convolution as a matrix C, and the transposed convolution with the same weights as C^T."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.conv import trace, transposed
from cnnviz.matrix import Matrix, count, fully_connected, matrix
from cnnviz.steps import Trace
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
    """Traces whose matrices are each other's transpose.

    Args:
        direct: of the convolution
        back: of the transposed convolution
        weights: of the first one, shape (K, C, *k)
    """

    direct: list[Trace]
    back: list[Trace]
    weights: Array


def draw(controls: Controls, work: Work) -> None:
    """Draw both matrices, or say why there is none."""
    now = controls.now
    if now.operation in NO_MATRIX:
        st.caption(NO_MATRIX[now.operation])
        return
    found = pair(now, work)
    size = count(found.direct)
    if size.nonzeros > MOST:
        st.caption(
            f"{size.nonzeros:,} numbers that are not zero are more than {MOST:,}: choose a smaller "
            "input to see the matrix."
        )
    else:
        direct, back = matrix(found.direct), matrix(found.back)
        turned = np.moveaxis(found.weights, 1, 0)
        st.html(
            figures.side_by_side(
                _figure(direct, found.weights, "C, the direct convolution", legend=True),
                _figure(back, turned, "C transposed, the transposed convolution", legend=False),
            )
        )
    st.caption(about(now, found))


def pair(choices: Resampling, work: Work) -> Pair:
    """The convolution on the stage and the one back, or the other way round."""
    windows, output = work.windows, np.zeros(work.trace.output.shape[-choices.dimensions :])
    if choices.operation == "transposed":
        assert work.weight is not None
        direct = [trace(output, w, windows) for w in work.weight]
        return Pair(direct, [work.trace], work.weight[:, None])
    if choices.operation == "average":
        # each channel by itself: one of them
        shape = tuple(w.kernel for w in windows)
        weight = np.full((1, *shape), 1 / np.prod(shape))
        direct = [trace(work.x[0], weight[0], windows)]
    else:
        assert work.weight is not None
        weight, direct = work.weight, [work.trace]
    left = direct[0].leftover
    back = [transposed(output, w, windows, left) for w in weight]
    return Pair(direct, back, weight[None])


def about(choices: Resampling, found: Pair) -> str:
    """How large the matrices are, beside those of a fully connected layer."""
    size = count(found.direct)
    rows, columns = size.shape
    free = 0 if choices.operation == "average" else size.parameters
    full = fully_connected(columns, rows)
    return (
        f"The image is written as one column of {columns:,} numbers; C makes {rows:,} of it, and "
        f"C transposed makes {columns:,} of {rows:,}: the same weights at mirrored places, not the "
        f"inverse. Of the {size.size:,} numbers in each, {size.nonzeros:,} are not zero by "
        f"construction and {free:,} can be learned; a fully connected layer would learn {full:,}."
    )


def _figure(found: Matrix, weights: Array, name: str, *, legend: bool) -> str:
    drawn = figures.matrix(
        found.rows, found.columns, found.weight, found.shape, weights, name, legend=legend
    )
    return f"<div><p>{name}</p>{drawn}</div>"
