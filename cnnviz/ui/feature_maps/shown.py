"""The maps themselves, and the steps that the visitor goes through them."""

import streamlit as st

from cnnviz.ui import links
from cnnviz.ui.components import Step, microscope
from cnnviz.ui.feature_maps.view import View


def draw(view: View) -> None:
    """Draw the microscope."""
    choices, now = view.setup.choices, view.now

    def walk(place: str, trail: tuple[Step, ...]) -> None:
        # where the visitor is now is where they take maps away from
        asked = {"layer": "", "channel": 0} if trail else {}
        choices.change(view=place, at=trail, **asked)

    def want(layer: str, channel: int) -> None:
        choices.change(layer=layer, channel=channel)

    microscope(
        view.runs(), key="feature_maps_microscope", trail=now.at, view=now.view,
        colours=now.colours, on_walk=walk, on_want=want,
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
    for layer, unit in now.at[-1:]:
        found = view.subject.rule(layer)
        if found and found.layer.field and now.view == "map":
            where = dict(zip(("channel", "row", "column"), map(str, unit), strict=False))
            address = links.place(links.FIELDS, now.network, {"layer": layer} | where, now.built)
            links.draw(links.FIELDS, "What this unit sees, and what it looks at", address)
