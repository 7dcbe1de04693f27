"""Files to take away from a stage: the table of steps, and the animation."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.conv import Trace
from cnnviz.scene import Scene
from cnnviz.ui import downloads
from cnnviz.ui.bench import products
from cnnviz.ui.bench.recording import MOST_STEPS, Recording

SPEEDS = (0.5, 1, 2, 3, 5, 10, 20, 30)  # steps a second
MOST_ROWS = 500_000  # a file of some 20 MB, made in a few seconds
COLUMNS = (
    "kernel",
    "output row",
    "output column",
    "channel",
    "input row",
    "input column",
    "in padding",
    "value",
    "weight",
    "product",
)


def steps_csv(traces: Sequence[Trace], kernels: Sequence[str], channels: Sequence[str]) -> str:
    """Every product of every step as a CSV file, a row each.

    Rows and columns are counted from zero, those of the input without its padding, where they are
    negative or past the end.

    Args:
        traces: one for each kernel
        kernels: their names
        channels: names of the input channels
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for trace, kernel in zip(traces, kernels, strict=True):
        writer.writerows(_rows(trace, kernel, channels))
    return text.getvalue()


def steps_download(
    traces: Sequence[Trace], kernels: Sequence[str], channels: Sequence[str], name: str
) -> None:
    """Draw the download of the steps, or say that they are too many.

    Args:
        traces: one for each kernel
        kernels: their names
        channels: names of the input channels
        name: of the file
    """
    rows = products.count(traces)
    if rows > MOST_ROWS:
        st.caption(f"No table of the steps: {rows:,} products are more than {MOST_ROWS:,}.")
        return
    label = f"Steps (CSV, {rows:,} product{'' if rows == 1 else 's'})"
    downloads.button(label, name, lambda: steps_csv(traces, kernels, channels), "text/csv")


@st.fragment
def animation_download(scene: Scene, kernel: int, name: str, key: str) -> None:
    """Draw what makes an animation of the stage and, when it is done, its download.

    Args:
        scene: what is on the stage
        kernel: whose output is made
        name: of the file
        key: of the widgets
    """
    asked = Recording(scene, kernel, dark=st.context.theme.type == "dark")
    made: Recording | None = st.session_state.get(f"{key}_recording")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        speed = st.select_slider("Steps a second", SPEEDS, 2, key=f"{key}_speed", width=240)
        if st.button("Make the animation (GIF)", icon=":material/movie:", key=f"{key}_make"):
            made = st.session_state[f"{key}_recording"] = asked
    if len(asked) < asked.all:
        st.caption(f"The first {MOST_STEPS} of {asked.all:,} steps.")
    # one of a stage that has changed since shows other numbers
    if made is None or not made.shows(asked):
        st.session_state.pop(f"{key}_recording", None)
        return
    bar = st.empty()
    while not made.is_done:
        # the page may run again at each of these calls; the recording then goes on from here
        bar.progress(made.done / len(made), f"{made.done} of {len(made)} steps")
        made.step()
    bar.empty()
    label = f"Animation of {len(made)} step{'' if len(made) == 1 else 's'} (GIF)"
    downloads.button(label, name, lambda: made.file(float(speed)), "image/gif")


def _rows(trace: Trace, kernel: str, channels: Sequence[str]) -> Iterator[tuple[str, ...]]:
    table = products.table(trace)
    columns = (
        [kernel] * len(table.values),
        *map(_texts, table.outputs.T),
        [channels[c] for c in table.channels.tolist()],
        *map(_texts, table.taps.T),
        ["yes" if inside else "no" for inside in table.padding.tolist()],
        *map(_texts, (table.values, table.weights, table.products)),
    )
    return zip(*columns, strict=True)


def _texts(numbers: NDArray[np.generic]) -> list[str]:
    """Each number as it reads back exactly; each different one is written once."""
    different, which = np.unique(numbers, return_inverse=True)
    texts = [repr(number).removesuffix(".0") for number in different.tolist()]
    return [texts[i] for i in which.tolist()]
