"""Train a network and watch it learn."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, jobs
from cnnviz.ui.train import choices, order, own, sections, view

chosen = ui.begin("Train a network")
jobs.begin()
own.follow(choices.choices())
found, notes = view.follow(chosen)
for note in notes:
    st.caption(note)
order.draw(found)
bars = st.container()
sections.draw(found)
found.choices.write_address()
credits.draw()
with bars:
    jobs.draw()
