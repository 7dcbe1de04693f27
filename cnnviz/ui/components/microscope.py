"""The microscope: every map of a network, and every number asked where it comes from.

Weights and activations go to the browser once for each network and each galaxy. From there on,
pointing, walking from number to number and switching layers cost no message.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.figures._colours import viridis
from cnnviz.figures._theme import diverging
from cnnviz.origin import IMAGE, Same
from cnnviz.ui.components.microscope_data import Net, Run, pack_net, pack_run

Step = tuple[str, tuple[int, ...]]  # a layer's name and a unit: (channel, row, column) or (index,)
VIEWS = ("network", "map")
PICTURES = ("", "small", "medium", "large")
COLOURS = ("map", "layer", "network")
LONGEST = 64  # steps of a trail
_HERE = Path(__file__).parent
# in this order: the parts use what stands before them only when they run
_SHARED = ("nodes", "files", "numbers", "colours")  # of the stage
_PARTS = (
    "store", "units", "values", "terms", "shades", "walk", "telling", "galaxy", "reading", "glance",
    "legend", "thumbs", "kernels", "flats", "plate", "keyboard", "header", "chain", "cells", "sum",
    "convolution", "contributions", "windows", "formulas", "dense", "pixel", "exports", "room",
    "focus", "frame", "hand",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where a visitor stands, and what they have chosen in the microscope itself.

    Args:
        view: "network" shows all layers, "map" one map and the arithmetic of a unit
        trail: the last step is the unit shown, those before lead back to it; empty where nothing is
            chosen
        which: whose arithmetic is shown where two are compared: 1 or 2
        pictures: their size in the view of the network; empty for what fits
        kernels: whether those of all layers are shown, not only those of few inputs
    """

    view: str = "network"
    trail: tuple[Step, ...] = ()
    which: int = 1
    pictures: str = ""
    kernels: bool = False


def _code() -> str:
    """The microscope's JavaScript as one module, with its style sheet and its HTML."""
    texts = {
        "CSS_TEXT": _read("microscope.css"),
        "HTML_TEXT": _read("microscope.html"),
        "VIRIDIS": viridis().tobytes().hex(),
        "DIVERGING": diverging().tobytes().hex(),
    }
    constants = [f"const {name} = {json.dumps(text)};" for name, text in texts.items()]
    shared = [_read(f"stage_code/{part}.js") for part in _SHARED]
    return "\n".join([*constants, *shared, *(_read(f"microscope_code/{p}.js") for p in _PARTS)])


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


# Streamlit sends a component's code with every change of its data: apart, it goes to a visitor once
_mount_code = st.components.v2.component("microscope_code", js=_code())
_mount_store = st.components.v2.component("microscope_store", js=_read("microscope_store.js"))
_mount = st.components.v2.component("microscope", js=_read("microscope.js"), html="<div></div>")


def microscope(
    runs: Sequence[Run],
    *,
    key: str,
    standing: Standing | None = None,
    colours: str = "map",
    on_walk: Callable[[Standing], None] | None = None,
    on_want: Callable[[str, int], None] | None = None,
) -> None:
    """Mount the microscope.

    Args:
        runs: one galaxy through one network, or two to compare
        key: name of this mount
        standing: where the visitor stands; None at first
        colours: what has one range of colours: each "map", each "layer", or the "network"
        on_walk: called before the page runs again, when the visitor has rested after a click or
            has left; never while only pointing
        on_want: called with a layer's name and a channel whose numbers were not sent: the outputs
            of the layer and of its sources, and the weights that make this channel
    """
    # callbacks outlive the page's run: they must not keep a large network in memory
    told = [_without_numbers(run) for run in runs]

    def walked() -> None:
        found = checked_walk(_sent(key, "walk"), told)
        if found and on_walk:
            on_walk(found)

    def wanted() -> None:
        found = checked_want(_sent(key, "want"), told)
        if found and on_want:
            on_want(*found)

    nets = {run.net.key: run.net for run in runs}
    data = {"runs": [run.key for run in runs], "colours": colours}
    data |= asdict(standing or Standing())
    with st.container(gap=None):
        _mount_code(key=f"{key}_code", height="content")
        for i, net in enumerate(nets.values()):
            _mount_store(data=pack_net(net), key=f"{key}_net_{i}", height="content")
        for i, run in enumerate(runs):
            _mount_store(data=pack_run(run), key=f"{key}_run_{i}", height="content")
        _mount(data=data, key=key, on_walk_change=walked, on_want_change=wanted)


def _without_numbers(run: Run) -> Run:
    rules = [replace(rule, operation=Same()) for rule in run.net.rules]
    return replace(run, net=replace(run.net, rules=rules), outputs={}, previews={})


def _sent(key: str, name: str) -> object:
    """What the browser sent; None where the mount has gone meanwhile, with the page left."""
    state = st.session_state.get(key)
    return None if state is None else state.get(name)


def checked_walk(sent: object, runs: Sequence[Run]) -> Standing | None:
    """Where a visitor stands, as a browser sent it; None where a network has no such unit.

    Args:
        sent: anything
        runs: those that are shown; all steps are units of one of their networks
    """
    match sent:
        case {
            "view": str(view), "trail": list(trail), "which": int(which),
            "pictures": str(pictures), "kernels": bool(kernels),
        } if view in VIEWS and pictures in PICTURES and len(trail) <= LONGEST:  # fmt: skip
            if isinstance(which, bool) or not 1 <= which <= len(runs):
                return None
            for net in (run.net for run in runs):
                steps = [_step(step, net) for step in trail]
                if None not in steps:
                    known = tuple(step for step in steps if step)
                    return Standing(view, known, which, pictures, kernels)
    return None


def checked_want(sent: object, runs: Sequence[Run]) -> tuple[str, int] | None:
    """Layer and channel as a browser sent them; None where no network has them."""
    match sent:
        case {"layer": str(layer), "channel": int(channel)} if not isinstance(channel, bool):
            shapes = [_shapes(run.net).get(layer, (0,)) for run in runs]
            if any(0 <= channel < shape[0] for shape in shapes):
                return layer, channel
    return None


def _step(sent: object, net: Net) -> Step | None:
    match sent:
        case [str(layer), list(unit)]:
            shape = _shapes(net).get(layer, ())
            if shape and len(unit) == len(shape) and all(map(_is_within, unit, shape)):
                return layer, tuple(unit)
    return None


def _is_within(number: Any, count: int) -> bool:  # noqa: ANN401
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < count


def _shapes(net: Net) -> dict[str, tuple[int, ...]]:
    return {IMAGE: net.size} | {rule.layer.name: rule.layer.shape for rule in net.rules}
