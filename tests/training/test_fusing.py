"""Convolution and average pooling as one convolution, against PyTorch's two."""

import pytest
import torch
from torch import nn

from cnnviz import zoo
from cnnviz.training.fusing import PooledConvolution, fused


def test_by_hand():
    """A kernel of one 4 under a mean over 2 by 2: four ones."""
    conv = nn.Conv2d(1, 1, 1, bias=False)
    nn.init.constant_(conv.weight, 4)
    x = torch.arange(16.0).view(1, 1, 4, 4)
    assert PooledConvolution(conv, 2)(x).flatten().tolist() == [10, 18, 42, 50]


@pytest.mark.parametrize("size", [8, 9, 11])
@pytest.mark.parametrize("window", [2, 3])
@pytest.mark.parametrize(("kernel", "padding"), [(3, 1), (5, 2), (3, 0), (2, 1), (1, 0)])
def test_outputs_and_gradients_are_those_of_the_pair(size, window, kernel, padding):
    conv = nn.Conv2d(2, 3, kernel, padding=padding)
    pair = nn.Sequential(conv, nn.AvgPool2d(window), nn.ReLU())
    one = fused(pair)
    assert len(one) == 2
    x = torch.randn(2, 2, size, size)
    torch.testing.assert_close(one(x), pair(x), rtol=1e-5, atol=1e-6)
    gradients = [torch.autograd.grad(net(x).square().sum(), conv.weight)[0] for net in (pair, one)]
    torch.testing.assert_close(*gradients, rtol=1e-4, atol=1e-4)


def test_the_tutorials_network_keeps_its_parameters():
    model = zoo.build("galaxy_cnn")
    quick = fused(model)
    assert sum(isinstance(part, PooledConvolution) for part in quick.modules()) == 4
    assert {id(p) for p in quick.parameters()} == {id(p) for p in model.parameters()}
    x = torch.rand(3, 3, 96, 96)
    torch.testing.assert_close(quick(x), model(x))


@pytest.mark.parametrize(
    "model",
    [
        zoo.build("galaxy_cnn", pooling="max"),
        zoo.build("mlp"),
        nn.Sequential(nn.Conv2d(1, 1, 3, stride=2), nn.AvgPool2d(2)),
        nn.Sequential(nn.Conv2d(1, 1, 3, dilation=2), nn.AvgPool2d(2)),
        nn.Sequential(nn.Conv2d(2, 2, 3, groups=2), nn.AvgPool2d(2)),
        nn.Sequential(nn.Conv2d(1, 1, 3, padding_mode="circular"), nn.AvgPool2d(2)),
        nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2, stride=1)),
        nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2, padding=1)),
        nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2, ceil_mode=True)),
        nn.Linear(2, 2),
    ],
)
def test_what_cannot_be_folded_is_left_as_it_is(model):
    assert fused(model) is model
