"""The choices as they stand in the address, and which of them go together."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from cnnviz import builder
from cnnviz.builder import Network
from cnnviz.builder.description import BLOCKS
from cnnviz.ui import grids
from cnnviz.ui.address import Choices
from cnnviz.ui.network.choices import (
    BUILT,
    CHOSEN,
    NONE,
    ROWS,
    TASKS,
    VIEWS,
    Look,
    fitted,
    models,
    sizes_of,
)

PAGE = "network"
MOST_RESIDUAL = 1_000


def choices(frame: str) -> Choices[Look]:
    """The page's choices in session and address.

    Args:
        frame: name of the weights that the frame has chosen
    """
    return Choices(PAGE, Look(), READ, WRITE, partial(settle, frame=frame))


def settle(look: Look, frame: str) -> tuple[Look, list[str]]:
    """The choices as they go together, with a sentence where one had to change.

    The weights that the frame shows are "chosen", no block is edited that is not there, and a
    built network that is looked at has the task's images and classes.
    """
    model = CHOSEN if look.model == frame else look.model
    other = CHOSEN if look.other == frame else look.other
    edited = min(look.edited, len(look.built.blocks))
    built = fitted(look.built, look.task) if BUILT in (model, other) else look.built
    found = replace(look, model=model, other=other, edited=edited, built=built)
    return found, _refitted(look.built, built)


def _refitted(asked: Network, built: Network) -> list[str]:
    """What is said where the task replaces sizes that somebody has chosen for this network."""
    given = {sizes_of(Network()), *TASKS.values()}  # by nobody
    if asked == built or sizes_of(asked) in given:
        return []
    channels, pixels, classes = sizes_of(built)
    times = "\N{MULTIPLICATION SIGN}"
    return [
        f"Your own network takes {pixels} {times} {pixels} {times} {channels} and tells {classes} "
        "classes apart now, as the task has it."
    ]


def one_of(known: Iterable[str], text: str) -> str:
    """One of the known words.

    Raises:
        ValueError: one sentence with all of them
    """
    words = tuple(known)
    if text not in words:
        raise ValueError(f"'{text[:20]}' is none of {', '.join(words)}")
    return text


READ: dict[str, Callable[[str], Any]] = {
    "model": lambda text: one_of(models(), text),
    "other": lambda text: one_of((NONE, *models()), text),
    "task": partial(one_of, TASKS),
    "built": builder.from_json,
    "edited": lambda text: grids.integer(text, 0, BLOCKS),
    "rows": partial(one_of, ROWS),
    "block": lambda text: grids.integer(text, 1, MOST_RESIDUAL),
    "view": partial(one_of, VIEWS),
}
WRITE: dict[str, Callable[[Any], str]] = {"built": builder.to_json}
