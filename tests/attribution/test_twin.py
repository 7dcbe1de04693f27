"""A twin makes the network's numbers and leaves the network alone."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz import weights, zoo
from cnnviz.attribution import AttributionError, attribute
from cnnviz.attribution.substitutes import (
    Windows,
    fold_normalisations,
    separate_windows,
    skip_nothings,
)
from cnnviz.attribution.twin import Twin, shapes
from tests.attribution.models import OneConvolution, TwoBranches
from tests.origin.networks import random_statistics

NETWORKS = {"lenet5": (1, 28, 28), "mlp": (3, 96, 96), "resnet18": (3, 64, 64)}


def network(name, seed=0):
    torch.manual_seed(seed)
    if name in weights.names():
        return weights.load(name)[0], torch.rand(2, 3, 96, 96)
    size = NETWORKS[name]
    arguments = {"size": 64} if name in zoo.TORCHVISION else {}
    model = random_statistics(zoo.build(name, **arguments), seed)
    return zoo.freeze(model), torch.rand(2, *size)


@pytest.mark.parametrize("name", [*weights.names(), *NETWORKS])
def test_a_twin_makes_the_networks_numbers(name):
    model, x = network(name)
    with torch.no_grad():
        expected = model(x)
        assert torch.equal(Twin(model)(x), expected)
        other = Twin(model)
        separate_windows(other)
        assert torch.equal(other(x), expected)
        fold_normalisations(other)
        skip_nothings(other)
        torch.testing.assert_close(other(x), expected, rtol=1e-4, atol=1e-5)
    names = [type(module).__name__ for module in other.layers.values() if module is not None]
    assert not {"BatchNorm2d", "Dropout"} & set(names)


def test_a_normalisation_that_others_cannot_fold_stays():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.norm = nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)

        def forward(self, x):
            y = self.conv(x)
            return (self.norm(y) + y).flatten(1)

    model = random_statistics(Odd()).eval()
    x = torch.rand(2, 3, 4, 4)
    twin = Twin(model)
    fold_normalisations(twin)
    assert torch.equal(twin(x), model(x))


@pytest.mark.parametrize(
    ("kernel", "stride", "padding"), [(3, 2, 0), (3, 2, 1), (2, 1, 0), ((2, 3), (1, 2), (0, 1))]
)
def test_windows_side_by_side_pool_to_the_same(kernel, stride, padding):
    pooling = nn.MaxPool2d(kernel, stride, padding)
    x = torch.randn(2, 3, 9, 11)
    assert torch.equal(nn.MaxPool2d(kernel)(Windows(pooling)(x)), pooling(x))


def test_functions_modules_used_twice_and_writing_in_place():
    torch.manual_seed(0)
    model, x = TwoBranches().eval(), torch.randn(2, 3, 8, 8)
    twin = Twin(model)
    assert torch.equal(twin(x), model(x))
    relus = [module for module in twin.layers.values() if isinstance(module, nn.ReLU)]
    assert len(relus) == len({id(relu) for relu in relus}) == 3


class Writing(nn.Module):
    def forward(self, x):
        functional.relu(x, inplace=True)
        y = x.view(x.size(0), -1)
        y += 1
        return y * x.shape[1]


def test_what_writes_in_place_leaves_the_images():
    x = torch.randn(2, 3, 4, 4)
    before = x.clone()
    expected = Writing()(x.clone())
    twin = Twin(Writing())
    # the network's ReLU writes into what the next operation reads, the twin's does not
    assert twin(x).shape == expected.shape
    assert torch.equal(x, before)


def test_shapes_without_computing():
    model, x = network("resnet18")
    found = shapes(model, (3, 64, 64))
    assert found["layer1_0_relu_1"] == (64, 16, 16)
    assert list(found.values())[-1] == (1000,)
    assert next(model.parameters()).device == x.device
    with pytest.raises(AttributionError, match="conv1 cannot take what it gets from an image of 1"):
        shapes(model, (1, 64, 64))


def state(model):
    """Everything of a network that a method might change."""
    return {
        "hooks": [
            len(hooks)
            for module in model.modules()
            for name, hooks in vars(module).items()
            if name.endswith("_hooks")
        ],
        "names": [sorted(vars(module)) for module in model.modules()],
        "training": [module.training for module in model.modules()],
        "needs": [p.requires_grad for p in model.parameters()],
        "gradients": [p.grad for p in model.parameters()],
        "versions": [p._version for p in model.parameters()],
        "tensors": {name: x.clone() for name, x in model.state_dict().items()},
    }


def check(before, after):
    tensors = before.pop("tensors"), after.pop("tensors")
    assert before == after
    assert all(torch.equal(tensors[0][name], tensors[1][name]) for name in tensors[0])


METHODS_THAT_HOOK = ("deep_lift", "guided_backprop", "deconvolution", "lrp", "grad_cam")


@pytest.mark.parametrize("method", [*METHODS_THAT_HOOK, "integrated_gradients", "occlusion"])
@pytest.mark.parametrize("training", [False, True])
def test_the_network_is_left_as_it_was(method, training):
    model = copy.deepcopy(weights.load("explorer")[0]).train(training).requires_grad_(training)
    x = torch.rand(1, 3, 96, 96)
    mine, before = x.clone(), state(model)
    given = {"rule": "gamma"} if method == "lrp" else {}
    attribute(model, x, 0, method, **given)
    check(before, state(model))
    assert torch.equal(x, mine)
    assert not x.requires_grad


@pytest.mark.parametrize("method", METHODS_THAT_HOOK)
def test_also_after_an_error(method):
    model = OneConvolution(inplace=True)
    before = state(model)
    with pytest.raises(AttributionError):
        attribute(model, torch.rand(1, 1, 4, 4), 4, method)
    with pytest.raises(AttributionError):
        attribute(model, torch.rand(1, 2, 4, 4), 0, method)
    check(before, state(model))


def test_in_inference_mode_too():
    model, _ = weights.load("tutorial")
    with torch.inference_mode():
        found = attribute(model, torch.rand(1, 3, 96, 96), 0, "saliency")
    assert found.any()
