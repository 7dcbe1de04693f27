"""What a visitor has chosen on the page, and how it stands in the address."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cnnviz.training import limits, runs
from cnnviz.training.config import Config, from_dict
from cnnviz.ui import grids, sets
from cnnviz.ui.address import Choices
from cnnviz.ui.networks import one_of
from cnnviz.ui.train.lessons import LESSONS
from cnnviz.ui.words import literal

SECTIONS = ("curves", "lapse", "network", "all", "files")
SMOOTH = (0.0, 0.5, 0.8, 0.9, 0.95)
MOST = 6  # runs in one figure


@dataclass(frozen=True)
class Train:
    """The choices of the page.

    Args:
        lesson: a key of LESSONS, from which new runs take their settings
        changes: what is changed of them, JSON as of a configuration's file
        seeds: how many runs a new order makes
        data: that is trained on
        run: that is looked at; empty for the newest
        beside: runs that are drawn beside it
        section: one of SECTIONS
        smooth: weight of the smoothing of the training curves
    """

    lesson: str = "quick"
    changes: str = ""
    seeds: int = 1
    data: str = "simulated"
    run: str = ""
    beside: tuple[str, ...] = ()
    section: str = "curves"
    smooth: float = 0.0

    def changed(self) -> dict[str, Any]:
        """The changes."""
        return json.loads(self.changes) if self.changes else {}

    def configs(self) -> list[tuple[str, Config]]:
        """Title and settings of each run that an order makes."""
        changes = self.changed()
        return [(title, from_dict(changes, config)) for title, config in LESSONS[self.lesson].runs]


def _changes(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("the settings are not JSON") from error
    if not isinstance(found, dict):
        raise ValueError("the settings are an object of JSON")
    limits.read().check(from_dict(found, LESSONS["quick"].runs[0][1]))
    return write(found)


def write(changes: dict[str, Any]) -> str:
    """Changes as they stand in the address; empty without any."""
    return json.dumps(changes, separators=(",", ":")) if changes else ""


def _run(text: str) -> str:
    if runs.summary(text) is None:
        raise ValueError(f"'{text[:40]}' is no run of this machine")
    return text


def _beside(text: str) -> tuple[str, ...]:
    return tuple(_run(name) for name in text.split(",")[:MOST])


def _smooth(text: str) -> float:
    value = grids.bounded(text, 0, 0.95)
    if value not in SMOOTH:
        raise ValueError(f"smoothing is one of {', '.join(map(str, SMOOTH))}")
    return value


_READ: dict[str, Callable[[str], Any]] = {
    "lesson": partial(one_of, names=tuple(LESSONS)),
    "changes": _changes,
    "seeds": lambda text: grids.integer(text, 1, limits.read().seeds),
    "data": lambda text: sets.asked(text, "simulated"),
    "run": _run,
    "beside": _beside,
    "section": partial(one_of, names=SECTIONS),
    "smooth": _smooth,
}


def _settle(found: Train) -> tuple[Train, list[str]]:
    """A set that is no longer there makes room for simulated galaxies."""
    if found.data in ("simulated", *sets.offered()):
        return found, []
    return replace(found, data="simulated"), [
        f"Simulated galaxies now: {literal(found.data)} is not there any more."
    ]


def choices() -> Choices[Train]:
    """Where the page's choices are kept."""
    return Choices("train", Train(), _READ, {"beside": ",".join}, _settle)
