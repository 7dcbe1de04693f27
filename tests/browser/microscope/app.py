"""A page with nothing but the microscope, on which a test asks for one of the cases."""

from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st

from cnnviz.ui.components import Standing, microscope
from tests.browser.microscope.cases import CASES

st.set_page_config(layout="wide", initial_sidebar_state=272)
st.html(Path("cnnviz/ui/frame.css"))  # the app's widths
st.header("The microscope")
with st.sidebar:
    asked = st.text_input("Which", "case=tutorial&test=0")
    query = dict(parse_qsl(asked, keep_blank_values=True))
    test = query["test"]
    kept = st.session_state.setdefault(f"kept {test}", {"walks": [], "wants": []})
    colours = st.radio("Colours", ["map", "layer", "network"], key=f"colours {test}")
    st.text(f"walks: {[(walk.view, walk.trail) for walk in kept['walks']]}")
    st.text(f"wants: {kept['wants']}")

steps = [step.split(".") for step in query.get("trail", "").split("~") if step]
trail = tuple((layer, tuple(map(int, unit))) for layer, *unit in steps)
standing = Standing(query.get("view", "network"), trail)
microscope(
    CASES[query["case"]].runs(tuple(kept["wants"])), key=f"microscope-{query.get('key', test)}",
    standing=[standing, *kept["walks"]][-1], colours=colours, on_walk=kept["walks"].append,
    on_want=lambda *want: kept["wants"].append(want),
)  # fmt: skip
st.button("Again")
st.text(f"test {test}")
