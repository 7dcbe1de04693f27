"""The controls above a section."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.attribution import METHODS
from cnnviz.ui.attribution.choices import MAPS, NOBODY, OF_METHODS, PREDICTED
from cnnviz.ui.attribution.reading import PAGE
from cnnviz.ui.attribution.view import View
from cnnviz.ui.galaxy import LARGEST_SEED

FORMS = {"map": "Map", "overlay": "Over the galaxy", "channels": "Per channel"}
SCALES = {
    "relative": "One for all", "shares": "One, of shares", "own": "Each its own",
}  # fmt: skip


def draw(view: View) -> None:
    """Draw what the chosen section needs: methods, classes, weights, how maps are drawn."""
    section = view.now.section
    about_maps = section in OF_METHODS
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        if about_maps:
            _methods(view)
        elif section in ("hide", "change"):
            _class(view)
        _weights(view)
    if not about_maps:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _class(view)
        _contrast(view)
        if section not in (MAPS, "pytorch"):
            return
        st.selectbox(
            "Picture", list(FORMS), format_func=FORMS.__getitem__, width=150,
            **view.choices.widget("form"),
        )  # fmt: skip
        st.selectbox(
            "Scale of the colours", list(SCALES), format_func=SCALES.__getitem__, width=160,
            help="The methods measure different things. On one scale each map is in units of its "
            "largest value, or each pixel is a share of the sum of all magnitudes: then a map that "
            "is spread out is dim.",
            **view.choices.widget("scale"),
        )  # fmt: skip
        if view.now.form == "overlay":
            st.slider("Opacity (%)", 0, 100, width=130, **view.choices.widget("opacity"))


def _methods(view: View) -> None:
    titles = {name: method.title for name, method in METHODS.items()}
    st.multiselect(
        "Methods", list(titles), format_func=titles.__getitem__,
        width=800 if view.trained else 660,
        **_widget("methods", list(view.now.methods), lambda chosen: view.choices.change(
            methods=tuple(name for name in METHODS if name in chosen))),
    )  # fmt: skip


def _class(view: View) -> None:
    names = {PREDICTED: f"{view.classes[view.predicted]} (its answer)"}
    names |= dict(enumerate(view.classes))
    st.selectbox(
        "Class", list(names), format_func=names.__getitem__, width=290,
        **view.choices.widget("target"),
    )  # fmt: skip


def _contrast(view: View) -> None:
    others = {NOBODY: "No other class"} | {
        k: name for k, name in enumerate(view.classes) if k != view.target
    }
    st.selectbox(
        "Rather than", list(others), format_func=others.__getitem__, width=165,
        help="Explains the difference of the two logits: what speaks for the one class and not "
        "the other.",
        **_widget("contrast", NOBODY if view.contrast is None else view.contrast,
                  lambda k: view.choices.change(contrast=k)),
    )  # fmt: skip


def _weights(view: View) -> None:
    seed = view.now.seed
    st.selectbox(
        "Weights", ["trained", "random"], format_func=str.capitalize, width=115,
        help="With random weights the network knows nothing: a method whose map hardly changes "
        "does not show what was learned (Adebayo et al. 2018).",
        **_widget("weights", "trained" if seed is None else "random",
                  lambda kind: view.choices.change(seed=None if kind == "trained" else 0)),
    )  # fmt: skip
    if seed is not None:
        st.number_input(
            "Their seed", 0, LARGEST_SEED, step=1, width=130, **view.choices.widget("seed")
        )


def _widget(name: str, value: object, choose: Callable[[Any], None]) -> dict[str, Any]:
    """Key and callback of a widget whose value the page works out."""
    key = f"{PAGE}_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: choose(st.session_state[key])}
