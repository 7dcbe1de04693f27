"""The choices as they stand in the address, and the nearest that are possible."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from cnnviz.data import DataError
from cnnviz.ui import grids, sets
from cnnviz.ui.address import Choices
from cnnviz.ui.data.choices import (
    ALL,
    KINDS,
    LINES,
    MOST_CLASSES,
    MOST_MORE,
    SECTIONS,
    WHOLE,
    Data,
)
from cnnviz.ui.evaluate.choices import COUNTS, LARGEST_FIRST
from cnnviz.ui.evaluate.real import real
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.networks import one_of
from cnnviz.ui.words import PARAMETERS, literal, plain

PAGE = "data"
SEVEN = 7


def choices() -> Choices[Data]:
    """The choices in session and address."""
    return Choices(PAGE, Data(), _READ, _WRITE, settle)


def settle(asked: Data) -> tuple[Data, list[str]]:
    """The nearest choices that are possible, with a sentence for each that had to change."""
    found, notes, known = asked, [], SEVEN
    if asked.data:
        try:
            known = len(real(asked.data).found.classes)
        except DataError as error:
            found = replace(found, data="", label=ALL)
            notes.append(f"Simulated galaxies now: {plain(str(error))}.")
    if found.label >= known:
        notes.append(f"All classes now: {literal(asked.data or 'simulated')} has {known} of them.")
        found = replace(found, label=ALL)
    return found, notes


def read_kinds(text: str) -> tuple[str, ...]:
    """Changes from `zoom~noise`, in their own order; `none` is none of them.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    asked = [] if text == "none" else [one_of(name, tuple(KINDS)) for name in text.split("~")]
    return tuple(name for name in KINDS if name in asked)


def write_kinds(kinds: tuple[str, ...]) -> str:
    """The text that `read_kinds` reads as these."""
    return "~".join(kinds) or "none"


def read_strengths(text: str) -> tuple[int, ...]:
    """Strengths from `100-60-...`, one for each change.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    parts = text.split("-")
    if len(parts) != len(KINDS):
        raise ValueError(f"{len(KINDS)} strengths are needed, not {len(parts)}")
    return tuple(grids.integer(part, 0, WHOLE) for part in parts)


def write_strengths(strengths: tuple[int, ...]) -> str:
    """The text that `read_strengths` reads as these."""
    return "-".join(map(str, strengths))


def _count(text: str) -> int:
    found = grids.integer(text, COUNTS[0], COUNTS[-1])
    if found not in COUNTS:
        raise ValueError(f"{found} is none of {', '.join(map(str, COUNTS))}")
    return found


_seed = partial(grids.integer, least=0, most=LARGEST_SEED)
_READ: dict[str, Callable[[str], Any]] = {
    "section": partial(one_of, names=SECTIONS),
    "data": sets.asked,
    "count": _count,
    "first": lambda text: grids.integer(text, 0, LARGEST_FIRST),
    "label": lambda text: grids.integer(text, 0, MOST_CLASSES - 1),
    "more": lambda text: grids.integer(text, 0, MOST_MORE),
    "lines": partial(one_of, names=LINES),
    "kinds": read_kinds,
    "strengths": read_strengths,
    "draw": _seed,
    "parameter": partial(one_of, names=tuple(PARAMETERS)),
    "value": grids.number,
    "deal": _seed,
}
_WRITE: dict[str, Callable[[Any], str]] = {
    "kinds": write_kinds, "strengths": write_strengths, "value": "{:.6g}".format,
}  # fmt: skip
