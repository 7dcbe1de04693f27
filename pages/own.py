"""Your own images: brought along, cut out, and followed through every page."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, jobs
from cnnviz.ui.own import bringing, kept, sections

chosen = ui.begin("Your own images")
jobs.begin()
st.markdown(
    "Bring galaxies of your own and cut each out as the network knows them: in the middle, and as "
    "large as those of its training. The chosen one is the galaxy of every page."
)
bringing.draw()
bars = st.container()
if kept.images():
    sections.draw(chosen)
else:
    st.caption(bringing.NONE)
credits.draw()
with bars:
    jobs.draw()
