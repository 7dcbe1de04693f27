"""Rules worked by hand, the networks of the zoo, and operations without a rule."""

from collections import Counter

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz import origin, weights, zoo
from cnnviz.origin import rules


def only(module, size=(1, 4, 4)):
    """The operation of a network of one module."""
    (rule,) = rules(nn.Sequential(module).eval(), size)
    return rule.operation


def kinds(model, size):
    return Counter(type(rule.operation).__name__ for rule in rules(model, size))


def test_the_tutorials_first_block_by_hand():
    model, _ = weights.load("tutorial")
    conv, pool, relu, *_ = found = rules(model, (3, 96, 96))
    assert [rule.layer.name for rule in found[:3]] == ["block1_conv", "block1_pool", "block1_relu"]
    assert [rule.sources for rule in found[:3]] == [
        (origin.IMAGE,),
        ("block1_conv",),
        ("block1_pool",),
    ]
    assert [rule.shapes for rule in found[:3]] == [((3, 96, 96),), ((4, 96, 96),), ((4, 48, 48),)]
    assert conv.operation.rows[0] == (-1, 0, 1)
    assert conv.operation.columns[-1] == (94, 95, 96)
    np.testing.assert_array_equal(conv.operation.weight, model.block1.conv.weight)
    np.testing.assert_array_equal(conv.operation.bias, model.block1.conv.bias)
    assert pool.operation.rows[47] == (94, 95)
    assert set(pool.operation.row_counts) == set(pool.operation.column_counts) == {2}
    assert relu.operation == origin.Function("max(0, x)", "ReLU")
    assert [type(rule.operation) for rule in found[-2:]] == [origin.Flatten, origin.Dense]


def test_strides_dilations_and_paddings_by_hand():
    found = only(nn.Conv2d(1, 1, (2, 3), (2, 1), (1, 0), (3, 1)), (1, 5, 4))
    assert found.rows == ((-1, 2), (1, 4))  # floor((5 + 2 - 4) / 2) + 1 of them
    assert found.columns == ((0, 1, 2), (1, 2, 3))


def test_the_padding_of_an_even_kernel_that_keeps_the_size():
    found = only(nn.Conv2d(1, 1, (4, 2), padding="same"), (1, 3, 2))
    assert found.rows == ((-1, 0, 1, 2), (0, 1, 2, 3), (1, 2, 3, 4))  # one before, two after
    assert found.columns == ((0, 1), (1, 2))


def test_windows_that_hang_over_the_end_by_hand():
    # 5 rows, padding 1, kernel 2, stride 2: windows at -1, 1, 3; with ceil_mode none begins at 6
    found = only(nn.AvgPool2d((2, 3), padding=(1, 1), ceil_mode=True), (1, 5, 4))
    assert found.rows == ((0,), (1, 2), (3, 4))
    assert found.row_counts == (2, 2, 2)
    # 4 columns, padding 1, kernel 3, stride 3: -1, 2; the second is columns 2, 3 and one of padding
    assert found.columns == ((0, 1), (2, 3))
    assert found.column_counts == (3, 3)
    # 4 rows without padding, kernel 3, stride 2: 0 and 2; row 4 hangs over and does not count
    over = only(nn.AvgPool2d(3, 2, ceil_mode=True), (1, 4, 4))
    assert over.rows == over.columns == ((0, 1, 2), (2, 3))
    assert over.row_counts == over.column_counts == (3, 2)


def test_adaptive_windows_by_hand():
    found = only(nn.AdaptiveAvgPool2d((3, 1)), (1, 5, 2))
    assert found.rows == ((0, 1), (1, 2, 3), (3, 4))  # [0, 5/3), [5/3, 10/3), [10/3, 5)
    assert found.row_counts == (2, 3, 2)
    assert found.columns == ((0, 1),)
    kept = only(nn.AdaptiveMaxPool2d((None, 3)), (1, 2, 2))
    assert (kept.rows, kept.columns) == (((0,), (1,)), ((0,), (0, 1), (1,)))


def test_layers_without_bias_or_scale_have_zeros_and_ones():
    assert only(nn.Conv2d(1, 2, 1, bias=False)).bias.tolist() == [0, 0]
    plain = only(nn.BatchNorm2d(1, eps=0.5, affine=False))
    assert (plain.scale.tolist(), plain.shift.tolist(), plain.epsilon) == ([1], [0], 0.5)
    dense = nn.Sequential(nn.Flatten(), nn.Linear(16, 3, bias=False))
    assert rules(dense, (1, 4, 4))[1].operation.bias.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("module", "formula", "parameter"),
    [
        (nn.LeakyReLU(0.2), "max(0, x) + 0.2 min(0, x)", 0.2),
        (nn.LeakyReLU(), "max(0, x) + 0.01 min(0, x)", 0.01),
        (nn.ELU(1.5), "x where x > 0, else 1.5 (exp(x) - 1)", 1.5),
        (nn.Tanh(), "tanh(x)", 0),
    ],
    ids=str,
)
def test_formulas_hold_their_parameters(module, formula, parameter):
    assert only(module) == origin.Function(formula, type(module).__name__, parameter)


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("galaxy_cnn", 96, {"Convolution": 4, "Average": 4, "Function": 4}),
        ("lenet5", 28, {"Convolution": 2, "Maximum": 2, "Function": 4, "Dense": 3}),
        ("mlp", 96, {"Dense": 3, "Function": 2}),
        ("alexnet", 224, {"Convolution": 5, "Maximum": 3, "Function": 7, "Dense": 3, "Same": 2,
                          "Average": 1}),
        ("vgg16", 224, {"Convolution": 13, "Maximum": 5, "Function": 15, "Dense": 3, "Same": 2,
                        "Average": 1}),
        ("resnet18", 224, {"Convolution": 20, "Normalisation": 20, "Function": 17, "Addition": 8,
                           "Maximum": 1, "Average": 1}),
        ("resnet152", 224, {"Convolution": 155, "Normalisation": 155, "Function": 151,
                            "Addition": 50, "Maximum": 1, "Average": 1}),
    ],
)  # fmt: skip
def test_every_layer_of_the_zoo_has_a_rule(name, size, expected):
    with torch.device("meta"):
        model = zoo.build(name)
    channels = 1 if name == "lenet5" else 3
    assert kinds(model, (channels, size, size)) == {"Dense": 1, "Flatten": 1, **expected}


def test_shapes_and_sources_chain_up():
    with torch.device("meta"):
        model = zoo.build("resnet18")
    shapes = {origin.IMAGE: (3, 224, 224)}
    for rule in rules(model, (3, 224, 224)):
        assert rule.shapes == tuple(shapes[source] for source in rule.sources)
        shapes[rule.layer.name] = rule.layer.shape
    assert rules(model, (3, 64, 64))[-3].layer.shape == (512, 1, 1)


def test_a_network_without_numbers_has_zeros():
    with torch.device("meta"):
        model = zoo.build("vgg11")
    dense = rules(model, (3, 224, 224))[-1].operation
    assert dense.weight.shape == (1000, 4096)
    assert not dense.weight.any()


class Called(nn.Module):
    """A function of the image."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


@pytest.mark.parametrize(
    "module",
    [
        nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"),
        nn.AvgPool2d(2, divisor_override=3),
        nn.BatchNorm2d(1, track_running_stats=False),
        nn.PReLU(),
        nn.GELU("tanh"),
        nn.Softmax(1),
        nn.LocalResponseNorm(2),
        Called(functional.dropout),  # drops, as it is not told that training is over
        Called(lambda x: functional.dropout(x, 0.5, True)),
        Called(lambda x: x * x),
        Called(lambda x: x + 1),
        Called(lambda x: torch.add(x, x, alpha=2)),
        Called(lambda x: torch.cat([x, x], 1)),
        Called(lambda x: x + x.mean((2, 3), keepdim=True)),
        Called(functional.gelu),
    ],
    ids=str,
)
def test_what_has_no_rule_is_not_explained(module):
    found = rules(nn.Sequential(module).eval(), (1, 4, 4))[-1]
    assert isinstance(found.operation, origin.Unexplained)
    assert found.operation.why.endswith(f"({found.layer.kind})")


@pytest.mark.parametrize(
    ("module", "operation"),
    [
        (Called(lambda x: functional.dropout(x, 0.5, False)), origin.Same()),
        (Called(lambda x: functional.dropout2d(x, training=False)), origin.Same()),
        (Called(lambda x: x.clone()), origin.Same()),
        (Called(lambda x: x + x), origin.Addition()),
        (Called(torch.relu), origin.Function("max(0, x)", "ReLU")),
    ],
)
def test_functions_have_the_rules_of_modules(module, operation):
    assert rules(module.eval(), (1, 4, 4))[0].operation == operation


def test_the_batch_size_in_a_reshape_is_no_source():
    class Reshaped(nn.Module):
        def forward(self, x):
            return x.view(x.size(0), -1)

    (rule,) = rules(Reshaped(), (2, 3, 4))
    assert (rule.sources, rule.layer.shape) == ((origin.IMAGE,), (24,))
    assert rule.operation == origin.Flatten()


def test_a_network_for_other_images_is_refused():
    with pytest.raises(ValueError, match="takes 468 values but gets 832"):
        rules(zoo.build("galaxy_cnn"), (3, 128, 128))
