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
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.possible import along
from cnnviz.ui.galaxy import PREVIEW


def draw(setup: Setup, work: Work) -> None:
    """Draw the galaxy and what each kernel makes of it."""
    bench, galaxy = setup.bench, setup.galaxy
    pictures = _pictures(setup, work, _key(setup))
    if not pictures:
        st.caption("The galaxy's image is too small for this window.")
        return
    for name, kernel, picture in zip(work.names, bench.kernels, pictures, strict=True):
        about = weights.ABOUT.get(kernel, "learned from galaxies, not designed by anybody")
        st.html(picture)
        st.caption(f"**{name}**: {about}.{_smaller(setup)}")
    with st.container(horizontal=True):
        for k, (name, kernel) in enumerate(zip(work.names, bench.kernels, strict=True)):
            downloads.button(
                f"{name} (PNG)", f"{galaxy.address}-{kernel}.png", partial(_png, setup, work, k),
                "image/png",
            )  # fmt: skip


def _key(setup: Setup) -> str:
    """Different for different pictures: the galaxy, the model, and what the kernels depend on."""
    first = Bench()
    same = {"changed": (), "place": first.place, "cells": first.cells, "seed": 0}
    other = {
        "view": first.view,
        "worksheet": 0,
        "question": 0,
        "size": first.size,
        "separate": False,
    }
    bench = replace(setup.bench, **same, **other)  # type: ignore[arg-type]
    return f"{setup.galaxy.key} {setup.learned.model} {bench}"


@st.cache_data(show_spinner=False, max_entries=8, scope="session")
def _pictures(_setup: Setup, _work: Work, key: str) -> list[str]:
    """Before and after, for each kernel; none where no window fits."""
    own = weights.any_learned(_setup.bench.kernels)
    pixels = _setup.seen if own else _setup.galaxy.pixels
    return [
        figures.before_after(pixels, output, f"{_setup.galaxy.title} after {name}")
        for name, output in zip(_work.names, outputs(_setup, _work), strict=False)
    ]


def outputs(setup: Setup, work: Work) -> list[NDArray[np.float64]]:
    """What each kernel makes of the whole galaxy, shape (h, w); none where no window fits."""
    bench, learned = setup.bench, setup.learned
    own = weights.any_learned(bench.kernels)
    x = learned.received if own else sources.whole(setup.galaxy, bench.channels, PREVIEW)
    if not all(along(bench, axis, x.shape[1 + axis]).fits() for axis in bench.axes):
        return []
    windows = [bench.window(0) if bench.dimensions == 2 else Window(1), bench.window(1)]
    kernels = kernels_of(replace(bench, channels=len(x)), learned)
    return list(reference.convolution(x, kernels, work.bias, windows, bench.mode))


def _png(setup: Setup, work: Work, k: int) -> bytes:
    return figures.map_png(outputs(setup, work)[k])


def _smaller(setup: Setup) -> str:
    galaxy = setup.galaxy
    if weights.any_learned(setup.bench.kernels):
        height, width = setup.seen.shape[:2]
        return f" The galaxy is as the network receives it, {width} by {height} pixels."
    if galaxy.shape == galaxy.pixels.shape[:2]:
        return ""
    height, width = galaxy.pixels.shape[:2]
    return f" Your image was made smaller first, to {width} by {height} pixels."
