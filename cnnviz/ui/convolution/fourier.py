"""The kernels in Fourier space: which waves they let through."""

import numpy as np
import streamlit as st

from cnnviz import figures, kernels
from cnnviz.ui import downloads
from cnnviz.ui.convolution.arithmetic import Work, kernels_of
from cnnviz.ui.convolution.bench import Setup


def draw(setup: Setup, work: Work) -> None:
    """Draw the transfer function of one kernel with the Nyquist frequency of the stride."""
    bench = setup.bench
    k, c = _choose(setup, work)
    weight = kernels_of(bench, setup.learned)[k, c]
    frequencies, response = kernels.transfer(weight)
    limits = [kernels.nyquist(bench.stride[axis]) for axis in (0, 1)]
    name = work.names[k]
    line = bench.dimensions == 1
    cuts = figures.transfer_cuts(frequencies, response, (limits[0], limits[1]), line=line)
    alt = f"Cuts through the transfer function of {name}"
    if line:
        st.plotly_chart(cuts, alt=alt, key="convolution_cuts")
    else:
        left, right = st.columns(2)
        figure = figures.transfer(frequencies, response, (limits[0], limits[1]))
        left.plotly_chart(figure, alt=f"Transfer function of {name}", key="convolution_transfer")
        right.plotly_chart(cuts, alt=alt, key="convolution_cuts")
    st.caption(_sentence(setup, weight))
    downloads.button(
        "Transfer function (CSV)", f"transfer-{bench.kernels[k]}.csv",
        lambda: _table(frequencies, response), "text/csv",
    )  # fmt: skip


def _choose(setup: Setup, work: Work) -> tuple[int, int]:
    k = c = 0
    with st.container(horizontal=True):
        if len(work.names) > 1:
            names = range(len(work.names))
            k = st.segmented_control(
                "Kernel", names, format_func=work.names.__getitem__, default=0, required=True,
                key=f"convolution_fourier_{'.'.join(work.names)}",
            )  # fmt: skip
        slices = kernels_of(setup.bench, setup.learned)[k]
        if (slices != slices[0]).any():
            c = st.segmented_control(
                "Channel", range(len(work.channels)), format_func=work.channels.__getitem__,
                default=0, required=True, key="convolution_fourier_channel",
            )  # fmt: skip
    return k, c


def _sentence(setup: Setup, weight: np.ndarray) -> str:
    constant = f"At frequency 0 it is the sum of the weights, {weight.sum():.4g}. "
    strides = [setup.bench.stride[axis] for axis in setup.bench.axes]
    if max(strides) == 1:
        return constant + "With stride 1 every wave that the pixels can hold is kept apart."
    most = kernels.nyquist(max(strides))
    return constant + (
        f"With stride {max(strides)} only some of the outputs are kept: waves beyond {most:.3g} "
        "cycles per pixel (outlined) come back as slower ones that are not in the image. A blur "
        "before the stride, or an average pooling, takes them away."
    )


def _table(frequencies: np.ndarray, response: np.ndarray) -> str:
    rows = [
        {"f_y": repr(float(fy)), "f_x": repr(float(fx)), "real": repr(float(h.real)),
         "imaginary": repr(float(h.imag))}
        for fy, row in zip(frequencies, response, strict=True)
        for fx, h in zip(frequencies, row, strict=True)
    ]  # fmt: skip
    return downloads.table(rows)
