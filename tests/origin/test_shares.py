"""Largest terms and channels' contributions: by hand, and adding up to PyTorch's numbers."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import origin, zoo
from tests.origin.networks import ran, random_run


@pytest.fixture(scope="module")
def lenet():
    torch.manual_seed(5)
    return random_run(zoo.build("lenet5"), (1, 28, 28))


def linear(weights, shape):
    model = nn.Sequential(nn.Flatten(), nn.Linear(len(weights), 1))
    with torch.no_grad():
        model[1].weight.copy_(torch.tensor([weights]))
        model[1].bias.fill_(100)
    return ran(model, torch.arange(1.0, 1 + len(weights)).reshape(1, *shape))


def test_the_largest_by_hand():
    found = linear([1.0, -2, 0, 1, 0.5], (1, 1, 5)).origin("_1", (0,))  # 1, -4, 0, 4, 2.5
    order = [term.unit[0] for term in origin.largest(found, 3)]
    assert order == [1, 3, 4]  # of the fours the first
    assert [term.unit[0] for term in origin.largest(found, 99)] == [1, 3, 4, 0, 2]
    assert origin.largest(found, 0) == origin.largest(found, -1) == ()
    assert origin.largest(found, 1)[0] == found.terms[1]
    few = linear(33 * [1.0, 0, 0], (1, 9, 11)).origin("_1", (0,))  # 1, 0, 0, 4, 0, 0, 7 ...
    order = [term.unit[0] for term in origin.largest(few, 99)]
    assert order == [*range(96, -1, -3), *(i for i in range(99) if i % 3)]


def test_channels_of_flattened_maps_by_hand():
    run = linear([1.0, 1, 1, 1, 0.5, -1, 0, 0], (2, 2, 2))
    found = run.origin("_1", (0,))
    # 1 + 2 + 3 + 4, and 5 / 2 - 6
    assert origin.by_channel(found, (2, 2, 2)).tolist() == [10, -3.5]
    assert origin.by_channel(found, (4, 1, 2)).tolist() == [3, 7, -3.5, 0]
    assert origin.by_channel(found).tolist() == [1, 2, 3, 4, 2.5, -6, 0, 0]
    assert found.total == 100 + 10 - 3.5


def test_channels_of_a_convolution_by_hand():
    model = nn.Sequential(nn.Conv2d(4, 2, 1, groups=2, bias=False))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([1.0, 2, 3, 4]).reshape(2, 2, 1, 1))
    run = ran(model, torch.tensor([1.0, 10, 100, 1000]).reshape(1, 4, 1, 1))
    assert origin.by_channel(run.origin("_0", (0, 0, 0))).tolist() == [1, 20, 0, 0]
    assert origin.by_channel(run.origin("_0", (1, 0, 0))).tolist() == [0, 0, 300, 4000]
    maps = origin.contributions(run.rule("_0"), run.outputs, 1)
    assert maps[:, 0, 0].tolist() == [0, 0, 300, 4000]


@pytest.mark.parametrize("name", ["conv1", "relu1", "pool1", "conv2", "linear1", "linear3"])
def test_channels_and_bias_are_the_number(lenet, name):
    rule = lenet.rule(name)
    unit = tuple(n // 2 for n in rule.layer.shape)
    found = lenet.origin(name, unit)
    shares = origin.by_channel(found)
    assert shares.shape == rule.shapes[0][:1]
    if name != "relu1":
        assert shares.sum() + found.bias == pytest.approx(found.total, rel=1e-9)


def test_flattened_maps_and_contributions_are_the_same_numbers(lenet):
    found = lenet.origin("linear1", (7,))
    shares = origin.by_channel(found, lenet.rule("flatten").shapes[0])
    weight = lenet.rule("linear1").operation.weight[7].reshape(16, 4, 4).astype(float)
    np.testing.assert_allclose(shares, (weight * lenet.outputs["pool2"]).sum((1, 2)))


def test_contributions_at_a_unit_are_its_channels(lenet):
    maps = origin.contributions(lenet.rule("conv2"), lenet.outputs, 3)
    assert maps.shape == (6, 8, 8)
    for row, column in [(0, 0), (3, 6), (7, 7)]:
        found = lenet.origin("conv2", (3, row, column))
        np.testing.assert_allclose(maps[:, row, column], origin.by_channel(found), atol=1e-12)


def test_what_has_no_contributions(lenet):
    with pytest.raises(ValueError, match=r"^pool1 is no convolution but a MaxPool2d$"):
        origin.contributions(lenet.rule("pool1"), lenet.outputs, 0)
    for channel in (-1, 16):
        with pytest.raises(ValueError, match=f"conv2 has 16 channels, and {channel} is none"):
            origin.contributions(lenet.rule("conv2"), lenet.outputs, channel)


@pytest.mark.parametrize(
    ("name", "shape"), [("linear1", (16, 4, 5)), ("conv2", (12, 6, 12)), ("conv2", (6, 144))]
)
def test_maps_that_were_not_read(lenet, name, shape):
    found = lenet.origin(name, (0,) if name == "linear1" else (0, 0, 0))
    with pytest.raises(ValueError, match="reads the shape"):
        origin.by_channel(found, shape)
