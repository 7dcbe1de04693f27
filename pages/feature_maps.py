"""Feature maps: what every layer makes of the galaxy, and where each number comes from."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits
from cnnviz.ui.feature_maps import controls, sections, sentences, shown
from cnnviz.ui.feature_maps.view import follow, look

chosen = ui.begin("Feature maps")
setup, notes = follow(chosen)
for note in notes:
    st.caption(note)
controls.draw(setup)
view = look(setup)
if view:
    st.markdown(sentences.answer(view))
    if about := sentences.about(view):
        st.caption(about)
    shown.draw(view)
    sections.draw(view)
setup.choices.write_address()
credits.draw(imagenet=bool(view) and view.imagenet)
