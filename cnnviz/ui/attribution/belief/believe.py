"""Should we believe it? The section: one question at a time."""

from collections.abc import Callable

import streamlit as st

from cnnviz.ui.attribution.belief import adding, forgetting, maps, removing, trusting
from cnnviz.ui.attribution.belief.maps import Shown
from cnnviz.ui.attribution.view import View

QUESTIONS = {
    "sums": "Do the shares add up?",
    "removal": "Do these pixels matter?",
    "squares": "Infidelity and sensitivity",
    "forgetting": "Does it know the network?",
}
_DRAW: dict[str, Callable[[View, Shown], None]] = {
    "sums": adding.draw,
    "removal": removing.draw,
    "squares": trusting.draw,
    "forgetting": forgetting.draw,
}


def draw(view: View) -> None:
    """Draw the row of questions and the chosen one."""
    st.segmented_control(
        "Question", list(QUESTIONS), format_func=QUESTIONS.__getitem__, required=True,
        label_visibility="collapsed", **view.choices.widget("test"),
    )  # fmt: skip
    shown = maps.finished(view)
    if shown.missing:
        names = ", ".join(method.title for method in shown.missing)
        st.caption(f"Without {names}: there is no map of it, or not yet.")
    _DRAW[view.now.test](view, shown)
