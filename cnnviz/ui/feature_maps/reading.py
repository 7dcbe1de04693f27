"""The choices as they stand in the address."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from cnnviz import builder
from cnnviz.builder.description import IN_NETWORK
from cnnviz.ui import Chosen, grids, models
from cnnviz.ui.address import Choices
from cnnviz.ui.components.microscope import COLOURS, PICTURES, VIEWS
from cnnviz.ui.feature_maps import trail
from cnnviz.ui.feature_maps.choices import COMPARISONS, SECTIONS, FeatureMaps
from cnnviz.ui.feature_maps.possible import settle
from cnnviz.ui.galaxy import LARGEST_SEED, parse_address, simulated_address
from cnnviz.ui.networks import TITLES, one_of, read_built

PAGE = "feature_maps"
LARGEST_INDEX = 10**6
MOST_CLASSES = IN_NETWORK["classes"][1]


def choices(chosen: Chosen) -> Choices[FeatureMaps]:
    """The choices in session and address.

    Args:
        chosen: galaxy and model
    """
    possible = partial(settle, galaxy=chosen.galaxy.address, model=chosen.name)
    return Choices(PAGE, FeatureMaps(), _READ, _WRITE, possible)


def _galaxy(text: str) -> str:
    found = parse_address(text)
    if found is None:
        raise ValueError(f"'{text[:20]}' is no simulated galaxy, as sim-barred-17")
    return simulated_address(*found)


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,100}", text, re.ASCII):
        raise ValueError(f"'{text[:20]}' is no name of a layer")
    return text


def _model(text: str) -> str:
    return text if models.known(text) else one_of(text, models.names())


_READ: dict[str, Callable[[str], Any]] = {
    "network": partial(one_of, names=tuple(TITLES)),
    "built": read_built,
    "compare": partial(one_of, names=COMPARISONS),
    "galaxy": _galaxy,
    "model": _model,
    "seed": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "colours": partial(one_of, names=COLOURS),
    "view": partial(one_of, names=VIEWS),
    "at": trail.read,
    "which": lambda text: grids.integer(text, 1, 2),
    "pictures": partial(one_of, names=PICTURES[1:]),
    "kernels": lambda text: one_of(text, ("True", "False")) == "True",
    "section": partial(one_of, names=SECTIONS),
    "target": lambda text: grids.integer(text, 0, MOST_CLASSES - 1),
    "layer": _name,
    "channel": lambda text: grids.integer(text, 0, LARGEST_INDEX),
}
_WRITE: dict[str, Callable[[Any], str]] = {"built": builder.to_json, "at": trail.write}
