"""A page with nothing but the stage, on which a test asks for one of the cases."""

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from cnnviz import figures
from cnnviz.ui.components import Edit, placer, stage
from tests.browser.stage.cases import CASES, Convolution

SHAPE, PART, PLACE = (40, 60), (8, 12), (4, 6)

st.set_page_config(layout="wide")
asked = st.text_input("Which stage", "scene=lecture&test=0")
query = dict(parse_qsl(asked, keep_blank_values=True))
case, test = CASES[query["scene"]], query["test"]
kept = st.session_state.setdefault(f"kept {test}", {"edits": [], "place": PLACE})
edits: list[Edit] = kept["edits"]

if isinstance(case, Convolution):
    x, weight = case.x.copy(), case.weight.copy()
    for edit in edits:
        if edit.part == "input":
            x[edit.channel].reshape(-1, x.shape[-1])[edit.row, edit.column] = edit.value
        else:
            weight[edit.kernel, edit.channel, edit.row, edit.column] = edit.value
    own = dict(case.options).get("stride", 1)
    stride = st.slider("Stride", 1, 3, own, key=f"stride-{test}")
    options = tuple((dict(case.options) | {"stride": stride}).items())
    case = replace(case, x=x, weight=weight, options=options)

stage(
    case.scene(), key=f"stage-{test}", on_edit=None if "fixed" in query else edits.append,
    hidden=int(query["hidden"]) if "hidden" in query else None,
)  # fmt: skip
if "second" in query:
    stage(CASES["signal"].scene(), key=f"second-{test}")
if "placer" in query:

    def moved(top: int, left: int) -> None:
        kept["place"] = (top, left)

    top, left = kept["place"]
    with st.container(width=240):
        box = (top, left, top + PART[0], left + PART[1])
        picture = figures.source(np.zeros(SHAPE, np.uint8))
        placer(picture, SHAPE, box, key=f"placer-{test}", on_place=moved)
    st.text(f"placed at {top}, {left}")
st.text(f"edits: {[(e.part, e.channel, e.kernel, e.row, e.column, e.value) for e in edits]}")
st.button("Again")
st.text(f"test {test}")
