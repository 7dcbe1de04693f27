"""The chosen model's card: how it is built, how it was trained, how far to trust it."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import card as parts
from cnnviz.ui import credits

chosen = ui.begin("Model card")
card = chosen.card
st.markdown(f"**{parts.title(card)}**: {parts.summary(card)}")

st.subheader("How well it does", anchor=False)
parts.figures_table(card)
parts.confusion(chosen.name, card)

st.subheader("What it receives", anchor=False)
st.markdown(parts.preprocessing(card.preprocessing))

st.subheader("What its training pictures look like", anchor=False)
parts.seen(chosen.name, card)

st.subheader("How it is built", anchor=False)
parts.layers(chosen.name, card)

st.subheader("How it was trained", anchor=False)
parts.training(chosen.name, card)

st.subheader("Limits", anchor=False)
parts.sentences(card.limits, "The card names none, which does not mean that there are none.")

st.subheader("Credits", anchor=False)
parts.sentences(card.credits, "The card names none.")
parts.files(chosen.name, chosen.model, card)
credits.draw()
