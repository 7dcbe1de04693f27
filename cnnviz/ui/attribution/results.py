"""Finished maps, each computed once for a visitor: in the script, or outside where that is long."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import attribution
from cnnviz.attribution import METHODS, AttributionError, Explained
from cnnviz.attribution.method import Value
from cnnviz.ui import jobs
from cnnviz.ui.attribution import pace
from cnnviz.ui.job import Progress

if TYPE_CHECKING:
    from cnnviz.ui.attribution.view import View


@dataclass(frozen=True)
class Asked:
    """All that makes a map beside galaxy and network.

    Args:
        method: a key of METHODS
        target: index of the class
        contrast: index of the class whose logit is subtracted; None where none is
        layer: that the method looks at; None where it looks at none
        values: of all its parameters, by name
    """

    method: str
    target: int
    contrast: int | None
    layer: str | None
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, eq=False)
class Found:
    """A finished map.

    Args:
        explained: the map, with all that made it
        seconds: that took
    """

    explained: Explained
    seconds: float


def found(view: "View", asked: Asked) -> Found:
    """A finished map.

    Raises:
        Pending: it is computed outside the script, or was stopped
        AttributionError: the method cannot explain this network; one sentence
    """
    keys = _keys(view, asked)
    return _found(*keys, lambda: _made(view, asked, "/".join(keys)))


def keep(view: "View") -> None:
    """Let the maps that are being computed go on, though another section is looked at."""
    for method in view.methods:
        jobs.keep("/".join(_keys(view, view.asked(method.name))))


def _keys(view: "View", asked: Asked) -> tuple[str, str, str]:
    return view.galaxy.key, view.network, repr(asked)


# what is not finished raises, and is not kept
@st.cache_resource(show_spinner=False, max_entries=64, scope="session")
def _found(galaxy: str, network: str, asked: str, _make: Callable[[], Found]) -> Found:
    return _make()


def _made(view: "View", asked: Asked, key: str) -> Found:
    method = METHODS[asked.method]
    if reason := _problem(view.network, asked.method, view):
        raise AttributionError(reason)
    work = _work(view, asked)
    seconds = pace.estimate(method, view.model, view.network, view.size, **dict(asked.values))
    if seconds > pace.LONG:
        job = jobs.finished(key, method.title, work)
        return Found(job.result, job.seconds)
    begun = perf_counter()
    made = work(None)
    return Found(made, perf_counter() - begun)


def _work(view: "View", asked: Asked) -> Callable[[Progress | None], Explained]:
    """What computes the map without a word to Streamlit."""
    model, images = view.model, view.images
    values: dict[str, Any] = dict(asked.values)
    about = (
        view.galaxy.address, view.network, view.card, METHODS[asked.method], asked.layer, values,
        asked.target, view.pixels, view.chances,
    )  # fmt: skip

    def work(progress: Progress | None) -> Explained:
        made = attribution.attribute(
            model, images, asked.target, asked.method, asked.layer, progress, asked.contrast,
            **values,
        )  # fmt: skip
        return Explained(*about, made[0].numpy(), asked.contrast)

    return work


@st.cache_data(show_spinner=False, max_entries=256)
def _problem(network: str, method: str, _view: "View") -> str:
    return attribution.problem(_view.model, method)
