"""The choices as they stand in the address."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cnnviz.attribution import METHODS
from cnnviz.changes import BANDS
from cnnviz.data.not_galaxies import NOT_GALAXIES
from cnnviz.hiding import FILLINGS
from cnnviz.ui import Chosen, grids
from cnnviz.ui.address import Choices
from cnnviz.ui.attribution import hidden
from cnnviz.ui.attribution.choices import (
    ANGLES,
    CHANGES,
    COUNTED,
    FAST,
    FORMS,
    INTERPOLATIONS,
    RINGS,
    SCALES,
    SECTIONS,
    SNRS,
    STRETCHES,
    TESTS,
    WIDTHS,
    Attribution,
    Value,
)
from cnnviz.ui.attribution.possible import settle
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.networks import one_of

PAGE = "attribution"
MOST_CLASSES = 1000
BETWEEN = "~"


def choices(chosen: Chosen) -> Choices[Attribution]:
    """The choices in session and address.

    Args:
        chosen: galaxy and model
    """
    return Choices(PAGE, Attribution(), _READ, _WRITE, partial(settle, model=chosen.name))


def read_methods(text: str) -> tuple[str, ...]:
    """Methods from `saliency~grad_cam`, in the order of the registry.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    asked = {one_of(name, tuple(METHODS)) for name in text.split(BETWEEN) if text}
    return tuple(name for name in METHODS if name in asked)


def read_parameters(text: str) -> dict[tuple[str, str], Value]:
    """Values from `occlusion.window.8~integrated_gradients.baseline.mean`.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    return dict(_parameter(part) for part in text.split(BETWEEN))


def write_parameters(values: Mapping[tuple[str, str], Value]) -> str:
    """The text that `read_parameters` reads as these values."""
    return BETWEEN.join(f"{method}.{name}.{value}" for (method, name), value in values.items())


def _parameter(part: str) -> tuple[tuple[str, str], Value]:
    method, _, rest = part.partition(".")
    name, _, text = rest.partition(".")
    known = {p.name: p for p in METHODS[one_of(method, tuple(METHODS))].parameters}
    if not known:
        raise ValueError(f"{method} has no parameters")
    parameter = known[one_of(name, tuple(known))]
    try:
        value = {"int": int, "float": float}.get(parameter.kind, str)(text)
    except ValueError as error:
        raise ValueError(f"'{text[:20]}' is no number") from error
    found = parameter.check(value)
    assert isinstance(found, int | float | str)
    return (method, name), found


def _among(text: str, values: tuple[int, ...]) -> int:
    found = grids.integer(text, values[0], values[-1])
    if found not in values:
        raise ValueError(f"{found} is none of {', '.join(map(str, values))}")
    return found


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,100}", text, re.ASCII):
        raise ValueError(f"'{text[:20]}' is no name of a layer")
    return text


_READ: dict[str, Callable[[str], Any]] = {
    "methods": read_methods,
    "target": lambda text: grids.integer(text, 0, MOST_CLASSES - 1),
    "contrast": lambda text: grids.integer(text, 0, MOST_CLASSES - 1),
    "layer": _name,
    "seed": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "form": partial(one_of, names=FORMS),
    "opacity": lambda text: grids.integer(text, 0, 100),
    "smooth": lambda text: one_of(text, ("True", "False")) == "True",
    "scale": partial(one_of, names=SCALES),
    "parameters": read_parameters,
    "taken": partial(one_of, names=tuple(METHODS)),
    "section": partial(one_of, names=SECTIONS),
    "patch": hidden.read_patch,
    "side": lambda text: grids.integer(text, 1, hidden.LARGEST),
    "filling": partial(one_of, names=FILLINGS),
    "test": partial(one_of, names=TESTS),
    "stretch": partial(one_of, names=STRETCHES),
    "counted": partial(one_of, names=COUNTED),
    "ring": partial(_among, values=RINGS),
    "change": partial(one_of, names=CHANGES),
    "fwhm": partial(_among, values=WIDTHS),
    "snr": partial(one_of, names=SNRS),
    "pattern": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "bands": partial(one_of, names=tuple(BANDS)),
    "angle": partial(_among, values=ANGLES),
    "interpolation": partial(one_of, names=INTERPOLATIONS),
    "thing": partial(one_of, names=tuple(NOT_GALAXIES)),
    "draw": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "by": partial(one_of, names=FAST),
}
_WRITE: dict[str, Callable[[Any], str]] = {
    "methods": BETWEEN.join,
    "parameters": write_parameters,
    "patch": hidden.write_patch,
}
