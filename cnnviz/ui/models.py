"""The networks that may be the model of every page: those that are shipped, and those of runs."""

import streamlit as st

from cnnviz import weights
from cnnviz.training import runs

FRESH = 2  # seconds for which the list of runs is remembered
MOST = 20  # runs in the list


def names(chosen: str = "") -> tuple[str, ...]:
    """The shipped weights, the default first; then the chosen one, and each run's best.

    Args:
        chosen: the model of this moment, which is in the list whatever it is
    """
    shipped = weights.names()
    own = [chosen] if chosen and chosen not in shipped else []
    return (*shipped, *own, *(name for name in _runs() if name not in own))


def known(name: str) -> bool:
    """Whether there is such a network."""
    return name in weights.names() or (runs.MODEL.fullmatch(name) is not None and _fixed(name))


def title(name: str) -> str:
    """For people: a shipped network's name, a run's title and its iteration."""
    found = runs.MODEL.fullmatch(name)
    if name in weights.names() or not found:
        return name
    run = runs.summary(found[1])
    called = f"{run.title} ({run.mark})" if run else found[1]
    return f"{called}, iteration {int(found[2] or 0):,}"


def _fixed(name: str) -> bool:
    return runs.fixed(name) == name


@st.cache_data(show_spinner=False, ttl=FRESH, max_entries=1)
def _runs() -> list[str]:
    found = (one.model for one in runs.summaries())
    return [model for model in found if model is not None][:MOST]
