"""The PyTorch lines that reproduce the bench, and files to take away."""

from io import BytesIO

import numpy as np
import streamlit as st

from cnnviz.ui import downloads
from cnnviz.ui.bench import takeaway
from cnnviz.ui.convolution import snippet
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.bench import Setup


def draw(setup: Setup, work: Work) -> None:
    """Draw the lines, the table of steps, the arrays and the animation."""
    galaxy, model = setup.galaxy, setup.learned.model
    st.code(snippet.code(setup.bench, work, galaxy, model))
    with st.container(horizontal=True):
        takeaway.steps_download(work.traces, work.names, work.channels, "convolution-steps.csv")
        downloads.button(
            "Arrays (NPZ)", "convolution.npz", lambda: arrays(work), "application/octet-stream"
        )
    kernel = 0
    if len(work.names) > 1:
        kernel = st.segmented_control(
            "Animate the output of", range(len(work.names)), format_func=work.names.__getitem__,
            default=0, required=True, key=f"convolution_gif_kernel_{len(work.names)}",
        )  # fmt: skip
    takeaway.animation_download(work.scene(), kernel, "convolution.gif", key="convolution_gif")


def arrays(work: Work) -> bytes:
    """Input, kernels, biases, what each channel adds and the outputs, as NumPy's NPZ file."""
    file = BytesIO()
    np.savez_compressed(
        file, x=work.x, weight=work.kernels, bias=work.bias, output=work.outputs,
        channel_sums=np.stack([trace.sums for trace in work.traces]),
    )  # fmt: skip
    return file.getvalue()
