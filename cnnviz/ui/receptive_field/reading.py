"""The choices as they stand in the address, and the nearest that are possible."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cnnviz import builder
from cnnviz.ui import Chosen, grids
from cnnviz.ui.address import Choices
from cnnviz.ui.networks import TITLES, one_of, read_built, without_field
from cnnviz.ui.receptive_field import network
from cnnviz.ui.receptive_field.choices import MIDDLE, SECTIONS, ReceptiveField, Row
from cnnviz.ui.receptive_field.network import Network

PAGE = "receptive_field"
MOST_ROWS = 18  # layers of the calculator
BOUNDS = {"kernel": (1, 31), "stride": (1, 16), "padding": (0, 31), "dilation": (1, 16)}
LENGTHS = (1, 1024)  # pixels of the calculator's image
LARGEST_INDEX = 10**6
PIXEL_SCALES = (0.001, 100.0)  # arcsec per pixel
REDSHIFTS = (0.0001, 20.0)


def choices(chosen: Chosen) -> Choices[ReceptiveField]:
    """The choices in session and address.

    Args:
        chosen: galaxy and model
    """
    return Choices(PAGE, ReceptiveField(), _READ, _WRITE, partial(settle, model=chosen.name))


def assumed() -> ReceptiveField:
    """The visitor's choices on that page, with pixel scale and redshift for other pages too."""
    found: ReceptiveField = st.session_state.get(f"{PAGE}_choices", ReceptiveField())
    return found


def settle(asked: ReceptiveField, model: str) -> tuple[ReceptiveField, list[str]]:
    """The nearest choices that are possible, with a sentence for each that had to change.

    Args:
        asked: anything that can be read
        model: name of the chosen weights
    """
    found, notes = asked, []
    shown = network.of(asked.network, model, asked.built)
    layer = shown.layer(asked.layer)
    if layer is None:
        layer = shown.layer("")
        assert layer is not None
        found = replace(found, layer="", channel=0, row=MIDDLE, column=MIDDLE)
        notes.append(f"`{layer.path}` now, because {_missing(shown, asked.layer)}")
    for name, count in zip(("channel", "row", "column"), network.units(layer), strict=True):
        if getattr(found, name) >= count:
            found = replace(found, **{name: count - 1})  # type: ignore[arg-type]  # a number
            what = f"one {name}" if count == 1 else f"{count} {name}s"
            notes.append(
                f"{name.capitalize()} {count - 1} now, because `{layer.path}` has {what}, counted "
                "from 0."
            )
    return found, notes


def _missing(shown: Network, name: str) -> str:
    """Why a layer cannot be looked at: it has no one field, or is not there."""
    unclear = [layer for layer in shown.unclear if layer.name == name]
    return without_field(unclear) or f"{shown.name} has no layer `{name}`."


def read_rows(text: str) -> tuple[Row, ...]:
    """The calculator's layers, as `3.1.1.1-2.2.0.1`.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    rows = []
    for part in text.split("-"):
        numbers = part.split(".")
        if len(numbers) != len(BOUNDS):
            raise ValueError(f"'{part[:20]}' is not kernel.stride.padding.dilation")
        kernel, stride, padding, dilation = (
            grids.integer(number, *bounds)
            for number, bounds in zip(numbers, BOUNDS.values(), strict=True)
        )
        rows.append((kernel, stride, padding, dilation))
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{len(rows)} layers are more than {MOST_ROWS}")
    return tuple(rows)


def write_rows(rows: tuple[Row, ...]) -> str:
    """The text that `read_rows` reads as these layers."""
    return "-".join(".".join(map(str, row)) for row in rows)


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,100}", text):
        raise ValueError(f"'{text[:20]}' is no name of a layer")
    return text


_index = partial(grids.integer, least=0, most=LARGEST_INDEX)
_READ: dict[str, Callable[[str], Any]] = {
    "network": partial(one_of, names=tuple(TITLES)),
    "built": read_built,
    "layer": _name,
    "channel": _index,
    "row": _index,
    "column": _index,
    "pixel_scale": lambda text: grids.bounded(text, *PIXEL_SCALES),
    "redshift": lambda text: grids.bounded(text, *REDSHIFTS),
    "section": partial(one_of, names=SECTIONS),
    "rows": read_rows,
    "length": lambda text: grids.integer(text, *LENGTHS),
}
_WRITE: dict[str, Callable[[Any], str]] = {
    "built": builder.to_json,
    "pixel_scale": grids.short,
    "redshift": grids.short,
    "rows": write_rows,
}
