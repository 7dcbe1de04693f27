"""Layers without a rule for their arithmetic: their numbers are shown, and a sentence says why."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import layers, origin
from cnnviz.activations import record
from cnnviz.receptive import clear
from cnnviz.ui.components.microscope_data import Net, Run, pack_net, pack_run

SIZE = (2, 7, 7)
NETWORK = nn.Sequential(
    nn.Conv2d(2, 4, 3, padding=1),
    nn.GroupNorm(2, 4),
    nn.ReLU(),
    nn.ConvTranspose2d(4, 3, (3, 2), stride=2, padding=1, output_padding=(1, 0)),
    nn.LayerNorm((3, 14, 12)),
    nn.Flatten(),
    nn.Linear(504, 3),
    nn.LayerNorm(3),
).eval()
WITHOUT = {"_1": "GroupNorm", "_3": "ConvTranspose2d", "_4": "LayerNorm", "_7": "LayerNorm"}


@pytest.fixture(scope="module")
def outputs():
    torch.manual_seed(0)
    image = torch.randn(1, *SIZE)
    found = {name: values[0].numpy() for name, values in record(NETWORK, image).items()}
    return {origin.IMAGE: image[0].numpy()} | found


def test_shapes_and_costs_are_pytorchs(outputs):
    found = layers.describe(NETWORK, SIZE)
    assert {layer.name: layer.shape for layer in found} == {
        name: values.shape for name, values in outputs.items() if name
    }
    assert found[3].multiply_adds == 4 * 7 * 7 * 3 * 3 * 2  # each input has a kernel of each output


def test_normalisation_over_maps_sees_all_and_a_transposed_convolution_no_one_size():
    found, unclear = clear(NETWORK, 7)
    fields = {field.layer: field for field in found}
    assert fields["_0"].size == (3, 3)
    assert (fields["_1"].size, fields["_1"].stride) == ((7, 7), (0, 0))
    assert list(unclear) == ["_3"]
    assert unclear["_3"].startswith("_3: the units of a transposed convolution do not all see")


def test_each_says_in_a_sentence_that_it_has_no_rule(outputs):
    rules = {rule.layer.name: rule for rule in origin.rules(NETWORK, SIZE)}
    for name, kind in WITHOUT.items():
        unit = (0,) * len(rules[name].layer.shape)
        why = f"{name}: there is no rule for the arithmetic of this layer ({kind})"
        with pytest.raises(ValueError) as error:  # noqa: PT011
            origin.origin(rules[name], outputs, unit)
        assert str(error.value) == why
    for name in rules.keys() - WITHOUT:
        unit = (0,) * len(rules[name].layer.shape)
        found = origin.origin(rules[name], outputs, unit)
        assert found.total == pytest.approx(float(outputs[name][unit]), rel=1e-4, abs=1e-5)


def test_the_microscope_is_told_of_them(outputs):
    net = Net("small", "small", SIZE, origin.rules(NETWORK, SIZE))
    pixels = np.zeros((7, 7, 3), np.uint8)
    assert b"there is no rule for the arithmetic of this layer (GroupNorm)" in pack_net(net)
    assert b"_3" in pack_run(Run("run", net, "noise", pixels, outputs))


def test_a_part_of_a_map_is_refused():
    with pytest.raises(ValueError, match="no rule for LayerNorm over a part of a map"):
        layers.describe(nn.Sequential(nn.LayerNorm(7)), SIZE)
    with pytest.raises(ValueError, match="takes 6 channels but gets 2"):
        layers.describe(nn.Sequential(nn.GroupNorm(2, 6)), SIZE)
    with pytest.raises(ValueError, match="a transposed convolution leaves"):
        layers.describe(nn.Sequential(nn.ConvTranspose2d(2, 1, 1, padding=9)), SIZE)
