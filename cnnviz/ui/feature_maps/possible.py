"""The nearest choices that are possible, with a sentence for each that had to change."""

from dataclasses import replace

import streamlit as st

from cnnviz import pretrained
from cnnviz.layers import Layer
from cnnviz.ui import models
from cnnviz.ui.feature_maps import trail
from cnnviz.ui.feature_maps.choices import GALAXY, MODEL, NOTHING, PREDICTED, RANDOM, FeatureMaps
from cnnviz.ui.feature_maps.subject import input_size, layers_of
from cnnviz.ui.galaxy import LARGEST_SEED, parse_address, simulated_address
from cnnviz.ui.words import literal
from cnnviz.untrained import SEED

Settled = tuple[FeatureMaps, list[str]]


def settle(asked: FeatureMaps, galaxy: str, model: str) -> Settled:
    """The nearest choices that are possible.

    Where the visitor has chosen another model in the sidebar, what that has not is forgotten
    without a word.

    Args:
        asked: anything that can be read
        galaxy: address of the chosen galaxy
        model: name of the chosen weights
    """
    found, notes = _places(asked, model)
    if asked is st.session_state.get("feature_maps_choices"):
        notes = []
    found, others = _comparison(found, galaxy, model)
    if found.compare == NOTHING and found.which != 1:
        found = replace(found, which=1)
    return found, notes + others


def others(now: FeatureMaps, model: str) -> tuple[str, ...]:
    """Names of the trained networks that can stand beside what is shown."""
    return tuple(name for name in models.names(now.model) if now.network or name != model)


def other(now: FeatureMaps, model: str) -> str:
    """Name of the weights that stand beside what is shown."""
    return now.model or others(now, model)[0]


def _places(asked: FeatureMaps, model: str) -> Settled:
    layers = layers_of(asked.network, model, asked.built)
    size = input_size(asked.network, model, asked.built)
    found, notes = asked, []
    lost = trail.missing(asked.at, size, layers)
    if lost and not _is_in_other(asked, model):
        found = replace(found, at=(), view="network")
        place = trail.write((lost,))
        notes.append(f"There is no {literal(place)} in this network: nothing is chosen now.")
    known = next((layer for layer in layers if layer.name == asked.layer), None)
    if asked.layer and known is None:
        found = replace(found, layer="", channel=0)
        notes.append(f"There is no layer {literal(asked.layer)} in this network.")
    elif known and asked.channel >= known.shape[0]:
        found = replace(found, channel=0)
        notes.append(f"Map 0 now, because {literal(known.path)} has {_counted(known)}.")
    elif not known and asked.channel:
        found = replace(found, channel=0)
    classes = layers[-1].shape[0]
    if asked.target >= classes:
        found = replace(found, target=PREDICTED)
        notes.append(f"There is no class {asked.target}: the outputs are 0 to {classes - 1}.")
    return found, notes


def _is_in_other(asked: FeatureMaps, model: str) -> bool:
    """Whether the visitor goes through the network that stands beside the first."""
    name = other(asked, model) if asked.compare == MODEL and others(asked, model) else ""
    if not models.known(name):
        return False
    size, layers = input_size("", name, asked.built), layers_of("", name, asked.built)
    return trail.missing(asked.at, size, layers) is None


def _counted(layer: Layer) -> str:
    count = layer.shape[0]
    return "one" if count == 1 else f"{count}, counted from 0"


def _comparison(asked: FeatureMaps, galaxy: str, model: str) -> Settled:
    if asked.compare == GALAXY and asked.galaxy == galaxy:
        label, seed = parse_address(galaxy) or (0, 0)
        new = simulated_address(label, (seed + 1) % (LARGEST_SEED + 1))
        note = f"Beside it {literal(new)} now: the other was the chosen galaxy itself."
        return replace(asked, galaxy=new), [note]
    if asked.compare == MODEL:
        known = others(asked, model)
        if not known:
            note = "There is no other model to compare with."
            return replace(asked, compare=NOTHING), [note]
        if asked.model and asked.model not in known:
            note = f"Beside it {literal(known[0])} now: the other was the chosen model itself."
            return replace(asked, model=""), [note]
    untrained = asked.network and not pretrained.available(asked.network)
    if asked.compare == RANDOM and untrained and asked.seed == SEED:
        note = f"Seed {SEED + 1} beside it now: seed {SEED} is the network's own."
        return replace(asked, seed=SEED + 1), [note]
    return asked, []
