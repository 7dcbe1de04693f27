"""What is chosen, with everything that the page's parts need to know about it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz import inference
from cnnviz.attribution import METHODS, Explained, Method
from cnnviz.attribution.method import Value
from cnnviz.card import Card
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import Chosen, cached
from cnnviz.ui.address import Choices
from cnnviz.ui.attribution import networks, reading, results
from cnnviz.ui.attribution.choices import NOBODY, PREDICTED, Attribution
from cnnviz.ui.attribution.results import Asked, Found
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.jobs import Pending


@dataclass(frozen=True, eq=False)
class View:
    """A galaxy, a network, and what is asked of them.

    Args:
        now: the choices as they are
        choices: where they are kept; `choices.widget` and `choices.change` change them
        galaxy: the chosen one
        name: of the chosen weights, as on the model card
        card: of these weights
    """

    now: Attribution
    choices: Choices[Attribution]
    galaxy: Galaxy
    name: str
    card: Card

    @property
    def network(self) -> str:
        """Name of the network that is explained; differs from `name` for random weights."""
        return networks.key(self.name, self.now.seed)

    @property
    def trained(self) -> bool:
        """Whether the network has its trained weights."""
        return self.now.seed is None

    @property
    def model(self) -> nn.Module:
        """The network, frozen and shared by all visitors: nobody may set hooks on it."""
        return networks.model(self.name, self.now.seed)

    @property
    def preprocessing(self) -> Preprocessing:
        """From an image to the network's input."""
        return self.card.preprocessing

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the K outputs."""
        return self.card.classes

    @cached_property
    def pixels(self) -> NDArray[np.uint8]:
        """What the network is shown, uint8 of shape (H, W, 3)."""
        return cached.received(self.galaxy, self.preprocessing)

    @cached_property
    def images(self) -> Tensor:
        """What enters its first layer, float32 of shape (1, C, H, W)."""
        return self.preprocessing.tensor(self.pixels[None])

    @property
    def size(self) -> tuple[int, ...]:
        """(C, H, W) of the input."""
        return tuple(self.images.shape[1:])

    @cached_property
    def logits(self) -> NDArray[np.float64]:
        """What the network answers, shape (K,)."""
        found: NDArray[np.float64] = inference.logits(
            self.model, self.preprocessing, self.pixels[None]
        )[0]
        return found

    @property
    def chances(self) -> NDArray[np.float64]:
        """Its probabilities, shape (K,)."""
        return inference.softmax(self.logits)

    @property
    def predicted(self) -> int:
        """Index of the class with the largest logit."""
        return int(self.logits.argmax())

    @property
    def target(self) -> int:
        """Index of the class that is explained; the predicted one where none is chosen."""
        return self.predicted if self.now.target == PREDICTED else self.now.target

    @property
    def contrast(self) -> int | None:
        """Index of the class whose logit is subtracted; None where none is."""
        return None if self.now.contrast in (NOBODY, self.target) else self.now.contrast

    @property
    def methods(self) -> tuple[Method, ...]:
        """The chosen methods."""
        return tuple(METHODS[name] for name in self.now.methods)

    @cached_property
    def layer(self) -> str:
        """Name of the layer that Grad-CAM looks at; empty where the network has none with maps."""
        return self.now.layer or networks.default_layer(self.name, self.size)[0]

    def values(self, method: str) -> dict[str, Value]:
        """All parameters of a method as they are chosen."""
        chosen = {n: v for (m, n), v in self.now.parameters.items() if m == method}
        return METHODS[method].values(self.size, chosen)

    def asked(self, method: str) -> Asked:
        """All that makes a map."""
        layer = self.layer if METHODS[method].needs_layer else None
        return Asked(method, self.target, self.contrast, layer, tuple(self.values(method).items()))

    def explained(self, method: str) -> Explained | None:
        """A method's finished map; None while it is computed outside the script.

        Args:
            method: a key of METHODS, chosen or not

        Raises:
            AttributionError: the method cannot explain this network; one sentence
        """
        try:
            return self.found(method).explained
        except Pending:
            return None

    def found(self, method: str) -> Found:
        """The same with the time that it took.

        Raises:
            Pending: while it is computed outside the script, or where it was stopped
            AttributionError: the method cannot explain this network; one sentence
        """
        return results.found(self, self.asked(method))

    @property
    def stem(self) -> str:
        """How files that are taken away begin."""
        return f"{self.galaxy.address}-{self.network}"


def follow(chosen: Chosen) -> tuple[View, list[str]]:
    """What is chosen now, and a sentence for each value of the address that was ignored."""
    kept = reading.choices(chosen)
    now, notes = kept.follow()
    return View(now, kept, chosen.galaxy, chosen.name, chosen.card), notes
