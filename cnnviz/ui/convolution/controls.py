"""The controls above the stage; their ranges follow each other."""

import streamlit as st

from cnnviz.conv import PADDING_MODES
from cnnviz.ui import grids
from cnnviz.ui.convolution import possible, published, reading, sizes, weights
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.convolution.choices import SOURCES, SQUARE
from cnnviz.ui.words import plain

TITLES = {
    "lecture": "Lecture's example",
    "published": "Published example",
    "point": "One bright pixel",
    "edge": "An edge",
    "cross": "A cross",
    "ring": "A ring",
    "checkerboard": "Checkerboard",
    "ramp": "Ramp",
    "count": "Counting",
    "random": "Random integers",
    "patch": "Part of the galaxy",
    "galaxy": "The whole galaxy",
    "typed": "Typed by you",
}
OWN = "own"  # no published example


def draw(setup: Setup) -> None:
    """Draw the row of what is convolved, and the sizes with the formula of the output's."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _example(setup)
        _source(setup)
        _kernels(setup)
        _more(setup)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
        sizes.draw(setup)
        _asked_for(setup)
    sizes.formula(setup)


def _example(setup: Setup) -> None:
    state, key = st.session_state, "convolution_example"
    found = published.name(setup.bench) or OWN
    state[key] = found

    def choose() -> None:
        if state[key] != OWN:
            setup.choices.put(published.chosen(state[key], setup.bench))

    st.selectbox(
        "Example",
        [*published.TITLES, OWN],
        format_func=lambda name: published.TITLES.get(name, "Your own"),
        key=key, on_change=choose, width=250,
    )  # fmt: skip


def _source(setup: Setup) -> None:
    known = [s for s in SOURCES if setup.bench.dimensions == 2 or s not in SQUARE]
    st.selectbox(
        "Input", known, format_func=TITLES.__getitem__, width=190,
        **setup.choices.widget("source", changed=()),
    )  # fmt: skip


def _kernels(setup: Setup) -> None:
    state, key = st.session_state, "convolution_kernels_chosen"
    state[key] = list(setup.bench.kernels)

    def choose() -> None:
        # without any kernel there would be nothing to show: the last one stays
        names = tuple(state[key]) or setup.bench.kernels[-1:]
        setup.choices.change(kernels=names, reweighted=())

    st.multiselect(
        "Kernels, one for each output channel",
        weights.options(setup.learned, setup.bench.dimensions),
        format_func=lambda name: weights.title(name, setup.learned.model),
        max_selections=reading.KERNELS, key=key, on_change=choose, width="stretch",
    )  # fmt: skip


def _more(setup: Setup) -> None:
    with st.popover("More", icon=":material/tune:"):
        st.segmented_control(
            "Convolution of", [2, 1], required=True,
            format_func={2: "an image (2D)", 1: "a signal (1D)"}.__getitem__,
            **setup.choices.widget("dimensions", changed=(), reweighted=()),
        )  # fmt: skip
        st.selectbox("Padding mode", PADDING_MODES, **setup.choices.widget("mode"))
        st.number_input(
            "Bias (a learned kernel has its own)", -reading.LARGEST_BIAS, reading.LARGEST_BIAS,
            step=0.5, **setup.choices.widget("bias"),
        )  # fmt: skip
        if setup.bench.dimensions == 2:
            _separate(setup)


def _separate(setup: Setup) -> None:
    state, key = st.session_state, "convolution_separate"
    state[key] = setup.bench.separate

    def choose() -> None:
        setup.choices.put(possible.separated(setup.bench, state[key]))

    st.toggle("Rows and columns apart", key=key, on_change=choose)


def _asked_for(setup: Setup) -> None:
    if setup.bench.changed or setup.bench.reweighted:
        st.button(
            "Undo edits", icon=":material/undo:", key="convolution_undo",
            on_click=lambda: setup.choices.change(changed=(), reweighted=()),
        )  # fmt: skip
    if setup.bench.source == "random":
        st.number_input(
            "Seed", 0, reading.LARGEST_SEED, width=sizes.WIDTH,
            **setup.choices.widget("seed", changed=()),
        )  # fmt: skip
    if setup.bench.source == "typed":
        _text(setup, "cells", "Input: blanks between numbers, ; between rows, | of channels")
    if "gaussian" in setup.bench.kernels:
        _fwhm(setup)
    if "typed" in setup.bench.kernels:
        _text(setup, "typed", "Kernel: blanks between numbers, ; between rows, | of channels")


def _fwhm(setup: Setup) -> None:
    scale = setup.galaxy.pixel_scale
    shown = f' = {setup.bench.fwhm * scale:.2f}"' if scale else ""
    st.number_input(
        f"FWHM{shown}", 0.5, 10.0, step=0.1, format="%.1f", width=sizes.WIDTH,
        help="Full width at half maximum of the Gaussian, in pixels"
        + (f" of {scale:.3g} arcsec" if scale else ""),
        **setup.choices.widget("fwhm"),
    )  # fmt: skip


def _text(setup: Setup, field: str, label: str) -> None:
    state, key, refused = st.session_state, f"convolution_{field}_text", f"convolution_{field}_no"
    good = getattr(setup.bench, field)
    # what was refused stands as long as the numbers below it are those of that time
    text, why, kept = state.get(refused, ("", "", None))
    state[key] = text if kept == good else good

    def choose() -> None:
        state.pop(refused, None)
        try:
            values = {"cells": reading.read_cells, "typed": reading.read_typed}[field](state[key])
        except ValueError as error:
            state[refused] = (state[key], str(error), good)
            return
        also = {"cells": "changed", "typed": "reweighted"}[field]
        setup.choices.change(**{field: values, also: ()})

    with st.container(width=420, gap="xxsmall"):
        st.text_input(label, key=key, on_change=choose, max_chars=grids.LONGEST)
        if kept == good:
            st.caption(f":red[{plain(why)}; the last good numbers stay.]")
