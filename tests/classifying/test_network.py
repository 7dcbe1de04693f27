import numpy as np
import pytest
import torch

from cnnviz import inference, weights
from cnnviz.classifying.network import BATCH, Network, undivided


@pytest.mark.parametrize("name", ["explorer", "tutorial"])
@pytest.mark.parametrize("count", [0, 1, BATCH + 1])
def test_the_probabilities_are_those_of_inference(name, count):
    model, card = weights.load(name)
    size = card.preprocessing.size
    pixels = np.random.default_rng(0).integers(0, 256, (count, size, size, 3), np.uint8)
    pixels.flags.writeable = False  # as they come through a pipe
    found = Network(model, card.preprocessing).probabilities(pixels)
    expected = inference.probabilities(model, card.preprocessing, pixels)
    assert found.shape == (count, 7)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-6)


def broken():
    with undivided():
        assert torch.get_num_threads() == 1
        raise RuntimeError("oh")


def test_threads_are_given_back_also_after_a_mistake():
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with pytest.raises(RuntimeError, match="oh"):
            broken()
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
