"""The whole galaxy before and after the kernels on the bench."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, reference
from cnnviz.conv import Window
from cnnviz.ui import downloads
from cnnviz.ui.bench import sources
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.arithmetic import Work, kernels_of
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.convolution.possible import along

SHOWN = 512  # pixels: a larger image is convolved at this size


def draw(setup: Setup, work: Work) -> None:
    """Draw the galaxy and what each kernel makes of it."""
    bench, galaxy = setup.bench, setup.galaxy
    outputs = _outputs(setup, work)
    if outputs is None:
        st.caption("The galaxy's image is too small for this window.")
        return
    pixels = setup.seen if weights.any_learned(bench.kernels) else galaxy.pixels
    for name, kernel, output in zip(work.names, bench.kernels, outputs, strict=True):
        about = weights.ABOUT.get(kernel, "learned from galaxies, not designed by anybody")
        st.html(figures.before_after(pixels, output, f"{galaxy.title} after {name}"))
        height, width = output.shape
        st.caption(f"**{name}**: {about}. The result has {width} by {height} pixels.")
    with st.container(horizontal=True):
        for name, kernel, output in zip(work.names, bench.kernels, outputs, strict=True):
            downloads.button(
                f"{name} (PNG)", f"{galaxy.address}-{kernel}.png",
                partial(figures.map_png, output), "image/png",
            )  # fmt: skip


def _outputs(setup: Setup, work: Work) -> NDArray[np.float64] | None:
    """What the kernels make of the whole galaxy, shape (K, h, w); None where no window fits."""
    bench, learned = setup.bench, setup.learned
    own = weights.any_learned(bench.kernels)
    channels = min(bench.channels, 3)
    x = learned.received if own else sources.whole(setup.galaxy, channels, SHOWN)
    if not all(along(bench, axis, x.shape[1 + axis]).fits() for axis in bench.axes):
        return None
    windows = [bench.window(0) if bench.dimensions == 2 else Window(1), bench.window(1)]
    kernels = kernels_of(replace(bench, channels=len(x)), learned)
    return reference.convolution(x, kernels, work.bias, windows, bench.mode)
