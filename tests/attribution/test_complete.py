"""Shares add up to the change of the logit, in every network."""

import copy

import pytest
import torch

from cnnviz import weights, zoo
from cnnviz.attribution import attribute, baseline
from tests.attribution.models import TwoBranches
from tests.attribution.test_twin import network


def change(model, x, x0, target):
    with torch.no_grad():
        return (model(x) - model(x0))[:, target]


@pytest.mark.parametrize("name", [*weights.names(), "lenet5", "mlp", "resnet18"])
@pytest.mark.parametrize("given", ["black", "noise"])
def test_deep_lift(name, given):
    model, x = network(name)
    found = attribute(model, x, 2, "deep_lift", baseline=given).flatten(1).sum(1)
    expected = change(model, x, baseline(given, x), 2)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-4)


def test_deep_lift_where_poolings_overlap():
    torch.manual_seed(0)
    model = zoo.freeze(zoo.build("alexnet", size=64))
    x = torch.randn(2, 3, 64, 64)
    found = attribute(model, x, 5, "deep_lift").flatten(1).sum(1)
    torch.testing.assert_close(found, change(model, x, 0 * x, 5), rtol=1e-3, atol=1e-5)


def test_deep_lift_of_branches_and_a_module_used_twice():
    torch.manual_seed(0)
    model, x = TwoBranches().eval(), torch.randn(3, 3, 8, 8)
    x0 = torch.randn(1, 3, 8, 8)
    found = attribute(model, x, 1, "deep_lift", baseline=x0).flatten(1).sum(1)
    torch.testing.assert_close(found, change(model, x, x0, 1), rtol=1e-4, atol=1e-5)


def test_deep_lift_of_an_image_does_not_depend_on_its_batch():
    model, x = network("explorer")
    together = attribute(model, x, 1, "deep_lift")
    alone = attribute(model, x[1:], 1, "deep_lift")
    torch.testing.assert_close(together[1:], alone, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("name", ["tutorial", "lenet5"])
def test_integrated_gradients(name):
    model, x = network(name)
    found = attribute(model, x, 2, "integrated_gradients", n_steps=300, baseline="noise")
    expected = change(model, x, baseline("noise", x), 2)
    torch.testing.assert_close(found.flatten(1).sum(1), expected, rtol=0.05, atol=0.01)


def test_shapley_values():
    model, x = network("tutorial")
    given = {"regions": "patches", "count": 9, "n_samples": 2}
    found = attribute(model, x, 2, "shapley_value_sampling", **given)
    shares = found[:, 0, 16::32, 16::32].flatten(1).sum(1)  # one pixel of each patch
    torch.testing.assert_close(shares, change(model, x, 0 * x, 2), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["explorer", "resnet18"])
def test_relevance_is_the_logit_where_nothing_is_added(name):
    model, x = network(name)
    model = _without_shifts(model)
    found = attribute(model, x, 2, "lrp").flatten(1).sum(1)
    with torch.no_grad():
        torch.testing.assert_close(found, model(x)[:, 2], rtol=2e-2, atol=1e-3)


def _without_shifts(model):
    """A copy with no biases, and normalisations that only multiply."""
    model = copy.deepcopy(model)
    for module in model.modules():
        if getattr(module, "bias", None) is not None:
            module.bias.data.zero_()
        if hasattr(module, "running_mean"):
            module.running_mean.zero_()
    return model
