"""Pooling and upsampling: how an image becomes smaller, and larger again."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits
from cnnviz.ui.resampling import arithmetic, reading, sections, stand
from cnnviz.ui.resampling.controls import Controls

chosen = ui.begin("Pooling and upsampling")
now, choices, notes = reading.follow(chosen.galaxy)
if notes:
    st.caption(" ".join(notes))
controls = Controls(now, choices, chosen.galaxy)
controls.draw()
work = arithmetic.compute(now, chosen.galaxy)
stand.draw(controls, work)
sections.draw(controls, work)
choices.write_address()
credits.draw()
