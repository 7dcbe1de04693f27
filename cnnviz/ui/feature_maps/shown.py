"""The maps themselves, and the steps that the visitor goes through them."""

import streamlit as st

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
        view.runs, key="feature_maps_microscope", trail=now.at, view=now.view, colours=now.colours,
        on_walk=walk, on_want=want,
    )  # fmt: skip
    if view.subject.large:
        st.caption(
            "This network has too many numbers to send them all: of most layers the first maps are "
            "shown small, and a layer comes when it is opened."
        )
