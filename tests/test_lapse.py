"""One galaxy in the checkpoints of a training."""

import numpy as np
import pytest
import torch

from cnnviz import inference, lapse, weights, zoo
from cnnviz.card import Card
from cnnviz.data import simulator
from cnnviz.preprocessing import Preprocessing


@pytest.fixture(scope="module")
def galaxy():
    return simulator.galaxy(3, 17).pixels[0]


def test_a_moment_is_what_the_network_makes(galaxy):
    model, card = weights.load("tutorial")
    pixels = card.preprocessing.pixels(galaxy)
    found = lapse.moment(250, model, card, pixels, 3)
    assert found.iteration == 250
    np.testing.assert_array_equal(found.kernels, model.block1.conv.weight.numpy())
    expected = model.block1.conv(card.preprocessing.tensor(pixels[None]))[0].numpy()
    assert found.names == ("block1_conv", "block4_relu")
    np.testing.assert_allclose(found.first, expected, atol=1e-5)
    assert found.last.shape == (13, 6, 6)
    own = inference.probabilities(model, card.preprocessing, pixels[None])[0]
    np.testing.assert_array_equal(found.probabilities, own)
    # integrated gradients are complete: they add up to what the galaxy changes of the logit
    logits = [
        model(x)[0, 3].item()
        for x in (card.preprocessing.tensor(pixels[None]), torch.zeros(1, 3, 96, 96))
    ]
    assert found.attribution.sum() == pytest.approx(logits[0] - logits[1], rel=0.05)


def test_a_network_without_convolutions_has_no_kernels(galaxy):
    model = zoo.freeze(zoo.build("mlp"))
    card = Card(
        "x", "x", {"name": "mlp", "arguments": {}}, tuple("abcdefg"), Preprocessing(), 0, "", "", 0
    )
    found = lapse.moment(0, model, card, card.preprocessing.pixels(galaxy), 0)
    assert found.kernels.size == 0
    assert (found.first.size, found.last.size, found.names) == (0, 0, ("", ""))


@pytest.mark.parametrize(
    ("there", "most", "expected"),
    [([0, 5, 9], 5, [0, 5, 9]), (range(0, 100, 10), 4, [0, 30, 60, 90]), ([3], 2, [3])],
)
def test_checkpoints_are_chosen_evenly(there, most, expected):
    assert lapse.chosen(list(there), most) == expected
