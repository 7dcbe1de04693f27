"""A page with nothing but the comparison, for a test."""

import streamlit as st

from cnnviz.ui import cached, jobs
from cnnviz.ui.own import familiar

jobs.begin()
place = st.container()
familiar.draw(st.session_state["galaxy"], "explorer", cached.model("explorer")[1])
with place:
    jobs.draw()
