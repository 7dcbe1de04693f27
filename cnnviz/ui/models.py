"""The networks that may be the model of every page: those that are shipped, and those of runs."""

import time

import streamlit as st

from cnnviz import weights
from cnnviz.data import DATASETS
from cnnviz.training import own_data, runs

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


def listed(name: str) -> str:
    """The same for a list, which may cut it off at its end."""
    found = runs.MODEL.fullmatch(name)
    run = runs.summary(found[1]) if found else None
    first = begun(run) if run else ""
    if not found or not run or not first:
        return title(name)
    return f"{first}, {run.title}, iteration {int(found[2] or 0):,}"


def begun(run: runs.Summary) -> str:
    """What tells a run of this app from others: data, time and mark; empty for one from elsewhere.

    The list is everybody's: it is not said whose folder it was.
    """
    order, asked = run.about.get("order"), run.about.get("asked")
    if not order or asked is None:
        return ""
    known = {own_data.FILE: "own folder", **{name: name for name in DATASETS}, "simulated": ""}
    when = time.strftime("%d %b %H:%M", time.localtime(float(asked)))
    return ", ".join(part for part in (known.get(order[0], ""), f"{when} ({run.mark})") if part)


def _fixed(name: str) -> bool:
    return runs.fixed(name) == name


@st.cache_data(show_spinner=False, ttl=FRESH, max_entries=1)
def _runs() -> list[str]:
    found = (one.model for one in runs.summaries())
    return [model for model in found if model is not None][:MOST]
