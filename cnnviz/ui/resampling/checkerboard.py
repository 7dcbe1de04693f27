"""The checkerboard of a transposed convolution whose stride does not divide its kernel."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.conv import Window, pool, transposed
from cnnviz.ui.bench import sources
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import reading
from cnnviz.ui.resampling.controls import Controls

Array = NDArray[np.float64]
SHOWN = 8  # rows and columns of counts


def draw(controls: Controls) -> None:
    """Draw the counts and the galaxy, for the chosen kernel and for the next one that fits."""
    now, choices = controls.now, controls.choices
    st.markdown(
        "Where the stride does not divide the kernel, some outputs of a transposed convolution "
        "add up more products than their neighbours, and with equal weights the picture shows it."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name, label in (("board_kernel", "Kernel F"), ("board_stride", "Stride S")):
            st.number_input(
                label, *reading.BOARD[name], width=128, **choices.widget(name)
            )  # fmt: skip
    kernels = dict.fromkeys((now.board_kernel, lucky(now.board_kernel, now.board_stride)))
    boards = [counts(kernel, now.board_stride) for kernel in kernels]
    galaxies = [enlarged(controls.galaxy, kernel, now.board_stride) for kernel in kernels]
    limit = max(float(values.max()) for values in galaxies)
    columns = []
    for kernel, board, values in zip(kernels, boards, galaxies, strict=True):
        name = f"Kernel {kernel}, stride {now.board_stride}"
        seen = f"{controls.galaxy.title}, enlarged: {name}"
        columns.append(
            figures.checkerboard(board, f"Products in each output: {name}")
            + figures.feature_map(values, seen, name, limit=limit)
        )
    st.html(figures.side_by_side(*(f"<div>{column}</div>" for column in columns)))
    st.caption(about(now.board_kernel, now.board_stride))


def lucky(kernel: int, stride: int) -> int:
    """The next kernel, or the same, that the stride divides."""
    return kernel + -kernel % stride


def counts(kernel: int, stride: int) -> Array:
    """How many products an output adds up, away from the border, shape (SHOWN, SHOWN)."""
    inputs = (SHOWN + kernel) // stride + 2
    window = Window(kernel, stride)
    ones = np.ones((inputs, inputs)), np.ones((kernel, kernel))
    # the first output that all of its possible inputs reach, and that begins a period
    first = -(-(kernel - 1) // stride) * stride
    inside: Array = transposed(*ones, [window, window]).output[first:, first:]
    return inside[:SHOWN, :SHOWN]


def enlarged(galaxy: Galaxy, kernel: int, stride: int) -> Array:
    """The galaxy made smaller by average pooling and larger again with equal weights.

    The weights add up to stride^2, so that it stays as bright as it was.

    Returns:
        shape (h, w)
    """
    pixels = sources.whole(galaxy, 1)[0]
    step = min(stride, *pixels.shape)
    small = pool(pixels, [Window(step, step)] * 2, "average").output
    weight = np.full((kernel, kernel), (stride / kernel) ** 2)
    window = Window(kernel, stride, max(0, kernel - stride) // 2)
    larger: Array = transposed(small, weight, [window, window]).output
    return larger


def about(kernel: int, stride: int) -> str:
    """What there is to see."""
    made = (
        f"Above: products that an output adds up, away from the border. Below: the galaxy, made "
        f"smaller by average pooling and enlarged by a transposed convolution with {kernel} by "
        f"{kernel} equal weights."
        if stride > 1
        else "Stride 1 divides every kernel: there is no pattern."
    )
    if kernel < stride:
        return f"{made} A kernel smaller than the stride leaves outputs without any product."
    if stride == 1:
        return made
    if kernel % stride == 0:
        return f"{made} {stride} divides {kernel}: no pattern."
    return (
        f"{made} {stride} does not divide {kernel}; it divides {lucky(kernel, stride)}. Learned "
        "weights can compensate for it, and often do not (Odena, Dumoulin and Olah, Distill 2016)."
    )
