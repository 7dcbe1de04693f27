"""The bench's choices as they stand in the address."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cnnviz.conv import PADDING_MODES
from cnnviz.ui import grids
from cnnviz.ui.address import Choices
from cnnviz.ui.bench import edits
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.choices import QUESTIONS, SOURCES, VIEWS, Bench, Pair
from cnnviz.ui.convolution.possible import (
    LARGEST_DILATION,
    LARGEST_KERNEL,
    LARGEST_STRIDE,
    NAMED,
    settle,
)
from cnnviz.ui.convolution.weights import Learned
from cnnviz.ui.galaxy import Galaxy

PAGE = "convolution"
LARGEST_SIZE = 64  # pixels of a patch or a pattern
LARGEST_PLACE = 100_000
LARGEST_SEED = 10**6
LARGEST_BIAS = 1000.0
KERNELS = 4


def choices(galaxy: Galaxy, learned: Learned) -> Choices[Bench]:
    """The bench's choices in session and address.

    Args:
        galaxy: the chosen one
        learned: the chosen network's first layer
    """
    return Choices(PAGE, Bench(), READ, WRITE, partial(settle, galaxy=galaxy, learned=learned))


def one_of(known: tuple[str, ...], text: str) -> str:
    """One of the known words.

    Raises:
        ValueError: one sentence with all of them
    """
    if text not in known:
        raise ValueError(f"'{text[:20]}' is none of {', '.join(known)}")
    return text


def pair(least: int, most: int, text: str) -> Pair:
    """Rows and columns: `3`, or `3x5` where they differ.

    Raises:
        ValueError: one sentence
    """
    first, x, second = text.partition("x")
    rows = grids.integer(first, least, most)
    return rows, grids.integer(second, least, most) if x else rows


def write_pair(values: tuple[object, object]) -> str:
    """The text that `pair` reads."""
    return str(values[0]) if values[0] == values[1] else f"{values[0]}x{values[1]}"


def _padding(text: str) -> tuple[str, str]:
    first, x, second = text.partition("x")
    rows = _one_padding(first)
    return rows, _one_padding(second) if x else rows


def _one_padding(text: str) -> str:
    if text in NAMED:
        return text
    return str(grids.integer(text, 0, LARGEST_KERNEL * LARGEST_DILATION))


def _kernels(text: str) -> tuple[str, ...]:
    names = tuple(text.split("."))
    unknown = [name[:20] for name in names if not weights.known(name)]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no kernel")
    if not 1 <= len(names) <= KERNELS:
        raise ValueError(f"{len(names)} kernels are not between 1 and {KERNELS}")
    return tuple(dict.fromkeys(names))


def read_cells(text: str) -> str:
    """A typed input as it is kept.

    Raises:
        ValueError: one sentence
    """
    values = grids.typed(text)
    if len(values) > 3:
        raise ValueError(f"{len(values)} channels are more than 3")
    return grids.text(values)


def read_typed(text: str) -> str:
    """A typed kernel as it is kept.

    Raises:
        ValueError: one sentence
    """
    values = grids.typed(text, LARGEST_KERNEL)
    if len(values) > 3:
        raise ValueError(f"{len(values)} channels are more than 3")
    return grids.text(values)


def _yes(text: str) -> bool:
    return one_of(("True", "False"), text) == "True"


READ: dict[str, Callable[[str], Any]] = {
    "dimensions": lambda text: grids.integer(text, 1, 2),
    "source": partial(one_of, SOURCES),
    "size": partial(pair, 1, LARGEST_SIZE),
    "channels": lambda text: grids.integer(text, 1, 3),
    "seed": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "place": partial(pair, 0, LARGEST_PLACE),
    "cells": read_cells,
    "changed": partial(edits.read, axes=3),
    "kernels": _kernels,
    "kernel": partial(pair, 1, LARGEST_KERNEL),
    "fwhm": lambda text: grids.bounded(text, 0.5, 10),
    "typed": read_typed,
    "reweighted": partial(edits.read, axes=4),
    "bias": lambda text: grids.bounded(text, -LARGEST_BIAS, LARGEST_BIAS),
    "stride": partial(pair, 1, LARGEST_STRIDE),
    "padding": _padding,
    "dilation": partial(pair, 1, LARGEST_DILATION),
    "mode": partial(one_of, PADDING_MODES),
    "separate": _yes,
    "view": partial(one_of, VIEWS),
    "worksheet": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "question": lambda text: grids.integer(text, 0, QUESTIONS - 1),
}
WRITE: dict[str, Callable[[Any], str]] = {
    "size": write_pair,
    "place": write_pair,
    "changed": edits.write,
    "kernels": ".".join,
    "kernel": write_pair,
    "reweighted": edits.write,
    "fwhm": grids.short,
    "bias": grids.short,
    "stride": write_pair,
    "padding": write_pair,
    "dilation": write_pair,
}
