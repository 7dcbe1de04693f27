"""What of the galaxy the visitor has hidden: a patch in the address, a painting in the session."""

from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.hiding import Mask, Patch
from cnnviz.ui.attribution.choices import Attribution
from cnnviz.ui.components import Hiding
from cnnviz.ui.components.hider import mask
from cnnviz.ui.grids import integer

LARGEST = 10_000  # pixels
FINEST, COARSEST = 16, 2  # the least and the largest patch as parts of the image's side
PAINTED, TURN, TRIED = "attribution_painted", "attribution_turn", "attribution_tried"
MOST_GALAXIES, MOST_TRIES = 20, 200  # that a session remembers


@dataclass(frozen=True, eq=False)
class Try:
    """Something that the visitor has hidden.

    Args:
        patch: where the square was; None without one
        painted: number of pixels that were painted over
        mask: all that was hidden, bool of shape (H, W)
        filling: what it was filled with
        logits: of the network then, shape (K,)
    """

    patch: Patch | None
    painted: int
    mask: Mask = field(repr=False)
    filling: str
    logits: NDArray[np.float64] = field(repr=False)

    @property
    def share(self) -> float:
        """Of the pixels that were hidden, 0 to 1."""
        return float(self.mask.mean())

    def same(self, other: "Try") -> bool:
        """Whether the other hides the same in the same way."""
        return self.filling == other.filling and np.array_equal(self.mask, other.mask)


def sides(size: int) -> tuple[int, int]:
    """The least and the largest side of a patch in an image of this size, pixels."""
    return max(2, size // FINEST), max(2, size // COARSEST)


def read_patch(text: str) -> tuple[int, int]:
    """Row and column from `12.30`.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    row, dot, column = text.partition(".")
    if not dot:
        raise ValueError(f"'{text[:20]}' is no row and column, as 12.30")
    return integer(row, 0, LARGEST), integer(column, 0, LARGEST)


def write_patch(patch: tuple[int, int]) -> str:
    """The text that `read_patch` reads as this place."""
    return f"{patch[0]}.{patch[1]}"


def settle(asked: Attribution, size: int, notes: list[str]) -> Attribution:
    """The patch within the image; a sentence is added for what had to change.

    Args:
        asked: anything that can be read
        size: height and width of the image, pixels
        notes: of the page
    """
    least, most = sides(size)
    side = min(max(asked.side, least), most)
    if side != asked.side:
        notes.append(f"A patch of {asked.side} pixels became one of {side}.")
    if asked.patch is None:
        return replace(asked, side=side)
    top, left = (min(place, size - side) for place in asked.patch)
    if (top, left) != asked.patch and side == asked.side:
        notes.append(f"The patch is at row {top}, column {left}: there the image ends.")
    return replace(asked, side=side, patch=(top, left))


def of(subject: str, now: Attribution) -> Hiding:
    """What is hidden of a galaxy.

    Args:
        subject: different for different galaxies and sizes
        now: the choices as they are
    """
    state = st.session_state
    return Hiding(now.patch, state.get(PAINTED, {}).get(subject, ""), state.get(TURN, 0))


def keep(subject: str, found: Hiding) -> None:
    """Remember what is painted over a galaxy."""
    others = {name: text for name, text in st.session_state.get(PAINTED, {}).items()}
    others.pop(subject, None)
    every = {**others, subject: found.painted} if found.painted else others
    st.session_state[PAINTED] = dict(list(every.items())[-MOST_GALAXIES:])
    st.session_state[TURN] = found.turn


def whole(now: Attribution, found: Hiding, shape: tuple[int, int]) -> tuple[Mask, int]:
    """All that is hidden, shape (H, W), and how many pixels are painted over."""
    painted = mask(found.painted, shape)
    assert painted is not None  # it was checked when it came
    square = Patch(*found.patch, now.side).mask(shape) if found.patch else np.zeros_like(painted)
    return painted | square, int(painted.sum())


def tried(subject: str) -> list[Try]:
    """What the visitor has tried with a galaxy and a network, the first one first."""
    found: list[Try] = st.session_state.get(TRIED, {}).get(subject, [])
    return found


def note(subject: str, new: Try) -> None:
    """Add a try, unless it is the last one again."""
    every = dict(st.session_state.get(TRIED, {}))
    before = every.pop(subject, [])
    fresh = [] if before and before[-1].same(new) else [new]
    every[subject] = [*before, *fresh][-MOST_TRIES:]
    st.session_state[TRIED] = dict(list(every.items())[-MOST_GALAXIES:])


def forget(subject: str) -> None:
    """Begin the list of tries anew; for callbacks."""
    every = dict(st.session_state.get(TRIED, {}))
    every.pop(subject, None)
    st.session_state[TRIED] = every
