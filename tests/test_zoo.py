"""Networks against the published numbers of parameters and shapes."""

import json
from itertools import pairwise

import pytest
import torch
from torch import nn

from cnnviz import zoo


def test_tutorial_network_has_the_tutorials_parameters():
    model = zoo.build("galaxy_cnn")
    counts = [sum(p.numel() for p in layer.parameters()) for layer in model.children()]
    assert [count for count in counts if count] == [112, 222, 495, 1_066, 3_283]
    assert zoo.parameter_count(model) == 5_178


def test_tutorial_network_equals_one_written_by_hand():
    model = zoo.build("galaxy_cnn")
    channels = (3, 4, 6, 9, 13)
    layers = []
    for inputs, outputs in pairwise(channels):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.AvgPool2d(2), nn.ReLU()]
    by_hand = nn.Sequential(*layers, nn.Flatten(), nn.Linear(468, 7))
    by_hand.load_state_dict(
        dict(zip(by_hand.state_dict(), model.state_dict().values(), strict=True))
    )
    x = torch.randn(2, 3, 96, 96, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(model(x), by_hand(x))


def test_lenet5_has_the_lectures_shapes():
    x, shapes = torch.zeros(1, 1, 28, 28), []
    for name, layer in zoo.build("lenet5").named_children():
        x = layer(x)
        if name.startswith(("conv", "pool")):
            shapes.append("x".join(map(str, (*x.shape[2:], x.shape[1]))))
    assert shapes == ["24x24x6", "12x12x6", "8x8x16", "4x4x16"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("alexnet", 61_100_840), ("vgg16", 138_357_544), ("resnet18", 11_689_512)],
)
def test_torchvisions_networks_have_the_published_parameters(name, parameters):
    with torch.device("meta"):
        assert zoo.parameter_count(zoo.build(name)) == parameters


@pytest.mark.parametrize("name", sorted(zoo.MODELS))
def test_every_network_takes_channels_size_and_classes(name):
    with torch.device("meta"):
        model = zoo.build(name, in_channels=2, size=64, classes=5).eval()
        assert model(torch.empty(3, 2, 64, 64)).shape == (3, 5)


@pytest.mark.parametrize(
    "arguments",
    [
        {"pooling": "max"},
        {"kernel": 5},
        {"channels": [8, 16], "head": "global_average"},
        {"batch_norm": True, "convolutions": 2, "dropout": 0.5},
        {"batch_norm": True, "stem": 5, "channels": [24, 32, 64, 96, 128]},
    ],
    ids=json.dumps,
)
def test_galaxy_cnn_takes_its_arguments(arguments):
    model = zoo.build("galaxy_cnn", **arguments).eval()
    assert model(torch.zeros(2, 3, 96, 96)).shape == (2, 7)


def test_pooling_is_the_one_asked_for():
    for pooling, kind in (("average", nn.AvgPool2d), ("max", nn.MaxPool2d)):
        layers = list(zoo.build("galaxy_cnn", pooling=pooling).modules())
        assert sum(isinstance(layer, kind) for layer in layers) == 4


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("resnet19", {}, "no network is called 'resnet19'"),
        ("galaxy_cnn", {"channels": []}, "channels are at least one positive number"),
        ("galaxy_cnn", {"channels": [4] * 7}, "7 blocks halve 96 pixels to nothing"),
        ("galaxy_cnn", {"kernel": 4}, "odd positive number, got 4"),
        ("galaxy_cnn", {"pooling": "median"}, "got 'median'"),
        ("galaxy_cnn", {"head": "attention"}, "got 'attention'"),
        ("galaxy_cnn", {"stem": 5}, "need batch_norm"),
        ("galaxy_cnn", {"width": 3}, "unexpected keyword argument 'width'"),
        ("lenet5", {"size": 12}, "at least 16 pixels, got 12"),
        ("alexnet", {"size": 32}, "at least 64 pixels, got 32"),
    ],
)
def test_what_cannot_be_built_is_a_sentence(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        zoo.build(name, **arguments)


@pytest.mark.parametrize("name", ["vgg16", "lenet5", "galaxy_cnn"])
@pytest.mark.parametrize("argument", ["classes", "in_channels", "size"])
def test_a_network_of_nothing_is_refused(name, argument):
    with pytest.raises(ValueError, match=f"^{name}: {argument} is at least 1, got 0$"):
        zoo.build(name, **{argument: 0})
