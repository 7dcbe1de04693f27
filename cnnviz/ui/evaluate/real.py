"""Real galaxies that are judged: of this machine, of the visitor's own folder, or a part."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.data.collection import Collection
from cnnviz.data.images import Images, split
from cnnviz.evaluation import matched
from cnnviz.ui import own_folder, sets
from cnnviz.ui.components import Picture
from cnnviz.ui.evaluate.choices import BLOCK, PARTS
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.own_folder import OwnFolder

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """A part as a training cuts it, of the images whose classes the network knows.

    Args:
        name: one of PARTS
        shares: sizes of the three parts, in proportion
        seed: of the cut
        classes: names of the network's K outputs
    """

    name: str
    shares: tuple[float, ...]
    seed: int
    classes: tuple[str, ...]

    def of(self, images: Images) -> Indices:
        """Numbers of the images of a set that are in this part, in order."""
        known = np.asarray(matched(images, self.classes).any(axis=1))[images.labels]
        numbered = Images(
            images.pixels, images.labels, images.classes, images.candidates,
            {"image": np.arange(len(images))},
        ).select(np.flatnonzero(known))  # fmt: skip
        parts = split(numbered, self.shares, self.seed)
        return np.asarray(parts[PARTS.index(self.name)].table["image"], np.int64)


@dataclass(frozen=True)
class Real:
    """A set.

    Args:
        name: of the set, as `sets.of` knows it
        own: the visitor's, where it is theirs: what is computed in a thread knows no session
        part: of it; None for all
    """

    name: str
    own: OwnFolder | None = None
    part: Part | None = None

    @property
    def found(self) -> Collection:
        """All its images."""
        return self.own.collection if self.own else sets.of(self.name)

    @cached_property
    def index(self) -> Indices:
        """Numbers in the set of the images that are judged."""
        whole = self._labels(self.found)
        return self.part.of(whole) if self.part else np.arange(len(whole), dtype=np.int64)

    @property
    def count(self) -> int:
        """Images."""
        return len(self.index) if self.part else len(self.found)

    @property
    def key(self) -> str:
        """Different for different sets."""
        whose = f"/{self.own.key}" if self.own else ""
        part = f"/{self.part}" if self.part else ""
        return f"set/{self.name}{whose}{part}/{self.count}"

    @property
    def title(self) -> str:
        """For people, as after a number."""
        return "galaxies of your folder" if self.own else f"galaxies of {self.name}"

    @property
    def aside(self) -> str:
        """What its classes are that no network of the seven knows; Markdown, empty without any."""
        return self.own.aside if self.own else ""

    @property
    def stem(self) -> str:
        """How files about it begin."""
        part = f"-{self.part.name}-{self.part.seed}" if self.part else ""
        return f"{sets.short(self.name)}{part}"

    @property
    def blocks(self) -> int:
        """How many there are."""
        return -(-self.count // BLOCK)

    def block(self, i: int) -> list[NDArray[np.uint8]]:
        """Pixels of one block's images, each uint8 of shape (H, W, 3).

        Raises:
            ImageFileError: one that cannot be read
        """
        found = self.found
        return [found.read(int(j)) for j in self.index[i * BLOCK : (i + 1) * BLOCK]]

    def labels(self) -> Images:
        """Classes and candidates of all images; the pixels are left out."""
        whole = self._labels(self.found)
        return whole.select(self.index) if self.part else whole

    def galaxy(self, j: int) -> Galaxy | None:
        """Image j; None where it cannot be read."""
        at = int(self.index[j])
        return self.own.galaxy(at) if self.own else sets.galaxy(self.name, at)

    def address(self, j: int) -> str:
        """Of image j, as every page knows it."""
        return sets.address(self.name, int(self.index[j]))

    def picture(self, j: int, text: str) -> Picture:
        """Image j to choose, with a text below."""
        at = int(self.index[j])
        return Picture(self.address(j), self._source(at), self.found.about(at), "", text)

    def _source(self, at: int) -> str:
        if self.own:
            return self.own.picture(at)
        galaxy = sets.galaxy(self.name, at)
        return figures.source(own_folder.small(galaxy.pixels)) if galaxy else ""

    @staticmethod
    def _labels(found: Collection) -> Images:
        none = np.empty((len(found), 1, 1, 3), np.uint8)
        return Images(none, found.labels, found.classes, found.candidates)


def real(name: str) -> Real:
    """A set by its name, the visitor's own with its images; in the page's script alone.

    Raises:
        DataError: there is none of this name, or it cannot be read
    """
    sets.of(name)
    return Real(name, own_folder.mine() if name == own_folder.NAME else None)
