"""The maps, side by side."""

import streamlit as st

from cnnviz import figures
from cnnviz.attribution import AttributionError, Method
from cnnviz.ui.attribution.view import View
from cnnviz.ui.words import plain

COLUMNS = 4


def draw(view: View) -> None:
    """Draw the map of each chosen method."""
    for first in range(0, len(view.methods), COLUMNS):
        row = view.methods[first : first + COLUMNS]
        for place, method in zip(st.columns(COLUMNS, gap="small"), row, strict=False):
            with place:
                _one(view, method)


def _one(view: View, method: Method) -> None:
    st.markdown(f"**{method.title}**")
    try:
        found = view.explained(method.name)
    except AttributionError as error:
        st.caption(f"{plain(str(error))}.")
        return
    if found is None:
        st.caption("It is being computed.")
        return
    draw_map = figures.signed_map if method.signed else figures.feature_map
    st.html(draw_map(found.total(), f"{found.how} of {found.verdict}"))
