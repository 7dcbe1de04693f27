"""The nearest choices that are possible, with a sentence for each that had to change."""

from dataclasses import replace

from cnnviz.layers import Layer
from cnnviz.ui import cached
from cnnviz.ui.attribution.choices import NOBODY, PREDICTED, Attribution
from cnnviz.ui.words import literal

Settled = tuple[Attribution, list[str]]


def settle(asked: Attribution, model: str) -> Settled:
    """The nearest choices that are possible.

    Args:
        asked: anything that can be read
        model: name of the chosen weights
    """
    found, notes = asked, []
    classes = len(cached.model(model)[1].classes)
    for index in (asked.target, asked.contrast):
        if index >= classes:
            notes.append(f"There is no class {index}: the outputs are 0 to {classes - 1}.")
    if asked.target >= classes:
        found = replace(found, target=PREDICTED)
    if asked.contrast >= classes:
        found = replace(found, contrast=NOBODY)
    if found.contrast != NOBODY and found.contrast == found.target:
        found = replace(found, contrast=NOBODY)
        notes.append("A class cannot be compared with itself: no other class now.")
    if asked.layer and asked.layer not in {layer.name for layer in layers(model)}:
        found = replace(found, layer="")
        notes.append(f"This network has no maps at {literal(asked.layer)}: the default layer now.")
    return found, notes


def layers(model: str) -> tuple[Layer, ...]:
    """The layers of a shipped network that make maps, at which Grad-CAM can look."""
    return tuple(layer for layer in cached.layer_table(model) if len(layer.shape) == 3)
