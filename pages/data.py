"""The galaxies: what there is, what may happen to one of them, and how well a person sorts."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, fetched, jobs
from cnnviz.ui.data import own, pixels, reading, sections
from cnnviz.ui.data.view import follow

chosen = ui.begin("The galaxies")
jobs.begin()
own.follow(reading.choices())
view, notes = follow(chosen)
for note in notes:
    st.caption(note)
sections.row(view)
bars = st.container()
sections.draw(view)
fetched.draw()
pixels.keep(view)
view.choices.write_address()
credits.draw()
with bars:
    jobs.draw()
