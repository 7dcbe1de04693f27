"""The convolution bench: every product of a convolution, step by step."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits
from cnnviz.ui.convolution import bench, sections, stand

chosen = ui.begin("Convolution, step by step")
controls, notes = bench.follow(chosen)
for note in notes:
    st.caption(note)
controls.draw()
work = bench.compute(controls)
stand.draw(controls, work)
sections.draw(controls, work)
controls.choices.write_address()
credits.draw()
