"""The choices as they stand in the address, and the nearest that are possible."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from cnnviz.ui import grids
from cnnviz.ui.address import Choices
from cnnviz.ui.bench import edits
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import choices as known
from cnnviz.ui.resampling.choices import Resampling, input_size, sizes
from cnnviz.ui.resampling.possible import RANGES, nearest

PAGE = "resampling"
LARGEST_SIZE = 32  # pixels of a patch or a pattern
LARGEST_SEED = 10**6
COLDEST, HOTTEST = 1.0, 5.0  # temperatures of the spin lattice
BOARD = {"board_kernel": (1, 7), "board_stride": (1, 4)}  # of the checkerboard
WORDS = {
    "kernel": "Kernel",
    "stride": "Stride",
    "padding": "Padding",
    "dilation": "Dilation",
    "output_padding": "Output padding",
    "factor": "Factor",
}


def choices(galaxy: Galaxy) -> Choices[Resampling]:
    """The choices in session and address.

    Args:
        galaxy: the chosen one
    """
    return Choices(PAGE, Resampling(), _READ, _WRITE, partial(settle, galaxy=galaxy))


def follow(galaxy: Galaxy) -> tuple[Resampling, Choices[Resampling], list[str]]:
    """The choices as they are now, and a sentence for each that was ignored or had to change."""
    kept = choices(galaxy)
    found, notes = kept.follow()
    return found, kept, notes


def settle(asked: Resampling, galaxy: Galaxy) -> tuple[Resampling, list[str]]:
    """The nearest choices that are possible, with a sentence for each that had to change."""
    found, notes = asked, []
    if found.dimensions == 1 and found.source == "published":
        found = replace(found, source="random")
        notes.append("Random integers now, because the published example is an image.")
    most = min(LARGEST_SIZE, *galaxy.pixels.shape[:2])
    if found.source == "patch" and found.size > most:
        found = replace(found, size=most)
        notes.append(f"Size {most} now, because the galaxy has no more pixels.")
    found, changed = _fitting(found, galaxy)
    found = replace(
        found,
        changed=edits.within(found.changed, input_size(found, galaxy)),
        reweighted=edits.within(found.reweighted, _weight_shape(found, galaxy)),
    )
    notes += changed
    if found.weights == "published" and (found.kernel != 3 or found.dimensions == 1):
        found = replace(found, weights="count")
        if found.operation in known.WEIGHTED:
            notes.append("Counting weights now, because the published kernel is 3 by 3.")
    return found, notes


def _weight_shape(asked: Resampling, galaxy: Galaxy) -> tuple[int, int, int]:
    rows = 1 if asked.dimensions == 1 else asked.kernel
    return input_size(asked, galaxy)[0], rows, asked.kernel


def _fitting(asked: Resampling, galaxy: Galaxy) -> tuple[Resampling, list[str]]:
    """Numbers that go together."""
    axes = [asked.along(size) for size in sizes(asked, galaxy)]
    why = ""
    for axis in axes:
        try:
            axis.output_size()
        except ValueError as error:
            why = str(error)
    if not why:
        return asked, []
    near = nearest(axes)
    now = {name: getattr(near, name) for name in near.used}
    different = [name for name, n in now.items() if n != getattr(asked, name)]
    parts = " and ".join(f"{WORDS[name].lower()} {now[name]}" for name in different)
    return replace(asked, **now), [f"{parts[:1].upper()}{parts[1:]} now, because {why}."]


def _one_of(names: Iterable[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"'{text[:20]}' is none of {', '.join(names)}")
        return text

    return read


def _between(least: int, most: int) -> Callable[[str], int]:
    return partial(grids.integer, least=least, most=most)


_READ: dict[str, Callable[[str], Any]] = {
    "operation": _one_of(tuple(known.OPERATIONS)),
    "dimensions": _between(1, 2),
    "source": _one_of(known.SOURCES),
    "size": _between(1, LARGEST_SIZE),
    "channels": _between(1, 3),
    "seed": _between(0, LARGEST_SEED),
    "top": _between(0, 10**5),
    "left": _between(0, 10**5),
    "changed": edits.read,
    "weights": _one_of(known.WEIGHTS),
    "reweighted": edits.read,
    **{name: _between(*bounds) for name, bounds in RANGES.items()},
    "way": _one_of(known.WAYS),
    "half": _one_of(known.HALVES),
    "section": _one_of(known.SECTIONS),
    "blocks": _one_of(("max", "average")),
    "temperature": partial(grids.bounded, least=COLDEST, most=HOTTEST),
    "lattice": _between(0, LARGEST_SEED),
    **{name: _between(*bounds) for name, bounds in BOARD.items()},
}
_WRITE: dict[str, Callable[[Any], str]] = {
    "changed": edits.write,
    "reweighted": edits.write,
    "temperature": grids.short,
}
