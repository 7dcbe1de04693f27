"""Judge it: how often a network is right, how sure that is, and what it takes for what."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, jobs
from cnnviz.ui.evaluate import controls, results, sections
from cnnviz.ui.evaluate.view import VALIDATION, follow

chosen = ui.begin("Judge it")
jobs.begin()
view, notes = follow(chosen)
for note in notes:
    st.caption(note)
judged = controls.draw(view)
sections.row(view)
bars = st.container()
if judged is not None:
    sections.draw(view, judged)
results.keep(view.asked(), view.asked(data=VALIDATION))
view.choices.write_address()
credits.draw()
with bars:
    jobs.draw()
