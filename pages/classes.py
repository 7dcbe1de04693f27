"""The seven classes: what they look like, what they mean, and what varies inside each."""

import streamlit as st

from cnnviz import ui
from cnnviz.data.images import CLASSES
from cnnviz.ui import classes, credits
from cnnviz.ui.chosen import choose
from cnnviz.ui.components import gallery

chosen = ui.begin("The seven classes")
if chosen.card.classes != CLASSES:
    st.caption("The chosen model was trained on other classes than these seven.")
st.markdown(
    "Galaxy Zoo asks its volunteers what they see, not what a galaxy is; these seven are the "
    "answers that the network knows, in the order of its outputs. Each picture is simulated, so "
    "its true parameters are known. Click one and every page shows it."
)
for label, name in enumerate(CLASSES):
    note = classes.NOTES[label]
    st.subheader(name, anchor=False)
    st.markdown(f"{note.look} {note.meaning}")
    key = f"classes_{label}"
    gallery([classes.varieties(label)], chosen.galaxy.address, choose, key=key)
    st.caption(f"Drawn anew for each galaxy: {classes.varied(label)}.")
credits.draw()
