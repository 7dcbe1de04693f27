"""What is chosen, with everything that the page's sections need to know about it."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz import inference
from cnnviz.card import Card
from cnnviz.evaluation import Judged, judge
from cnnviz.ui import Chosen, cached, models
from cnnviz.ui.address import Choices
from cnnviz.ui.evaluate import learnt, reading, results
from cnnviz.ui.evaluate.choices import LARGEST_FIRST, Evaluate
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.evaluate.data import chosen as chosen_data
from cnnviz.ui.evaluate.real import Real
from cnnviz.ui.evaluate.results import Asked
from cnnviz.ui.galaxy import Galaxy

VALIDATION = Simulated(700, LARGEST_FIRST + 50_001)  # to which the temperature is fitted


@dataclass(frozen=True, eq=False)
class View:
    """A network, galaxies whose classes are known, and what is asked of them.

    Args:
        now: the choices as they are, the part of the visitor's own folder as it fits the network
        choices: where they are kept; `choices.widget` and `choices.change` change them
        galaxy: the chosen one
        name: of the chosen weights
        card: of these weights
    """

    now: Evaluate
    choices: Choices[Evaluate]
    galaxy: Galaxy
    name: str
    card: Card

    @cached_property
    def data(self) -> Simulated | Real:
        """The galaxies that are judged."""
        return chosen_data(self.now, self.card.split, self.card.classes)

    def asked(self, kind: str = "", name: str = "", data: Simulated | Real | None = None) -> Asked:
        """What makes a result.

        Args:
            kind: key of VIEWS, or empty for each galaxy as it is
            name: of other weights than the chosen ones
            data: other galaxies than the chosen ones
        """
        card = cached.model(name)[1] if name else self.card
        return Asked(name or self.name, card.sha256, data or self.data, kind)

    def judge(self, kind: str = "", name: str = "", data: Simulated | Real | None = None) -> Judged:
        """Outputs beside labels; arguments as of `asked`.

        Raises:
            Pending: while they are computed outside the script
            EvaluationError: the network cannot take these images
        """
        asked = self.asked(kind, name, data)
        classes = cached.model(asked.name)[1].classes
        return judge(asked.data.labels(), results.outputs(asked), classes)

    @cached_property
    def judged(self) -> Judged:
        """The chosen network on the chosen galaxies; raises as `judge`."""
        return self.judge()

    @property
    def others(self) -> tuple[str, ...]:
        """Names of the models beside the chosen one."""
        return tuple(name for name in models.names(self.now.other) if name != self.name)

    @property
    def title(self) -> str:
        """The chosen model for people; Markdown."""
        return models.title(self.name)

    @property
    def other(self) -> str:
        """Name of the second model; empty where there is none."""
        return self.now.other or next(iter(self.others), "")

    @cached_property
    def logits(self) -> NDArray[np.float64]:
        """What the network answers for the chosen galaxy, shape (K,)."""
        pixels = cached.received(self.galaxy, self.card.preprocessing)
        network = cached.model(self.name)[0]
        found: NDArray[np.float64] = inference.logits(
            network, self.card.preprocessing, pixels[None]
        )[0]
        return found

    @property
    def stem(self) -> str:
        """How files that are taken away begin."""
        return f"{safe(self.name)}-{self.data.stem}"


def safe(name: str) -> str:
    """A name as a part of a file's name."""
    return re.sub("[^A-Za-z0-9_-]", "_", name)


def follow(chosen: Chosen) -> tuple[View, list[str]]:
    """What is chosen now, and a sentence for each value of the address that was ignored."""
    kept = reading.choices(chosen)
    now, notes = kept.follow()
    now = learnt.fitting(now, chosen.name, chosen.card)
    return View(now, kept, chosen.galaxy, chosen.name, chosen.card), notes
