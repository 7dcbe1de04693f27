"""The convolution bench: every product of a convolution, step by step."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits
from cnnviz.ui.convolution import bench, controls, sections, stand

chosen = ui.begin("Convolution, step by step")
setup, notes = bench.follow(chosen)
if notes:
    st.caption(" ".join(notes))
controls.draw(setup)
work = bench.compute(setup)
stand.draw(setup, work)
sections.draw(setup, work)
setup.choices.write_address()
credits.draw()
