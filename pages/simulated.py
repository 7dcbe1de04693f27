"""Simulated galaxies: the data that is always there, with the truth beside it."""

import streamlit as st

from cnnviz import ui
from cnnviz.ui import credits, simulation

chosen = ui.begin("Simulated galaxies")
st.markdown(
    "Every galaxy is drawn from its class and its seed: first its true parameters, then its light "
    "(Sersic bulges, exponential discs, logarithmic spiral arms, bars, tails), then what a survey "
    "makes of it: seeing, noise, stars and neighbours, three bands turned into colours (Lupton et "
    "al. 2004). The same class and seed give the same galaxy again. Click one to choose it."
)
seed = simulation.sheet(chosen.galaxy)

st.subheader("The chosen galaxy's true parameters", anchor=False)
simulation.true_parameters(chosen.galaxy)

st.subheader("A set to take away", anchor=False)
st.markdown(
    "In the layout of the course's file: `images`, unsigned bytes of shape (N, 96, 96, 3), and "
    "`labels`; a group `table` has the true parameters. Galaxy number j has class j mod 7."
)
simulation.set_download(seed)
st.caption("As many as you like, on all cores:")
st.code(f"python -m cnnviz simulate --count 12600 --seed {seed} --out galaxies.h5", language="bash")
credits.draw()
