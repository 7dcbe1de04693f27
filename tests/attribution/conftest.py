"""What several tests of attribution explain."""

import pytest
import torch

from cnnviz import weights
from cnnviz.data import simulator


@pytest.fixture(scope="module")
def galaxy():
    """The explorer, a barred spiral as it receives it, and the spiral's class."""
    model, card = weights.load("explorer")
    pixels = card.preprocessing.pixels(simulator.galaxy(3, 17).pixels[0])
    x = card.preprocessing.tensor(pixels[None])
    with torch.no_grad():
        return model, x, int(model(x).argmax())
