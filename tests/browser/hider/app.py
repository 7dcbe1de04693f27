"""A page with nothing but the hider, and what Python heard of it."""

from dataclasses import asdict

import numpy as np
import streamlit as st

from cnnviz import figures
from cnnviz.ui.components import Hiding, hider
from cnnviz.ui.components.hider import mask

SHAPE = (20, 30)
GALAXY = np.zeros((*SHAPE, 3), np.uint8) + np.arange(30, dtype=np.uint8)[:, None] * 8
WHITE = np.full((*SHAPE, 3), 255, np.uint8)

st.set_page_config(layout="wide")
side = int(st.number_input("Side", 1, 20, 6))
subject = st.text_input("Subject", "one")
kept = st.session_state.setdefault("kept", {"now": Hiding(), "heard": 0})


def hide(found: Hiding) -> None:
    kept["now"], kept["heard"] = found, kept["heard"] + 1


if st.button("Elsewhere"):
    kept["now"] = Hiding((14, 24), "", kept["now"].turn)
with st.container(width=420):
    hider(
        figures.source(GALAXY), figures.source(WHITE), SHAPE, side, kept["now"],
        key="hider", subject=subject, on_hide=hide, alt="A ramp",
    )  # fmt: skip
now = kept["now"]
rows, columns = mask(now.painted, SHAPE).nonzero()
span = f"{rows.min()}-{rows.max()}, {columns.min()}-{columns.max()}" if len(rows) else "nowhere"
st.text(f"patch {now.patch}; painted {len(rows)} at {span}; heard {kept['heard']}")
st.text(f"{asdict(now)}")
