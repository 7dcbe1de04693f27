"""The controls above the stage; their ranges follow each other."""

from dataclasses import dataclass

import streamlit as st

from cnnviz.ui.address import Choices
from cnnviz.ui.bench import sources
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import published, reading
from cnnviz.ui.resampling.choices import OPERATIONS, SOURCES, WEIGHTED, WEIGHTS, Resampling, sizes
from cnnviz.ui.resampling.possible import limits

SHORT = {
    "max": "Max pooling",
    "average": "Average pooling",
    "convolution": "Convolution",
    "transposed": "Transposed",
    "nearest": "Nearest",
    "bilinear": "Bilinear",
    "unpooling": "Unpooling",
}
INPUTS = {
    "random": "Random integers",
    "published": "Published numbers",
    "point": "One bright pixel",
    "edge": "An edge",
    "cross": "A cross",
    "ring": "A ring",
    "checkerboard": "Checkerboard",
    "ramp": "Ramp",
    "count": "Counting",
    "patch": "Part of the galaxy",
    "galaxy": "The whole galaxy",
}
KERNELS = {
    "count": "Counting",
    "ones": "Ones",
    "mean": "Mean",
    "bilinear": "Bilinear",
    "published": "Published",
    "random": "Random",
}
# labels with the lectures' letters
NUMBERS = {
    "kernel": "Window F",
    "stride": "Stride S",
    "padding": "Padding P",
    "dilation": "Dilation D",
    "output_padding": "Output pad. O",
    "factor": "Factor",
}
OWN = "own"  # no published example


@dataclass(frozen=True)
class Controls:
    """The choices and what their controls need to know.

    Args:
        now: the choices as they are
        choices: where they are kept
        galaxy: the chosen one
    """

    now: Resampling
    choices: Choices[Resampling]
    galaxy: Galaxy

    def draw(self) -> None:
        """Draw the two rows above the stage."""
        with st.container(gap="xsmall"):
            self._rows()

    def _rows(self) -> None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            self._operation()
            self._example()
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            with st.popover("Input", icon=":material/tune:"):
                self._input()
            if self.now.operation in WEIGHTED:
                self._weights()
            for name in self.now.along(1).used:
                self._number(name)

    def _operation(self) -> None:
        st.segmented_control(
            "Operation", list(OPERATIONS), format_func=SHORT.__getitem__, required=True,
            label_visibility="collapsed", **self.choices.widget("operation"),
        )  # fmt: skip

    def _example(self) -> None:
        state, key = st.session_state, "resampling_example"
        state[key] = published.name(self.now) or OWN

        def choose() -> None:
            if state[key] != OWN:
                self.choices.put(published.chosen(state[key], self.now))

        st.selectbox(
            "Example", [*published.TITLES, OWN],
            format_func=lambda name: published.TITLES.get(name, "Your own"),
            key=key, on_change=choose, width="stretch", label_visibility="collapsed",
        )  # fmt: skip

    def _input(self) -> None:
        """Where the numbers come from."""
        known = [s for s in SOURCES if self.now.dimensions == 2 or s != "published"]
        st.selectbox(
            "Input", known, format_func=INPUTS.__getitem__,
            **self.choices.widget("source", changed=()),
        )  # fmt: skip
        st.segmented_control(
            "Dimensions", [2, 1], required=True,
            format_func={2: "an image (2D)", 1: "a signal (1D)"}.__getitem__,
            **self.choices.widget("dimensions", changed=(), reweighted=()),
        )  # fmt: skip
        if self.now.source not in ("published", "galaxy"):
            most = reading.LARGEST_SIZE
            if self.now.source == "patch":
                most = min(most, *self.galaxy.pixels.shape[:2])
            st.number_input("Size W", 1, most, **self.choices.widget("size", changed=()))
        if self.now.source != "published":
            st.segmented_control(
                "Channels", [1, 2, 3], required=True, format_func=self._channels,
                **self.choices.widget("channels", changed=(), reweighted=()),
            )  # fmt: skip
        if self.now.source == "random" or self.now.weights == "random":
            st.number_input(
                "Seed of the random numbers", 0, reading.LARGEST_SEED,
                **self.choices.widget("seed", changed=(), reweighted=()),
            )  # fmt: skip
        if self.now.changed or self.now.reweighted:
            st.button(
                "Undo all edits", icon=":material/undo:",
                on_click=lambda: self.choices.change(changed=(), reweighted=()),
            )  # fmt: skip

    def _weights(self) -> None:
        fits = self.now.kernel == 3 and self.now.dimensions == 2
        known = [name for name in WEIGHTS if fits or name != "published"]
        st.selectbox(
            "Weights", known, format_func=KERNELS.__getitem__, width=112,
            **self.choices.widget("weights", reweighted=()),
        )  # fmt: skip

    def _number(self, name: str) -> None:
        axes = [self.now.along(size) for size in sizes(self.now, self.galaxy)]
        least, most = limits(axes, name)
        also = {"reweighted": ()} if name == "kernel" else {}
        label = NUMBERS[name]
        if name == "kernel" and self.now.operation in WEIGHTED:
            label = "Kernel F"
        st.number_input(
            label, least, most, width=128, disabled=least == most,
            **self.choices.widget(name, **also),
        )  # fmt: skip

    def _channels(self, count: int) -> str:
        if self.now.source in ("patch", "galaxy"):
            return ", ".join(sources.CHANNELS[count])
        return str(count)
