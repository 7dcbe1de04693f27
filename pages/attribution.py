"""Attribution: where the network looks, and whether to believe it."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, jobs
from cnnviz.ui.attribution import controls, results, sections, sentences
from cnnviz.ui.attribution.view import follow

chosen = ui.begin("Attribution")
jobs.begin()
view, notes = follow(chosen)
for note in notes:
    st.caption(note)
st.markdown(sentences.answer(view))
sections.row(view)
controls.draw(view)
bars = st.container()
sections.draw(view)
results.keep(view)
view.choices.write_address()
credits.draw()
with bars:
    jobs.draw()
