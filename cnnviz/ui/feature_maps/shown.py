"""The maps themselves, and the steps that the visitor goes through them."""

import numpy as np
import streamlit as st

from cnnviz.origin import IMAGE, Flatten, Function, Normalisation, Same
from cnnviz.ui import links
from cnnviz.ui.components import Standing, Step, microscope
from cnnviz.ui.feature_maps.view import View


def draw(view: View) -> None:
    """Draw the microscope."""
    choices, now = view.setup.choices, view.now

    def walk(told: Standing) -> None:
        # where the visitor is now is where they take maps away from
        asked = {"layer": "", "channel": 0} if told.trail != choices.now().at else {}
        choices.change(
            view=told.view, at=told.trail, which=told.which, pictures=told.pictures,
            kernels=told.kernels, **asked,
        )  # fmt: skip

    def want(layer: str, channel: int) -> None:
        choices.change(layer=layer, channel=channel)

    microscope(
        view.runs(), key="feature_maps_microscope", colours=now.colours, on_walk=walk,
        on_want=want,
        standing=Standing(now.view, now.at, now.which, now.pictures, now.kernels),
    )  # fmt: skip
    _link(view)
    if view.subject.large:
        st.caption(
            "This network has too many numbers to send them all: of most layers the first maps are "
            "shown small, and a layer comes when it is opened."
        )


def _link(view: View) -> None:
    """To the receptive field of the unit where the visitor is."""
    now = view.now
    for layer, unit in (copied(view, step) for step in now.at[-1:]):
        found = view.subject.rule(layer)
        if found and found.layer.field and now.view == "map":
            where = dict(zip(("channel", "row", "column"), map(str, unit), strict=False))
            address = links.place(links.FIELDS, now.network, {"layer": layer} | where, now.built)
            links.draw(links.FIELDS, "What this unit sees, and what it looks at", address)


def copied(view: View, step: Step) -> Step:
    """The unit whose number this one is: a vector's value may be a unit of the maps.

    Args:
        view: what is chosen
        step: a layer and a unit of it
    """
    layer, unit = step
    shapes = {IMAGE: view.subject.size} | {each.name: each.shape for each in view.subject.layers}
    while len(unit) == 1:
        rule = view.subject.rule(layer)
        if not rule or not isinstance(rule.operation, Flatten | Function | Normalisation | Same):
            break
        layer = rule.sources[0]
        unit = tuple(int(i) for i in np.unravel_index(unit[0], shapes[layer]))
    return layer, unit
