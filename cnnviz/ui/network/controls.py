"""The row that chooses the networks and their task; below it a network can be built."""

import streamlit as st

from cnnviz.ui import models as known_models
from cnnviz.ui.network import own
from cnnviz.ui.network.choices import BUILT, CHOSEN, NONE, TASKS, models
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.network.subject import title

TASK_TITLES = {
    "own": "Each network's own",
    "galaxies": "Galaxies",
    "digits": "Handwritten digits",
    "photographs": "Photographs (ImageNet)",
}


def draw(setup: Setup) -> None:
    """Draw the controls."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        known = _known(setup)
        st.selectbox(
            "Network", known, format_func=lambda model: _title(model, setup), width=250,
            help="The model of the sidebar, or another network in its place, on this page alone.",
            **setup.choices.widget("model", block=1),
        )  # fmt: skip
        st.selectbox(
            "Task", list(TASKS), format_func=_task, width=330,
            help="The images that the network takes and the classes that it tells apart: with one "
            "task for both, two networks can be compared",
            **setup.choices.widget("task"),
        )  # fmt: skip
        st.selectbox(
            "Beside it", [NONE, *known], width=250,
            format_func=lambda model: "No other" if model == NONE else _title(model, setup),
            **setup.choices.widget("other", view="compare"),
        )  # fmt: skip
    if BUILT in (setup.look.model, setup.look.other):
        own.draw(setup)


def _known(setup: Setup) -> list[str]:
    """What can be looked at; the frame's weights once."""
    return [model for model in models() if model != setup.frame]


def _title(model: str, setup: Setup) -> str:
    name = title(model, setup.frame)
    return f"Model: {known_models.listed(name)}" if model == CHOSEN else known_models.listed(name)


def _task(name: str) -> str:
    sizes = TASKS[name]
    if sizes is None:
        return TASK_TITLES[name]
    channels, pixels, classes = sizes
    times = "\N{MULTIPLICATION SIGN}"
    return f"{TASK_TITLES[name]}: {pixels} {times} {pixels} {times} {channels}, {classes} classes"
