"""Parameters by hand, as the tutorial publishes them, and PyTorch as the oracle of the shapes."""

import pytest
import torch
from torch import nn

from cnnviz import layers, zoo


def test_the_tutorial_network_has_the_published_parameters():
    found = layers.describe(zoo.build("galaxy_cnn"), (3, 96, 96))
    learned = [layer for layer in found if layer.parameters]
    assert [layer.parameters for layer in learned] == [112, 222, 495, 1066, 3283]
    assert [layer.shape for layer in learned] == [
        (4, 96, 96), (6, 48, 48), (9, 24, 24), (13, 12, 12), (7,),
    ]  # fmt: skip
    assert learned[0].arithmetic == "3 × 3 × 3 × 4 + 4"  # noqa: RUF001
    assert learned[-1].arithmetic == "468 × 7 + 7"  # noqa: RUF001
    assert found[1] == layers.Layer("block1.pool", "AvgPool2d", (4, 48, 48), 0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        {"batch_norm": True, "stem": 5, "head": "global_average"},
        {"batch_norm": True, "convolutions": 2, "dropout": 0.2},
        {"pooling": "max", "kernel": 5},
    ],
    ids=str,
)
def test_the_sums_are_the_parameters_and_the_shapes_pytorchs(arguments):
    model = zoo.freeze(zoo.build("galaxy_cnn", **arguments))
    found = layers.describe(model, (3, 96, 96))
    for layer in found:
        assert eval(layer.arithmetic.replace("×", "*") or "0") == layer.parameters  # noqa: RUF001
    assert sum(layer.parameters for layer in found) == zoo.parameter_count(model)
    x = torch.zeros(1, 3, 96, 96)
    for layer in found:
        x = model.get_submodule(layer.path)(x)
        assert layer.shape == tuple(x.shape[1:])


def test_the_model_is_left_as_it_is():
    model = zoo.freeze(zoo.build("galaxy_cnn"))
    layers.describe(model, (3, 96, 96))
    assert not any(module._forward_hooks for module in model.modules())
    assert {parameter.device.type for parameter in model.parameters()} == {"cpu"}


def test_grouped_convolution_and_other_layers():
    assert layers.arithmetic(nn.Conv2d(4, 8, 3, groups=2, bias=False)) == "3 × 3 × 2 × 8"  # noqa: RUF001
    assert layers.arithmetic(nn.BatchNorm2d(24)) == "2 × 24"  # noqa: RUF001
    assert layers.arithmetic(nn.Bilinear(2, 3, 4)) == "24 + 4"
    assert layers.arithmetic(nn.ReLU()) == ""


def test_an_image_that_the_network_cannot_take_is_refused():
    with pytest.raises(RuntimeError):
        layers.describe(zoo.build("galaxy_cnn"), (3, 64, 64))
