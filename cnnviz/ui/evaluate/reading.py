"""The choices as they stand in the address, and the nearest that are possible."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from cnnviz.data import DataError
from cnnviz.ui import Chosen, grids, models, sets
from cnnviz.ui.address import Choices
from cnnviz.ui.evaluate.choices import (
    AXES,
    COMMONEST,
    COUNTS,
    HEAVIEST,
    LARGEST_FIRST,
    MOST_MORE,
    NUMBERS,
    PARTS,
    SECTIONS,
    WHOLE,
    Evaluate,
)
from cnnviz.ui.evaluate.data import rows
from cnnviz.ui.evaluate.real import real
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.networks import one_of
from cnnviz.ui.words import literal, plain

PAGE = "evaluate"
MOST_CLASSES = 1000


def choices(chosen: Chosen) -> Choices[Evaluate]:
    """The choices in session and address.

    Args:
        chosen: galaxy and model
    """
    possible = partial(settle, model=chosen.name, classes=chosen.card.classes)
    return Choices(PAGE, Evaluate(), _READ, _WRITE, possible)


def settle(asked: Evaluate, model: str, classes: tuple[str, ...]) -> tuple[Evaluate, list[str]]:
    """The nearest choices that are possible, with a sentence for each that had to change.

    Args:
        asked: anything that can be read
        model: name of the chosen weights
        classes: names of its K outputs
    """
    found, notes = _offered(asked)
    asked = found
    if asked.true >= len(rows(asked, classes)) or asked.taken >= len(classes):
        found = replace(found, true=COMMONEST, taken=COMMONEST)
        notes.append(f"The matrix of this model has no cell {asked.true}, {asked.taken}.")
    if asked.priors and (len(asked.priors) != len(classes) or not any(asked.priors)):
        found = replace(found, priors=())
        notes.append(f"Equal priors now: {len(classes)} are needed, not all of them zero.")
    if asked.other and (asked.other == model or not models.known(asked.other)):
        found = replace(found, other="")
        if asked.other != model:
            notes.append(f"There is no second model {literal(asked.other)}.")
    return found, notes


def _offered(asked: Evaluate) -> tuple[Evaluate, list[str]]:
    """The same with a set that is there."""
    if not asked.data:
        return asked, []
    try:
        real(asked.data)
    except DataError as error:
        note = f"Simulated galaxies now: {plain(str(error))}."
        return replace(asked, data="", true=COMMONEST, taken=COMMONEST), [note]
    return asked, []


def read_priors(text: str) -> tuple[int, ...]:
    """Weights from `1-2-3`.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    if "," in text:
        raise ValueError(f"'{text[:20]}' is not written as 1-100-1")
    parts = text.split("-")
    if len(parts) > MOST_CLASSES:
        raise ValueError(f"{len(parts)} priors are more than {MOST_CLASSES}")
    return tuple(grids.integer(part, 0, HEAVIEST) for part in parts)


def write_priors(priors: tuple[int, ...]) -> str:
    """The text that `read_priors` reads as these weights."""
    return "-".join(map(str, priors))


def _count(text: str) -> int:
    found = grids.integer(text, COUNTS[0], COUNTS[-1])
    if found not in COUNTS:
        raise ValueError(f"{found} is none of {', '.join(map(str, COUNTS))}")
    return found


_index = partial(grids.integer, least=0, most=MOST_CLASSES - 1)
_READ: dict[str, Callable[[str], Any]] = {
    "section": partial(one_of, names=SECTIONS),
    "data": sets.asked,
    "count": _count,
    "first": lambda text: grids.integer(text, 0, LARGEST_FIRST),
    "part": partial(one_of, names=(WHOLE, *PARTS)),
    "split": lambda text: grids.integer(text, 0, LARGEST_SEED),
    "numbers": partial(one_of, names=NUMBERS),
    "true": _index,
    "taken": _index,
    "more": lambda text: grids.integer(text, 0, MOST_MORE),
    "axis": partial(one_of, names=AXES),
    "priors": read_priors,
    "other": lambda text: text[:100],
}
_WRITE: dict[str, Callable[[Any], str]] = {"priors": write_priors}
