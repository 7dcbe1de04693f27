"""From the visitor's choices to the numbers on the stage."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.ui import cached
from cnnviz.ui.address import Choices
from cnnviz.ui.convolution import reading
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.arithmetic import compute as compute_work
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.weights import Learned, any_learned, first_layer
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.page import Chosen


@dataclass(frozen=True)
class Setup:
    """The bench and all that its parts need to know.

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


def follow(chosen: Chosen) -> tuple[Setup, list[str]]:
    """The bench with the choices of the session or of the address.

    Returns:
        the setup, and a sentence for each choice that was ignored or had to change
    """
    rule = chosen.card.preprocessing
    seen = cached.received(chosen.galaxy, rule)
    received = rule.tensor(seen[None])[0].double().numpy().astype(np.float64)
    learned = first_layer(chosen.name, chosen.model, received)
    choices = reading.choices(chosen.galaxy, learned)
    found, notes = choices.follow()
    found = _without_others_edits(found, choices, chosen)
    return Setup(found, choices, chosen.galaxy, learned, seen), notes


def _without_others_edits(found: Bench, choices: Choices[Bench], chosen: Chosen) -> Bench:
    """The bench without cells that were changed in another galaxy or in another model's kernels."""
    state, key = st.session_state, f"{reading.PAGE}_seen"
    before, state[key] = state.get(key), (chosen.galaxy.key, chosen.name, found)
    if before is None or before[2] != found:  # an address brings its own edits
        return found
    on_galaxy = found.source in ("patch", "galaxy")
    kept = replace(
        found,
        changed=() if on_galaxy and before[0] != chosen.galaxy.key else found.changed,
        reweighted=()
        if any_learned(found.kernels) and before[1] != chosen.name
        else found.reweighted,
    )
    if kept != found:
        choices.put(kept)
        state[key] = (chosen.galaxy.key, chosen.name, kept)
    return kept


def compute(setup: Setup) -> Work:
    """Everything on the stage."""
    return compute_work(setup.bench, setup.galaxy, setup.learned)
