"""Each wrong argument is refused in one sentence that names it."""

import pytest
import torch
from torch import nn

from cnnviz import weights, zoo
from cnnviz.attribution import (
    METHODS,
    AttributionError,
    attribute,
    baseline,
    default_layer,
    problem,
    why,
)
from tests.attribution.models import TwoBranches, linear

X = torch.rand(2, 3, 96, 96, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def tutorial():
    return weights.load("tutorial")[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "gradcam"}, "no method is called 'gradcam'; there are saliency, input_x_grad"),
        ({"method": "lrp", "steps": 3}, "lrp has no parameter 'steps'; there are rule, epsilon, g"),
        ({"seed": 3}, "saliency has no parameter 'seed'; it has none"),
        ({"method": "smooth_grad", "n_samples": 0}, "n_samples is a whole number from 1 to 1000, "),
        ({"method": "smooth_grad", "n_samples": 2.5}, "n_samples is a whole number .*got 2.5"),
        ({"method": "smooth_grad", "n_samples": True}, "n_samples is a whole number .*got True"),
        ({"method": "smooth_grad", "stdev": -1}, "stdev is a number from 0 to 10 of a pixel's val"),
        ({"method": "smooth_grad", "stdev": float("nan")}, "stdev is a number .* got nan"),
        ({"method": "lrp", "rule": "z+"}, "rule is one of epsilon, gamma, alpha1_beta0, got 'z"),
        ({"method": "deep_lift", "baseline": "white"}, "baseline is one of black, .* got 'white'"),
        ({"method": "deep_lift", "baseline": 0}, "baseline is one of black, .* got 0"),
        ({"method": "deep_lift", "baseline": X[:, :1]}, r"cannot have the shape \(2, 1, 96, 96\)"),
        ({"method": "occlusion", "window": 97}, "window 97 is larger than the image, 96 x 96"),
        ({"method": "occlusion", "window": 4, "stride": 5}, "stride 5 leaves pixels out between "),
        ({"layer": "block1_conv"}, "saliency looks at no layer, got 'block1_conv'"),
        ({"method": "grad_cam", "layer": "block9"}, "no layer is called 'block9'; there are block"),
        ({"method": "grad_cam", "layer": "linear"}, "linear has no maps: it is behind the flatten"),
        ({"method": "guided_grad_cam", "layer": "flatten"}, "flatten has no maps"),
        ({"images": X[0]}, r"images have the shape \(N, C, H, W\), got \(3, 96, 96\)"),
        ({"images": X[:0]}, r"images have the shape \(N, C, H, W\), got \(0, 3, 96, 96\)"),
        ({"images": X[:, :1]}, "block1.conv cannot take what it gets from an image of 1 x 96 x 9"),
        ({"images": X[..., :64, :64]}, "linear cannot take what it gets from an image of 3 x 64 "),
        ({"images": (X * 255).to(torch.uint8)}, "images are preprocessed numbers .* got uint8"),
        ({"images": X / 0}, "images hold a value that is not finite"),
        ({"images": X.double()}, "images are float64, the network is float32"),
        ({"target": 7}, "target 7 is none of the 7 classes"),
        ({"target": -1}, "target -1 is no index of a class"),
        ({"target": torch.tensor([0, 9])}, "target 9 is none of the 7 classes"),
        ({"target": torch.tensor([0, 1, 2])}, r"2 images have as many targets, got \(3,\)"),
        ({"target": 1.5}, "a target is the index of a class, got 1.5"),
    ],
)
def test_what_is_wrong_is_named(tutorial, change, message):
    given = {"images": X, "target": 0, "method": "saliency"} | change
    with pytest.raises(AttributionError, match=message) as told:
        attribute(tutorial, **given)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong", [{"target": 7}, {"images": X[..., :64, :64]}])
def test_every_method_names_images_and_targets(tutorial, method, wrong):
    given = {"images": X, "target": 0, "method": method} | wrong
    with pytest.raises(AttributionError, match=r"target 7|64"):
        attribute(tutorial, **given)


def test_an_unknown_baseline():
    with pytest.raises(AttributionError, match=r"a baseline is one of black, mean, .*'grey'"):
        baseline("grey", X)


class Branching(nn.Module):
    def forward(self, x):
        return x.flatten(1) if x.sum() > 0 else -x.flatten(1)


class Product(nn.Module):
    def forward(self, x):
        return (x * torch.relu(x)).flatten(1)


def test_a_network_that_cannot_be_followed():
    for method in METHODS:
        assert problem(Branching(), method).startswith("Branching cannot be followed (")
    with pytest.raises(AttributionError, match="Branching cannot be followed"):
        attribute(Branching(), X, 0, "saliency")


GELU = nn.Sequential(nn.Conv2d(3, 2, 3), nn.GELU(), nn.Flatten(), nn.LazyLinear(3))
POOLED = nn.Sequential(nn.MaxPool2d(3, 2, ceil_mode=True), nn.Flatten())


@pytest.mark.parametrize(
    ("model", "method", "message"),
    [
        (GELU, "deep_lift", "1 is a GELU, for which DeepLIFT has no rule: it knows ReLU, "),
        (GELU, "lrp", "1 is a GELU, for which relevance propagation has no rule"),
        (GELU, "guided_backprop", "there is no ReLU in this network"),
        (GELU, "guided_grad_cam", "there is no ReLU in this network"),
        (POOLED, "deep_lift", "0 pools with ceil_mode or a dilation, which DeepLIFT cannot undo"),
        (Product(), "deep_lift", "mul is a mul, for which DeepLIFT"),
        (linear()[0], "grad_cam", "Sequential has no layer that makes maps"),
    ],
)
def test_a_network_that_a_method_cannot_take(model, method, message):
    if model is GELU:
        model(X)  # for the lazy layer
    found = problem(model, method)
    assert message in found
    with pytest.raises(AttributionError) as told:
        attribute(model, X, 0, method)
    assert str(told.value) == found


@pytest.mark.parametrize("name", ["tutorial", "explorer", "lenet5", "alexnet", "vgg11", "resnet18"])
def test_every_method_takes_every_network(name):
    model = weights.load(name)[0] if name in weights.names() else zoo.build(name)
    assert {method: problem(model, method) for method in METHODS} == dict.fromkeys(METHODS, "")


def test_a_network_without_maps():
    for method in METHODS:
        expected = method in ("grad_cam", "guided_grad_cam")
        assert bool(problem(zoo.build("mlp"), method)) == expected


def test_an_unknown_method():
    with pytest.raises(AttributionError, match="no method is called 'lime'; there are saliency"):
        problem(zoo.build("lenet5"), "lime")


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("galaxy_cnn", "block4_relu"),
        ("lenet5", "pool2"),
        ("alexnet", "avgpool"),
        ("vgg16", "avgpool"),
        ("resnet18", "layer4_1_relu_1"),
        ("resnet50", "layer4_2_relu_2"),
    ],
)
def test_the_layer_of_grad_cam(name, layer):
    assert default_layer(zoo.build(name)) == layer


def test_maps_of_one_unit_are_passed_over():
    model = zoo.build("galaxy_cnn", channels=(4, 6, 9, 13, 13, 13), size=96)
    assert default_layer(model, (3, 96, 96)) == "block6_conv"  # 3 x 3 before the pooling
    assert why(model) == (
        "block6_conv is the last layer that still tells places apart, with 13 maps of 3 x 3 units; "
        "behind it they are flattened or averaged."
    )
    assert default_layer(weights.load("explorer")[0]) == "block5_pool"
    assert default_layer(TwoBranches(), (3, 8, 8)) == "relu_2"


def test_no_size_fits():
    with pytest.raises(AttributionError, match="no size fits Sequential; say which images"):
        default_layer(zoo.build("galaxy_cnn", size=80))
    assert default_layer(zoo.build("galaxy_cnn", size=80), (3, 80, 80)) == "block4_relu"
