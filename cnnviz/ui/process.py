"""Settings of the process that serves the app."""

import gc
import sys
from contextlib import suppress
from importlib import import_module
from threading import Timer

import streamlit as st
import torch
from streamlit import runtime

# Plotly asks for names of a pandas that is being imported: none may be, in another thread, while a
# chart is drawn
import_module("pandas")

# torchvision, whose import takes a second, mostly for the compiler of PyTorch; photutils with scipy
LATER = ("cnnviz.vision", "cnnviz.photometry")
QUIET = 10.0  # seconds after which the first visitor has seen the first page


def settle() -> None:
    """One thread per visitor's arithmetic, and the garbage collector freed of what imports made.

    Streamlit collects garbage after every run of a page; looking through all that torch and
    plotly made at their import costs it ten times a page's own work. Cheap once it has been done.

    A server also imports what only some pages need, soon after its first page.
    """
    _settle(len(sys.modules))
    if _serves():
        _import_later()


def _serves() -> bool:
    """Whether this is a server; without a browser Streamlit has a stand-in for one."""
    return runtime.exists() and type(runtime.get_instance()) is runtime.Runtime


@st.cache_resource(show_spinner=False, max_entries=64)
def _settle(modules: int) -> None:  # again when a page has imported more
    # visitors share the cores: threads of one visitor would only wait for another's
    torch.set_num_threads(1)
    _forget_garbage()


@st.cache_resource(show_spinner=False, max_entries=1)
def _import_later() -> None:
    timer = Timer(QUIET, _import)
    timer.daemon = True  # the server may end before
    timer.start()


def _import() -> None:
    for name in LATER:
        with suppress(Exception):  # the page that needs it says what is wrong
            import_module(name)
    _forget_garbage()


def _forget_garbage() -> None:
    gc.collect()
    gc.freeze()
