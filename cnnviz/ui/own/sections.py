"""The page of one's own images, part by part."""

import streamlit as st

from cnnviz.ui import cached, menu
from cnnviz.ui.chosen import address
from cnnviz.ui.own import answers, blank, choosing, cutting, familiar, kept, receiving
from cnnviz.ui.page import Chosen


def draw(chosen: Chosen) -> None:
    """Draw all images; of the chosen one the crop tool and the answer; and where to go on."""
    images = kept.images()
    found = answers.asked(images, chosen)
    said = [answer.text(chosen.card.classes) for answer in found]
    choosing.draw(images, said, chosen.galaxy)
    own = kept.find(chosen.galaxy.address)
    if own:
        _cut(own, chosen)
    if len(images) > 1:
        st.subheader("All of them", anchor=False)
        answers.draw(found, chosen)
    if own:
        _links()


def _cut(own: kept.Own, chosen: Chosen) -> None:
    st.subheader("Cut the galaxy out", anchor=False)
    left, right = st.columns((1.5, 1), gap="medium")
    with left:
        cutting.draw(own, chosen.card.preprocessing)
    with right:
        receiving.draw(chosen)
    st.subheader("Is it like what the network was trained on?", anchor=False)
    rule = chosen.card.preprocessing
    if nothing := blank.flat(own, cached.received(chosen.galaxy, rule)):
        st.caption(nothing)
        return
    if filling := blank.mostly(own, rule):
        st.markdown(f"**{filling}**")
    familiar.draw(chosen.galaxy, chosen.name, chosen.card)


def _links() -> None:
    st.caption("This galaxy is the chosen one on every page:")
    with st.container(horizontal=True):
        menu.link("pages/feature_maps.py", "What every layer makes of it", address())
        menu.link("pages/attribution.py", "Which pixels decide", address())
        menu.link("pages/receptive_field.py", "What one unit sees of it", address())
        menu.link("pages/convolution.py", "One convolution, step by step", address())
