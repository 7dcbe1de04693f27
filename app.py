"""Home: one galaxy, what the network receives of it, and what it makes of that."""

import streamlit as st

from cnnviz import figures, ui
from cnnviz.ui import cached, classes, credits, downloads, menu, snippets, words
from cnnviz.ui.chosen import address, choose
from cnnviz.ui.components import gallery

chosen = ui.begin("What kind of galaxy is this?")
galaxy, card = chosen.galaxy, chosen.card
label = galaxy.label_in(card.classes)
probabilities = cached.probabilities(galaxy, chosen.name)

with st.container(horizontal=True, gap="medium"):
    with st.container(key="home_galaxy", gap="small"):
        st.markdown("**The galaxy**")
        st.html(cached.picture(galaxy, card.preprocessing))
        st.caption(words.caption(galaxy, card.preprocessing))
    with st.container(width="content", gap="small"):
        st.markdown("**What the network receives**")
        st.html(cached.input_planes(galaxy, card.preprocessing), width="content")
    with st.container(key="home_answer", gap="small"):
        st.markdown("**What it answers**")
        st.html(figures.probability_bars(probabilities, card.classes, label))
        st.markdown(words.sureness(probabilities, card.classes, label))

st.caption(
    "The bars always add up to 100 %: softmax hands out shares, it does not weigh evidence. A star "
    f"or a tomato is given a class too. {words.entropy(probabilities)}"
)
with st.container(horizontal=True):
    downloads.picture(galaxy)
    downloads.probabilities(galaxy, chosen.name, card.classes, probabilities)
with st.expander("Show the PyTorch lines that reproduce it", icon=":material/code:"):
    st.code(snippets.classification(galaxy, chosen.name))

st.subheader("The seven classes", anchor=False)
gallery([classes.samples()], galaxy.address, choose, key="home_classes")

st.subheader("What this is", anchor=False)
st.markdown(
    "A convolutional network sorts galaxies by their shape, and this app shows how. Choose a "
    "galaxy in the sidebar, by class and seed or from your own image: every page then shows that "
    "galaxy, and the address in the browser leads back to it. Everything runs on this machine."
)
with st.container(horizontal=True):
    menu.link("pages/classes.py", "What the classes mean", address())
    menu.link("pages/feature_maps.py", "What every layer makes of this galaxy", address())
    menu.link("pages/model_card.py", "How far to trust it", address())
    menu.link("pages/simulated.py", "What it was trained on", address())
credits.draw()
