"""The galaxies that are judged: a set is read or made block by block."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.data import simulator
from cnnviz.data.images import CLASSES, Images
from cnnviz.evaluation import matched
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import cached
from cnnviz.ui.components import Picture
from cnnviz.ui.evaluate.choices import BLOCK, WHOLE, Evaluate
from cnnviz.ui.evaluate.real import Part, Real, real
from cnnviz.ui.galaxy import simulated_address

SIZE = 96  # pixels: as every page shows a simulated galaxy
BLOCKS = 160  # that are kept in memory: 310 MB for all visitors together


@dataclass(frozen=True)
class Simulated:
    """Simulated galaxies: image j has class j mod 7 and galaxy seed `first` + j // 7.

    Another set needs these properties and methods, too.

    Args:
        count: galaxies, a multiple of BLOCK
        first: seed of the first
    """

    count: int
    first: int

    @property
    def key(self) -> str:
        """Different for different galaxies."""
        return f"simulated/{self.count}/{self.first}"

    @property
    def title(self) -> str:
        """For people, as after a number."""
        return "simulated galaxies"

    @property
    def blocks(self) -> int:
        """How many there are."""
        return self.count // BLOCK

    def block(self, i: int) -> NDArray[np.uint8]:
        """Pixels of one block, uint8 of shape (n, H, W, 3)."""
        return _shelf().block(self.first + i * BLOCK // len(CLASSES))

    def labels(self) -> Images:
        """Classes and candidates of all images; the pixels are left out."""
        none = np.empty((self.count, 1, 1, 3), np.uint8)
        return Images(none, np.arange(self.count, dtype=np.int64) % len(CLASSES))

    def galaxy(self, j: int) -> tuple[int, int]:
        """Class and seed of image j."""
        return j % len(CLASSES), self.first + j // len(CLASSES)

    def address(self, j: int) -> str:
        """Of image j, as every page knows it."""
        return simulated_address(*self.galaxy(j))

    def picture(self, j: int, text: str) -> Picture:
        """Image j to choose, with a text below."""
        return cached.choice(*self.galaxy(j), text=text)

    @property
    def stem(self) -> str:
        """How files about it begin."""
        return f"{self.count}-seed-{self.first}"


def chosen(now: Evaluate, shares: Sequence[float], classes: Sequence[str]) -> Simulated | Real:
    """The galaxies that the visitor chose.

    Args:
        now: the choices
        shares: of the parts that the chosen network's training cut
        classes: names of its K outputs
    """
    if not now.data:
        return Simulated(now.count, now.first)
    whole = real(now.data)
    if whole.own is None or now.part == WHOLE:
        return whole
    return replace(whole, part=Part(now.part, tuple(shares), now.split, tuple(classes)))


def received(
    pixels: NDArray[np.uint8] | list[NDArray[np.uint8]], preprocessing: Preprocessing
) -> NDArray[np.uint8]:
    """A block as a network receives it, uint8 of shape (n, size, size, 3)."""
    if isinstance(pixels, np.ndarray) and pixels.shape[1] == preprocessing.size:
        return pixels
    return np.stack([preprocessing.pixels(image) for image in pixels])


def rows(now: Evaluate, classes: Sequence[str]) -> tuple[str, ...]:
    """The classes of the chosen galaxies that a network knows."""
    there = (real(now.data) if now.data else Simulated(now.count, now.first)).labels()
    known = np.asarray(matched(there, classes).any(axis=1))
    return tuple(name for name, one in zip(there.classes, known, strict=True) if one)


class Shelf:
    """Blocks of simulated galaxies by their first seed; the one used longest ago goes first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._blocks: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()

    def block(self, first: int) -> NDArray[np.uint8]:
        """Ten galaxies of each class from this seed on, uint8 of shape (70, 96, 96, 3)."""
        with self._lock:
            if first in self._blocks:
                self._blocks.move_to_end(first)
                return self._blocks[first]
        labels = [j % len(CLASSES) for j in range(BLOCK)]
        seeds = [first + j // len(CLASSES) for j in range(BLOCK)]
        made = simulator.galaxies(labels, seeds, SIZE).pixels
        with self._lock:
            self._blocks[first] = made
            while len(self._blocks) > BLOCKS:
                self._blocks.popitem(last=False)
        return made


@st.cache_resource(show_spinner=False, max_entries=1)
def _shelf() -> Shelf:
    return Shelf()
