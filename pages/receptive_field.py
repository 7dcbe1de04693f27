"""Receptive fields: what a unit can see of the galaxy, and what it does look at."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, links
from cnnviz.ui.receptive_field import controls, pictures, sections, sentences, view

chosen = ui.begin("Receptive fields")
now, notes = view.follow(chosen)
for note in notes:
    st.caption(note)
controls.draw(now)
st.markdown(sentences.seen(now))
pictures.draw(now)
links.draw(links.MAPS, "This unit's map, and where its number comes from", now.maps)
sections.draw(now)
now.choices.write_address()
credits.draw(imagenet=now.network.imagenet)
