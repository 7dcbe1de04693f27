"""Settings of the process that serves the app."""

import gc
import sys

import streamlit as st
import torch


def settle() -> None:
    """One thread per visitor's arithmetic, and the garbage collector freed of what imports made.

    Streamlit collects garbage after every run of a page; looking through all that torch and
    plotly made at their import costs it ten times a page's own work. Cheap once it has been done.
    """
    _settle(len(sys.modules))


@st.cache_resource(show_spinner=False, max_entries=64)
def _settle(modules: int) -> None:  # again when a page has imported more
    # visitors share the cores: threads of one visitor would only wait for another's
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
