"""The layers of any network: their tensors, parameters and costs; and networks to build."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits
from cnnviz.ui.network import controls, picture, sections
from cnnviz.ui.network.setup import follow

chosen = ui.begin("Layers")
setup, notes = follow(chosen)
for note in notes:
    st.caption(note)
controls.draw(setup)
picture.draw(setup.subject)
picture.link(setup)
sections.draw(setup)
setup.choices.write_address()
credits.draw()
