"""From the visitor's choices to the numbers on the stage."""

import numpy as np

from cnnviz.ui import cached
from cnnviz.ui.convolution import reading
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.arithmetic import compute as compute_work
from cnnviz.ui.convolution.controls import Controls
from cnnviz.ui.convolution.weights import first_layer
from cnnviz.ui.page import Chosen


def follow(chosen: Chosen) -> tuple[Controls, list[str]]:
    """The controls with the choices of the session or of the address.

    Returns:
        the controls, and a sentence for each choice that was ignored or had to change
    """
    rule = chosen.card.preprocessing
    seen = cached.received(chosen.galaxy, rule)
    received = rule.tensor(seen[None])[0].double().numpy().astype(np.float64)
    learned = first_layer(chosen.name, chosen.model, received)
    choices = reading.choices(chosen.galaxy, learned)
    found, notes = choices.follow()
    return Controls(found, choices, chosen.galaxy, learned, seen), notes


def compute(controls: Controls) -> Work:
    """Everything on the stage."""
    return compute_work(controls.bench, controls.galaxy, controls.learned)
