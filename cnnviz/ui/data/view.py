"""What is chosen, with everything that the page's sections need to know about it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz import inference
from cnnviz.card import Card
from cnnviz.data.images import Images
from cnnviz.ui import Chosen, cached, models
from cnnviz.ui.address import Choices
from cnnviz.ui.data import reading
from cnnviz.ui.data.choices import Data
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.evaluate.real import Real, real
from cnnviz.ui.evaluate.view import safe
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.words import percent

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class View:
    """A set of galaxies, the chosen galaxy and the chosen network.

    Args:
        now: the choices as they are
        choices: where they are kept; `choices.widget` and `choices.change` change them
        galaxy: the chosen one
        name: of the chosen weights
        card: of these weights
    """

    now: Data
    choices: Choices[Data]
    galaxy: Galaxy
    name: str
    card: Card

    @cached_property
    def data(self) -> Simulated | Real:
        """The set."""
        return real(self.now.data) if self.now.data else Simulated(self.now.count, self.now.first)

    @cached_property
    def labels(self) -> Images:
        """Classes and candidates of all its images; the pixels are left out."""
        return self.data.labels()

    @property
    def title(self) -> str:
        """The chosen model for people; Markdown."""
        return models.title(self.name)

    @property
    def stem(self) -> str:
        """How files about the set begin."""
        return f"data-{self.data.stem}"

    @property
    def galaxy_stem(self) -> str:
        """How files about the chosen galaxy and what the network says of it begin."""
        return f"{self.galaxy.address}-{safe(self.name)}"

    @cached_property
    def received(self) -> Pixels:
        """The chosen galaxy as the network receives it, uint8 of shape (size, size, 3)."""
        return cached.received(self.galaxy, self.card.preprocessing)

    def at(self, j: int) -> Galaxy | None:
        """Image j of the set; None where it cannot be read."""
        if isinstance(self.data, Simulated):
            return cached.simulated(*self.data.galaxy(j))
        return self.data.galaxy(j)

    def answers(self, pixels: Pixels) -> NDArray[np.float64]:
        """The network's probabilities for pictures (N, size, size, 3), shape (N, K)."""
        return inference.probabilities(
            cached.model(self.name)[0], self.card.preprocessing, pixels
        )  # fmt: skip

    def latest(self) -> "View":
        """The same with the choices of this moment: a fragment runs without the page."""
        return replace(self, now=self.choices.now())


def answer(probabilities: NDArray[np.float64], classes: tuple[str, ...]) -> str:
    """The likeliest class with its probability, as `Merging, 87.3 %`."""
    k = int(probabilities.argmax())
    return f"{classes[k]}, {percent(float(probabilities[k]))}"


def follow(chosen: Chosen) -> tuple[View, list[str]]:
    """What is chosen now, and a sentence for each value of the address that was ignored."""
    kept = reading.choices()
    now, notes = kept.follow()
    return View(now, kept, chosen.galaxy, chosen.name, chosen.card), notes
