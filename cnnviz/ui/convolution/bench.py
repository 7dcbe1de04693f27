"""From the visitor's choices to the numbers on the stage."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui import cached
from cnnviz.ui.address import Choices
from cnnviz.ui.convolution import reading
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.arithmetic import compute as compute_work
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.weights import Learned, first_layer
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.page import Chosen


@dataclass(frozen=True)
class Setup:
    """The bench and all that its parts need to know.

    Args:
        bench: the choices as they are
        choices: where they are kept
        galaxy: the chosen one
        learned: the chosen network's first layer
        seen: what the network receives of the galaxy, uint8 of shape (h, w, 3)
    """

    bench: Bench
    choices: Choices[Bench]
    galaxy: Galaxy
    learned: Learned
    seen: NDArray[np.uint8]


def follow(chosen: Chosen) -> tuple[Setup, list[str]]:
    """The bench with the choices of the session or of the address.

    Returns:
        the setup, and a sentence for each choice that was ignored or had to change
    """
    rule = chosen.card.preprocessing
    seen = cached.received(chosen.galaxy, rule)
    received = rule.tensor(seen[None])[0].double().numpy().astype(np.float64)
    learned = first_layer(chosen.name, chosen.model, received)
    choices = reading.choices(chosen.galaxy, learned)
    found, notes = choices.follow()
    return Setup(found, choices, chosen.galaxy, learned, seen), notes


def compute(setup: Setup) -> Work:
    """Everything on the stage."""
    return compute_work(setup.bench, setup.galaxy, setup.learned)
