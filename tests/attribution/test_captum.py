"""Captum's own published test values, and the bare calls of Captum."""

import pytest
import torch
from captum import attr
from torch import nn

from cnnviz import zoo
from cnnviz.attribution import attribute
from tests.attribution.models import (
    FourSums,
    LargestOfFour,
    OneConvolution,
    Relevance,
    Shortcut,
    row,
    square,
)


def close(found, *expected):
    torch.testing.assert_close(
        found.flatten(), torch.tensor(expected).flatten(), rtol=1e-4, atol=1e-3
    )


# tests/attr/test_guided_backprop.py, test_simple_input_conv_gb
@pytest.mark.parametrize("inplace", [False, True])
def test_guided_backprop(inplace):
    found = attribute(OneConvolution(inplace), square(), 0, "guided_backprop")
    close(found, [0.0, 1, 1, 1], [1.0, 3, 3, 2], [1.0, 3, 3, 2], [1.0, 2, 2, 1])


# tests/attr/test_deconvolution.py, test_simple_input_conv_deconv
def test_deconvolution():
    found = attribute(OneConvolution(), square(), 0, "deconvolution")
    close(found, [2.0, 3, 3, 1], [3.0, 5, 5, 2], [3.0, 5, 5, 2], [1.0, 2, 2, 1])


# tests/attr/layer/test_grad_cam.py, test_simple_input_conv, _no_grad and _relu
@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize(
    ("layer", "expected"),
    [("conv1", [[11.25, 13.5], [20.25, 22.5]]), ("relu1", [[0.0, 4.0], [28.0, 32.5]])],
)
def test_grad_cam(frozen, layer, expected):
    model = OneConvolution(inplace=True).requires_grad_(not frozen)
    found = attribute(model, square(), 0, "grad_cam", layer)
    assert found.shape == (1, 1, 2, 2)
    close(found, *expected)


# tests/attr/test_guided_grad_cam.py, test_simple_input_conv
def test_guided_grad_cam():
    found = attribute(OneConvolution(), square(), 0, "guided_grad_cam", "relu1")
    close(found, [0.0, 0, 4, 4], [0.0, 0, 12, 8], [28.0, 84, 97.5, 65], [28.0, 56, 65, 32.5])


# tests/attr/test_occlusion.py, test_simple_input and test_multi_sample_ablation
def test_occlusion_of_single_pixels():
    x = torch.cat([row(2.0, 10.0, 3.0), row(20.0, 50.0, 30.0)])
    found = attribute(FourSums(), x, 0, "occlusion", window=1, stride=1)
    close(found, [8.0, 35.0, 12.0], [80.0, 200.0, 120.0])


# tests/attr/test_occlusion.py, test_simple_multi_input_conv: the whole image
def test_occlusion_of_everything():
    x = square() + 1  # the sum of that test's two inputs; its second alone leaves the ReLUs at 0
    close(attribute(OneConvolution(), x, 0, "occlusion", window=4, stride=4), *[[67.0] * 4] * 4)


# tests/attr/test_feature_ablation.py, test_simple_ablation, and with_baselines: a tensor of 4
def test_feature_ablation():
    x = row(20.0, 50.0, 30.0)
    given = {"regions": "patches", "count": 3}
    close(attribute(FourSums(), x, 0, "feature_ablation", **given), [80.0, 200.0, 120.0])
    given = {"regions": "patches", "count": 1, "baseline": torch.full_like(x, 4)}
    close(attribute(FourSums(), x, 0, "feature_ablation", **given), [248.0 + 104.0] * 3)


# tests/attr/test_shapley.py, test_simple_shapley_sampling and test_multi_sample_shapley_sampling
def test_shapley_value_sampling():
    x = torch.cat([row(2.0, 10.0, 3.0), row(20.0, 50.0, 30.0)])
    given = {"regions": "patches", "count": 3, "n_samples": 250}
    found = attribute(FourSums(), x, 0, "shapley_value_sampling", **given).flatten(1)
    expected = torch.tensor([[7.0, 32.5, 10.5], [76.66666, 196.66666, 116.66666]])
    torch.testing.assert_close(found, expected, atol=1.0, rtol=0)
    # the test's tolerance is 1; over all six orders the mean is exact
    assert found.sum(1) == pytest.approx([50, 390])


# tests/attr/test_deeplift_basic.py, test_lin_maxpool_lin_classification
def test_deep_lift_of_the_largest():
    baselines = torch.cat([row(1.0, 2, 3, 9), row(4.0, 8, 6, 7)])
    found = attribute(LargestOfFour(), torch.ones(2, 1, 1, 4), 0, "deep_lift", baseline=baselines)
    close(found, [0.0, 0, 0, -8], [0.0, -7, 0, 0])


# tests/attr/test_deeplift_basic.py, test_relu_deeplift_exact_match: 2 relu(x1) + 2 relu(x2 - 1.5)
def test_deep_lift_of_two_relus():
    first = nn.Conv2d(1, 2, (1, 2))
    last = nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        first.weight[:] = torch.eye(2).view(2, 1, 1, 2)
        first.bias[:] = torch.tensor([0.0, -1.5])
        last.weight.fill_(2)
    model = nn.Sequential(first, nn.ReLU(), nn.Flatten(), last)
    close(attribute(model, row(1.0, 2.0), 0, "deep_lift"), [2.0, 1.0])


# tests/attr/test_lrp.py, test_lrp_basic_attributions
def test_relevance_of_a_convolution():
    found = attribute(OneConvolution(), square(), 0, "lrp")
    close(found, [0.0, 1, 2, 3], [0.0, 5, 6, 7], [0.0, 9, 10, 11], [0.0, 0, 0, 0])


# tests/attr/test_lrp.py, test_lrp_simple_attributions_batch, _inplaceReLU, _GammaRule, _AlphaBeta
@pytest.mark.parametrize("inplace", [False, True])
def test_relevance_by_the_epsilon_rule(inplace):
    x = torch.cat([row(1.0, 2.0, 3.0), row(3.0, 6.0, 9.0)])
    found = attribute(Relevance(inplace=inplace), x, 0, "lrp")
    close(found, [18.0, 36.0, 54.0], [54.0, 108.0, 162.0])


def test_relevance_by_the_rule_of_positive_weights():
    found = attribute(Relevance(-2.0), row(1.0, 2.0, 3.0), 0, "lrp", rule="alpha1_beta0")
    close(found, [12, 33.6, 50.4])


# test_lrp_simple_attributions_GammaRule has gamma 1 below and 0.25 above; above all weights are
# equal, so that its gamma cancels
def test_relevance_by_the_gamma_rule():
    model, x = Relevance(-2.0), row(1.0, 2.0, 3.0)
    weights = [p.clone() for p in model.parameters()]
    close(attribute(model, x, 0, "lrp", rule="gamma", gamma=1.0), [28 / 3, 104 / 3, 52])
    assert all(map(torch.equal, weights, model.parameters()))


# tests/attr/test_lrp.py, test_lrp_skip_connection, with a plain + in place of a module
def test_relevance_over_a_shortcut():
    close(attribute(Shortcut(), row(2.0, 3.0), 1, "lrp"), [10.0, 18.0])


# tests/attr/test_lrp.py, test_lrp_maxpool2D
def test_relevance_of_the_largest():
    model = nn.Sequential(nn.MaxPool2d(2), nn.Flatten())
    close(attribute(model, torch.tensor([[[[1.0, 2], [5, 6]]]]), 0, "lrp"), [0.0, 0, 0, 6])


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(3)
    return zoo.freeze(zoo.build("galaxy_cnn", size=32, channels=(4, 6), pooling="max"))


@pytest.fixture
def x():
    return torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(4))


TARGET = torch.tensor([1, 6, 1])


def bare(method, model, x, **options):
    return method(model).attribute(x.clone().requires_grad_(), target=TARGET, **options)


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("saliency", attr.Saliency),
        ("input_x_gradient", attr.InputXGradient),
        ("integrated_gradients", attr.IntegratedGradients),
        ("guided_backprop", attr.GuidedBackprop),
        ("deconvolution", attr.Deconvolution),
    ],
)
def test_captums_defaults(network, x, name, method):
    torch.testing.assert_close(attribute(network, x, TARGET, name), bare(method, network, x))


def test_captums_grad_cam(network, x):
    expected = attr.LayerGradCam(network, network.block2.relu).attribute(x, TARGET)
    found = attribute(network, x, TARGET, "grad_cam")
    assert found.shape == (3, 1, 8, 8)
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("stdev", [0.1, 0.0])
def test_captums_noise_tunnel_draws_the_same(network, x, stdev):
    torch.manual_seed(7)
    expected = attr.NoiseTunnel(attr.Saliency(network)).attribute(
        x, target=TARGET, nt_samples=6, stdevs=stdev
    )
    found = attribute(network, x, TARGET, "smooth_grad", n_samples=6, stdev=stdev, seed=7)
    torch.testing.assert_close(found, expected)


def test_captums_gradient_shap_draws_the_same(network, x, monkeypatch):
    import numpy as np

    baselines = torch.rand(3, 3, 32, 32)
    torch.manual_seed(7)
    np.random.seed(7)  # noqa: NPY002 as Captum draws
    expected = attr.GradientShap(network).attribute(
        x, baselines, n_samples=6, stdevs=0.1, target=TARGET
    )
    options = {"n_samples": 6, "stdev": 0.1, "seed": 7, "baseline": baselines}
    found = attribute(network, x, TARGET, "gradient_shap", **options)
    torch.testing.assert_close(found, expected)


def test_captums_shapley_values_draw_the_same(network, x):
    mask = torch.arange(4).view(2, 2).repeat_interleave(16, 0).repeat_interleave(16, 1)
    torch.manual_seed(7)
    expected = bare(
        attr.ShapleyValueSampling, network, x, feature_mask=mask[None, None], n_samples=3
    )
    options = {"n_samples": 3, "seed": 7, "regions": "patches", "count": 4}
    found = attribute(network, x, TARGET, "shapley_value_sampling", **options)
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-4)


def test_captums_deep_lift_one_image_at_a_time(x):
    torch.manual_seed(5)  # average pooling: Captum's is right where poolings stand by themselves
    network = zoo.freeze(zoo.build("galaxy_cnn", size=32, channels=(4, 6)))
    expected = bare(attr.DeepLift, network, x)
    torch.testing.assert_close(attribute(network, x, TARGET, "deep_lift"), expected)


def test_captums_occlusion(network, x):
    expected = bare(attr.Occlusion, network, x, sliding_window_shapes=(3, 9, 9), strides=(3, 5, 5))
    found = attribute(network, x, TARGET, "occlusion", window=9, stride=5)
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-4)


@pytest.mark.parametrize("values", [1, 3 * 32 * 32 * 5])
def test_few_images_at_once_give_the_same(network, x, monkeypatch, values):
    names = (
        "integrated_gradients",
        "smooth_grad",
        "gradient_shap",
        "occlusion",
        "feature_ablation",
    )
    names += ("shapley_value_sampling",)
    small = {"n_samples": 3} if values == 1 else {}

    def found():
        given = {n: small if "s" in n[:1] or "g" in n[:1] else {} for n in names}
        return {n: attribute(network, x, TARGET, n, **given[n]) for n in names}

    expected = found()
    monkeypatch.setattr("cnnviz.attribution.method.VALUES", values)
    for name, map_ in found().items():
        torch.testing.assert_close(map_, expected[name], atol=1e-5, rtol=1e-3, msg=name)
