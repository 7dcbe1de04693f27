"""The network that is explained: with its trained weights, or with random ones."""

import streamlit as st
from torch import nn

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


@st.cache_resource(show_spinner=False, max_entries=16)
def _random(name: str, seed: int) -> nn.Module:
    build = cached.model(name)[1].build
    return untrained(build["name"], build["arguments"], seed)
