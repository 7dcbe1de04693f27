"""The difference of two logits, explained."""

import pytest
import torch
from torch import nn

from cnnviz import weights
from cnnviz.attribution import METHODS, AttributionError, attribute, is_linear
from cnnviz.data import simulator
from tests.attribution.models import linear

FEW = {
    "integrated_gradients": {"n_steps": 4},
    "smooth_grad": {"n_samples": 2},
    "gradient_shap": {"n_samples": 2},
    "occlusion": {"window": 24, "stride": 24},
    "feature_ablation": {"regions": "patches", "count": 4},
    "shapley_value_sampling": {"regions": "patches", "count": 4, "n_samples": 2},
    "lrp": {"rule": "gamma"},
}


@pytest.fixture(scope="module", params=weights.names())
def network(request):
    model, card = weights.load(request.param)
    pixels = simulator.galaxies([3, 6], [17, 4]).pixels
    return model, card.preprocessing.tensor(pixels)


@pytest.mark.parametrize("method", METHODS)
def test_where_a_method_is_linear_its_maps_are_subtracted(method, network):
    model, images = network
    chosen = FEW.get(method, {})
    first, second = (attribute(model, images, k, method, **chosen) for k in (3, 1))
    found = attribute(model, images, 3, method, contrast=1, **chosen)
    scale = float(first.abs().max() + second.abs().max())
    equal = torch.allclose(found, first - second, atol=2e-4 * scale, rtol=1e-3)
    assert equal == is_linear(METHODS[method], chosen)


def test_a_grad_cam_without_its_negative_values_is_not_linear(network):
    model, images = network
    values = {"relu": "yes"}
    first, second = (attribute(model, images, k, "grad_cam", **values) for k in (3, 1))
    found = attribute(model, images, 3, "grad_cam", contrast=1, **values)
    assert not is_linear(METHODS["grad_cam"], values)
    assert not torch.allclose(found, first - second)
    assert float(found.min()) >= 0


def test_the_saliency_of_a_linear_networks_contrast():
    model, w = linear()
    x = torch.rand(2, 1, 4, 4, generator=torch.Generator().manual_seed(1))
    found = attribute(model, x, torch.tensor([2, 0]), "saliency", contrast=1)
    torch.testing.assert_close(found, torch.stack([(w[2] - w[1]).abs(), (w[0] - w[1]).abs()]))


def test_a_network_of_doubles():
    model, w = linear()
    x = torch.rand(1, 1, 4, 4, dtype=torch.float64)
    found = attribute(model.double(), x, 2, "lrp", contrast=1)
    assert found.dtype == torch.float64
    torch.testing.assert_close(found[0], (w[2] - w[1]).double() * x[0], atol=1e-6, rtol=1e-5)


def test_a_class_that_there_is_not(network):
    model, images = network
    for wrong in (7, -1):
        with pytest.raises(AttributionError, match=f"contrast {wrong} is none of the 7 classes"):
            attribute(model, images, 0, "saliency", contrast=wrong)


def test_a_network_without_logits():
    model = nn.Sequential(nn.Conv2d(3, 2, 3))
    with pytest.raises(AttributionError, match=r"makes \(2, 6, 6\) of an image, no logits"):
        attribute(model, torch.rand(1, 3, 8, 8), 0, "saliency", contrast=1)
