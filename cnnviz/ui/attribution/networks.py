"""The network that is explained: with its trained weights, or with random ones."""

import streamlit as st
from torch import nn

from cnnviz import attribution
from cnnviz.attribution import AttributionError
from cnnviz.ui import cached
from cnnviz.untrained import untrained


def key(name: str, seed: int | None) -> str:
    """A name that tells networks apart.

    Args:
        name: of the weights
        seed: of random weights in place of the trained ones; None for these
    """
    return name if seed is None else f"{name}-random-{seed}"


def model(name: str, seed: int | None) -> nn.Module:
    """The network, in eval mode with frozen parameters, shared by all visitors."""
    return cached.model(name)[0] if seed is None else _random(name, seed)


@st.cache_data(show_spinner=False, max_entries=16)
def default_layer(name: str, size: tuple[int, ...]) -> tuple[str, str]:
    """The layer at which Grad-CAM looks where none is chosen, and why that one.

    Args:
        name: of the weights; random weights change nothing
        size: (C, H, W) of the image

    Returns:
        its name, empty where no layer has maps; one sentence
    """
    network = cached.model(name)[0]
    try:
        found = attribution.default_layer(network, size)
    except AttributionError as error:
        return "", f"{error}."
    return found, attribution.why(network, size)


@st.cache_resource(show_spinner=False, max_entries=16)
def _random(name: str, seed: int) -> nn.Module:
    build = cached.model(name)[1].build
    return untrained(build["name"], build["arguments"], seed)
