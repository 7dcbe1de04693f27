"""The controls above the maps: network, what stands beside it, and ranges of colours."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.data.images import CLASSES
from cnnviz.data.simulator import NAMES
from cnnviz.ui import models, networks
from cnnviz.ui.components.microscope import COLOURS
from cnnviz.ui.feature_maps import possible, reading
from cnnviz.ui.feature_maps.choices import (
    COMPARISONS,
    MODEL,
    PREDICTED,
)
from cnnviz.ui.feature_maps.view import Setup
from cnnviz.ui.galaxy import LARGEST_SEED, parse_address, simulated_address

COMPARE = dict(
    zip(COMPARISONS, ("Nothing", "Another galaxy", "Another model", "Random weights"), strict=True)
)
RANGES = dict(zip(COLOURS, ("Per map", "Per layer", "Whole network"), strict=True))
KINDS = dict(zip(NAMES, CLASSES, strict=True))
# of another network
FIRST: dict[str, Any] = {
    "at": (), "view": "network", "layer": "", "channel": 0, "target": PREDICTED
}  # fmt: skip


def draw(setup: Setup) -> None:
    """Draw the row of controls."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _network(setup)
        _compare(setup)
        st.selectbox(
            "Colours", list(RANGES), format_func=RANGES.__getitem__, width=150,
            help="What shares one range of colours: only then can the colours of two maps be "
            "compared.",
            **setup.choices.widget("colours"),
        )  # fmt: skip
    if setup.now.network == networks.BUILT:
        networks.describe(setup.choices, FIRST)


def _network(setup: Setup) -> None:
    titles = {"": f"Model: {models.listed(setup.model)}"} | networks.TITLES

    def choose(name: str) -> None:
        networks.choose(setup.choices, name, FIRST)

    st.selectbox(
        "Network", list(titles), format_func=titles.__getitem__, width=190,
        help="The model of the sidebar, or another network in its place, on this page alone.",
        **_widget("network", setup.now.network, choose),
    )  # fmt: skip


def _compare(setup: Setup) -> None:
    known = possible.others(setup.now, setup.model)
    offered = [name for name in COMPARISONS if name != MODEL or known]
    st.selectbox(
        "Compare with", offered, format_func=COMPARE.__getitem__, width=170,
        **setup.choices.widget("compare"),
    )  # fmt: skip
    match setup.now.compare:
        case "galaxy":
            _galaxy(setup)
        case "model":
            st.selectbox(
                "Other model", known, width=150,
                **_widget("model", possible.other(setup.now, setup.model),
                          lambda name: setup.choices.change(model=name)),
            )  # fmt: skip
        case "random":
            st.number_input(
                "Seed of the weights", 0, LARGEST_SEED, step=1, width=150,
                **setup.choices.widget("seed"),
            )  # fmt: skip


def _galaxy(setup: Setup) -> None:
    label, seed = parse_address(setup.now.galaxy) or (0, 0)
    st.selectbox(
        "Its class", list(KINDS), format_func=KINDS.__getitem__, width=190,
        **_widget("kind", NAMES[label], lambda name: setup.choices.change(
            galaxy=simulated_address(NAMES.index(name), seed))),
    )  # fmt: skip
    st.number_input(
        "Its seed", 0, LARGEST_SEED, step=1, width=120,
        **_widget("other_seed", seed, lambda number: setup.choices.change(
            galaxy=simulated_address(label, number))),
    )  # fmt: skip


def _widget(name: str, value: object, choose: Callable[[Any], None]) -> dict[str, Any]:
    """Key and callback of a widget whose value the page works out."""
    key = f"{reading.PAGE}_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: choose(st.session_state[key])}
