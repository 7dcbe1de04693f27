"""The controls above the stage; their ranges follow each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.conv import PADDING_MODES
from cnnviz.ui.address import Choices
from cnnviz.ui.bench import sources
from cnnviz.ui.convolution import formula, possible, published, reading, weights
from cnnviz.ui.convolution.choices import SOURCES, SQUARE, Bench, input_size, picture_size
from cnnviz.ui.convolution.possible import Limits, along, limits
from cnnviz.ui.convolution.weights import Learned
from cnnviz.ui.galaxy import Galaxy
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
AXES = ("rows", "columns")
WIDTH = 128  # pixels: narrower, Streamlit leaves out the buttons - and +
OWN = "own"  # no published example


@dataclass(frozen=True)
class Controls:
    """The bench and what its controls need to know.

    Args:
        bench: the choices as they are
        choices: where they are kept
        galaxy: the chosen one
        learned: the chosen network's first layer
        seen: what the network receives of the galaxy, uint8 of shape (h, w, 3)
    """

    bench: Bench
    choices: Choices[Bench]
    galaxy: Galaxy
    learned: Learned
    seen: NDArray[np.uint8]

    def draw(self) -> None:
        """Draw the row of what is convolved, and the sizes with the formula of the output's."""
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            self._example()
            self._source()
            self._kernels()
            self._more()
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
            self._sizes()
            self._asked_for()
        self._formula()

    def _formula(self) -> None:
        """One line: a projector's 720 pixels shall hold the stage too."""
        _, *size = input_size(self.bench, self.galaxy, self.learned)
        lines = formula.sizes(self.bench, tuple(size[-len(self.bench.axes) :]))
        st.markdown("Output size: " + ", ".join(f"${line}$" for line in lines))

    def _example(self) -> None:
        state, key = st.session_state, "convolution_example"
        found = published.name(self.bench) or OWN
        state[key] = found

        def choose() -> None:
            if state[key] != OWN:
                self.choices.put(published.chosen(state[key], self.bench))

        st.selectbox(
            "Example",
            [*published.TITLES, OWN],
            format_func=lambda name: published.TITLES.get(name, "Your own"),
            key=key, on_change=choose, width=250,
        )  # fmt: skip

    def _source(self) -> None:
        known = [s for s in SOURCES if self.bench.dimensions == 2 or s not in SQUARE]
        st.selectbox(
            "Input", known, format_func=TITLES.__getitem__, width=190,
            **self.choices.widget("source", changed=()),
        )  # fmt: skip

    def _kernels(self) -> None:
        state, key = st.session_state, "convolution_kernels_chosen"
        state[key] = list(self.bench.kernels)

        def choose() -> None:
            # without any kernel there would be nothing to show: the last one stays
            names = tuple(state[key]) or self.bench.kernels[-1:]
            self.choices.change(kernels=names, reweighted=())

        st.multiselect(
            "Kernels, one for each output channel",
            weights.options(self.learned, self.bench.dimensions),
            format_func=lambda name: weights.title(name, self.learned.model),
            max_selections=reading.KERNELS, key=key, on_change=choose, width="stretch",
        )  # fmt: skip

    def _more(self) -> None:
        with st.popover("More", icon=":material/tune:"):
            st.segmented_control(
                "Convolution of", [2, 1], required=True,
                format_func={2: "an image (2D)", 1: "a signal (1D)"}.__getitem__,
                **self.choices.widget("dimensions", changed=(), reweighted=()),
            )  # fmt: skip
            st.selectbox("Padding mode", PADDING_MODES, **self.choices.widget("mode"))
            st.number_input(
                "Bias (a learned kernel has its own)", -reading.LARGEST_BIAS, reading.LARGEST_BIAS,
                step=0.5, **self.choices.widget("bias"),
            )  # fmt: skip
            if self.bench.dimensions == 2:
                self._separate()

    def _separate(self) -> None:
        state, key = st.session_state, "convolution_separate"
        state[key] = self.bench.separate

        def choose() -> None:
            self.choices.put(possible.separated(self.bench, state[key]))

        st.toggle("Rows and columns apart", key=key, on_change=choose)

    def _sizes(self) -> None:
        _, *size = input_size(self.bench, self.galaxy, self.learned)
        found = [limits(along(self.bench, axis, size[axis])) for axis in (0, 1)]
        if self.bench.source in (*sources.PATTERNS, "random", "patch"):
            self._numbers("size", "Input W", [self._largest_size()] * 2)
        if self.bench.source not in SQUARE and self.bench.source != "typed":
            disabled = weights.any_learned(self.bench.kernels)
            st.number_input(
                "Channels", 1, 3, disabled=disabled, width=WIDTH,
                **self.choices.widget("channels", changed=(), reweighted=()),
            )  # fmt: skip
        self._kernel_size([f.kernel for f in found])
        self._numbers("stride", "Stride S", [f.stride for f in found])
        self._paddings(found)
        self._numbers("dilation", "Dilation D", [f.dilation for f in found])

    def _kernel_size(self, most: list[int]) -> None:
        fixed = any(weights.brings_its_size(k) for k in self.bench.kernels)
        can = possible.sizes(self.bench, self.learned)
        if fixed or not can:
            self._numbers("kernel", "Kernel F", [max(self.bench.kernel)] * 2, disabled=True)
            return
        fit = [max((n for n in can if n <= largest), default=can[0]) for largest in most]
        step = can[1] - can[0] if len(can) > 1 else 1
        self._numbers("kernel", "Kernel F", fit, least=can[0], step=step)

    def _largest_size(self) -> int:
        if self.bench.source != "patch":
            return reading.LARGEST_SIZE
        return min(*picture_size(self.bench, self.galaxy, self.learned), reading.LARGEST_SIZE)

    def _axes(self) -> list[tuple[int, ...]]:
        """The axes that each control stands for: one control for both, or one for each."""
        if self.bench.dimensions == 1:
            return [(1,)]
        return [(0,), (1,)] if self.bench.separate else [(0, 1)]

    def _numbers(
        self, field: str, label: str, most: list[int], *,
        least: int = 1, step: int = 1, disabled: bool = False,
    ) -> None:  # fmt: skip
        for axes in self._axes():
            key = f"convolution_{field}_{'_'.join(AXES[a] for a in axes)}"
            st.session_state[key] = getattr(self.bench, field)[axes[-1]]
            st.number_input(
                self._label(label, axes), least, max(min(most[a] for a in axes), least),
                step=step, disabled=disabled, key=key,
                on_change=self._chooser(field, axes, key), width=WIDTH,
            )  # fmt: skip

    def _label(self, label: str, axes: tuple[int, ...]) -> str:
        return f"{label}, {AXES[axes[0]]}" if self.bench.separate and len(axes) == 1 else label

    def _chooser(self, field: str, axes: tuple[int, ...], key: str) -> Callable[[], None]:
        def choose() -> None:
            values: tuple[Any, Any] = getattr(self.bench, field)
            for axis in axes:
                values = possible.put(values, axis, st.session_state[key])
            self.choices.change(**{field: values})

        return choose

    def _paddings(self, found: list[Limits]) -> None:
        for axes in self._axes():
            key = f"convolution_padding_{'_'.join(AXES[a] for a in axes)}"
            st.session_state[key] = self.bench.padding[axes[-1]]
            most = min(found[a].padding for a in axes)
            known = [*(str(p) for p in range(most + 1)), *self._named(axes)]
            st.selectbox(
                self._label("Padding P", axes), known,
                format_func=partial(self._padding_title, axes[-1]),
                key=key, on_change=self._chooser("padding", axes, key), width=WIDTH,
            )  # fmt: skip

    def _named(self, axes: tuple[int, ...]) -> list[str]:
        _, *size = input_size(self.bench, self.galaxy, self.learned)
        return [
            name for name in possible.NAMED
            if all(
                replace(along(self.bench, a, size[a]), padding=name, stride=1).fits() for a in axes
            )
        ]  # fmt: skip

    def _padding_title(self, axis: int, name: str) -> str:
        if name.isdecimal():
            return name
        changed = possible.put(self.bench.padding, axis, name)
        window = replace(self.bench, padding=changed, stride=(1, 1)).window(axis)
        before, after = window.before, window.after
        return f"{name}: {before}" if before == after else f"{name}: {before}, {after}"

    def _asked_for(self) -> None:
        if self.bench.source == "random":
            st.number_input(
                "Seed", 0, reading.LARGEST_SEED, width=WIDTH,
                **self.choices.widget("seed", changed=()),
            )  # fmt: skip
        if self.bench.source == "typed":
            self._text("cells", "Input: blanks between numbers, ; between rows, | of channels")
        if "gaussian" in self.bench.kernels:
            self._fwhm()
        if "typed" in self.bench.kernels:
            self._text("typed", "Kernel: blanks between numbers, ; between rows, | of channels")

    def _fwhm(self) -> None:
        scale = self.galaxy.pixel_scale
        shown = f' = {self.bench.fwhm * scale:.2f}"' if scale else ""
        st.number_input(
            f"FWHM{shown}", 0.5, 10.0, step=0.1, format="%.1f", width=WIDTH,
            help="Full width at half maximum of the Gaussian, in pixels"
            + (f" of {scale:.3g} arcsec" if scale else ""),
            **self.choices.widget("fwhm"),
        )  # fmt: skip

    def _text(self, field: str, label: str) -> None:
        state, key, refused = st.session_state, f"convolution_{field}_text", f"{field}_refused"
        if (kept := state.get(f"convolution_{refused}")) is None:
            state[key] = getattr(self.bench, field)

        def choose() -> None:
            text = state[key]
            state.pop(f"convolution_{refused}", None)
            try:
                values = {"cells": reading.read_cells, "typed": reading.read_typed}[field](text)
            except ValueError as error:
                state[f"convolution_{refused}"] = str(error)
                return
            also = {"cells": "changed", "typed": "reweighted"}[field]
            self.choices.change(**{field: values, also: ()})

        with st.container(width=420, gap="xxsmall"):
            st.text_input(label, key=key, on_change=choose, max_chars=4000)
            if kept:
                st.caption(f":red[{plain(kept)}; the last good numbers stay.]")
