"""Sums worked by hand, and every unit of drawn layers beside PyTorch's own number."""

from math import inf

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from cnnviz import layers, origin
from cnnviz.origin import Term
from tests.origin.networks import check_every_unit, ran, random_run

IMAGE = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
KERNEL = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))
TWO = st.tuples(st.integers(2, 3), st.integers(1, 3))


def tensor(values):
    return torch.tensor(values, dtype=torch.float32)[None]


def convolution(weight, bias=None, **options):
    weight = torch.as_tensor(weight, dtype=torch.float32)
    groups = options.get("groups", 1)
    made = nn.Conv2d(
        weight.shape[1] * groups, len(weight), weight.shape[2:], bias=bias is not None, **options
    )
    with torch.no_grad():
        made.weight.copy_(weight)
        if bias is not None:
            made.bias.copy_(torch.tensor(bias))
    return nn.Sequential(made)


def test_the_lectures_convolution_by_hand():
    run = ran(convolution([[KERNEL]]), tensor([IMAGE]))
    assert run.outputs["_0"][0].tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    found = run.origin("_0", (0, 1, 2))
    # rows 1 to 3, columns 2 to 4: 1*1 + 1*0 + 0*1 + 1*0 + 1*1 + 1*0 + 1*1 + 1*0 + 0*1
    assert [term.value for term in found.terms] == [1, 1, 0, 1, 1, 1, 1, 1, 0]
    assert [term.weight for term in found.terms] == [1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert [term.product for term in found.terms] == [1, 0, 0, 0, 1, 0, 1, 0, 0]
    assert (found.bias, found.total) == (0, 3)
    assert found.terms[5] == Term(origin.IMAGE, (0, 2, 4), 1, 0, 0, True)


def test_a_corner_with_padding_and_two_channels_by_hand():
    weight = [[[[1, 2], [3, 4]], [[10, 20], [30, 40]]]]
    run = ran(convolution(weight, [0.5], padding=1), tensor([[[5]], [[7]]]))
    found = run.origin("_0", (0, 0, 0))
    assert [term.inside for term in found.terms] == 2 * [False, False, False, True]
    assert [term.unit for term in found.terms][:4] == [
        (0, -1, -1),
        (0, -1, 0),
        (0, 0, -1),
        (0, 0, 0),
    ]
    assert [term.product for term in found.terms] == [0, 0, 0, 20, 0, 0, 0, 280]
    assert (found.bias, found.total) == (0.5, 300.5)
    assert found.total == run.outputs["_0"][0, 0, 0]
    assert run.origin("_0", (0, 1, 1)).total == 5 * 1 + 7 * 10 + 0.5


def test_groups_read_their_own_channels_by_hand():
    weight = torch.arange(1, 5.0).reshape(4, 1, 1, 1)
    run = ran(convolution(weight, groups=2), tensor([[[10]], [[100]]]))
    totals = [run.origin("_0", (channel, 0, 0)).total for channel in range(4)]
    assert totals == [10, 20, 300, 400]
    assert [term.unit[0] for term in run.origin("_0", (2, 0, 0)).terms] == [1]


def test_a_linear_layer_behind_flattening_by_hand():
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    with torch.no_grad():
        model[1].weight.copy_(torch.tensor([[1, 2, 3, 4], [0, 0, 0, -1.0]]))
        model[1].bias.copy_(torch.tensor([0.25, 0.5]))
    run = ran(model, tensor([[[1, 2]], [[3, 4]]]))
    found = run.origin("_1", (0,))
    assert [term.product for term in found.terms] == [1, 4, 9, 16]
    assert (found.bias, found.total) == (0.25, 30.25)
    assert run.origin("_1", (1,)).total == -3.5
    # value 2 of the vector is channel 1, row 0, column 0
    assert run.origin("_0", (2,)).terms == (Term(origin.IMAGE, (1, 0, 0), 3, 1, 3),)


def test_poolings_by_hand():
    x = tensor([[[1, 7, 7], [2, 3, 7]]])
    largest = ran(nn.Sequential(nn.MaxPool2d(2, 1)), x).origin("_0", (0, 0, 1))
    assert [term.weight for term in largest.terms] == [1, 0, 0, 0]  # the first of three sevens
    assert [term.product for term in largest.terms] == [7, 0, 0, 0]
    assert (largest.bias, largest.total) == (0, 7)
    mean = ran(nn.Sequential(nn.AvgPool2d(2, 1)), x).origin("_0", (0, 0, 0))
    assert [term.product for term in mean.terms] == [0.25, 1.75, 0.5, 0.75]
    assert (mean.bias, mean.total) == (0, 3.25)


@pytest.mark.parametrize(("counts", "total"), [(True, 0.25), (False, 1)])
def test_whether_the_padding_counts_by_hand(counts, total):
    model = nn.Sequential(nn.AvgPool2d(2, padding=1, count_include_pad=counts))
    found = ran(model, tensor([[[1, 2], [3, 4]]])).origin("_0", (0, 0, 0))
    assert [(term.unit, term.weight) for term in found.terms] == [((0, 0, 0), total)]
    assert found.total == total


def test_batch_normalisation_by_hand():
    model = nn.Sequential(nn.BatchNorm2d(2, eps=0)).eval()
    model[0].running_mean.copy_(torch.tensor([0, 3.0]))
    model[0].running_var.copy_(torch.tensor([1, 4.0]))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([1, 10.0]))
        model[0].bias.copy_(torch.tensor([0, 1.0]))
    found = ran(model, tensor([[[0]], [[7]]])).origin("_0", (1, 0, 0))
    # (7 - 3) / 2 * 10 + 1 = 21 = 7 * 5 - 14
    assert found.terms == (Term(origin.IMAGE, (1, 0, 0), 7, 5, 35),)
    assert (found.bias, found.total) == (-14, 21)


class Doubled(nn.Module):
    def forward(self, x):
        return x + x


def test_a_sum_of_one_source_reads_it_twice():
    run = ran(Doubled(), tensor([[[1.5]]]))
    found = run.origin("add", (0, 0, 0))
    assert found.terms == 2 * (Term(origin.IMAGE, (0, 0, 0), 1.5, 1, 1.5),)
    assert found.total == 3 == run.outputs["add"][0, 0, 0]


@pytest.mark.parametrize(
    ("module", "x", "expected"),
    [
        (nn.ReLU(), -2, 0),
        (nn.ReLU(), 3, 3),
        (nn.ReLU6(), 8, 6),
        (nn.LeakyReLU(0.25), -2, -0.5),
        (nn.ELU(2.0), -1, 2 * (np.exp(-1) - 1)),
        (nn.GELU(), 1, 0.8413447460685429),  # Phi(1)
        (nn.SiLU(), 0.5, 0.5 / (1 + np.exp(-0.5))),
        (nn.Tanh(), 0.5, np.tanh(0.5)),
        (nn.Sigmoid(), 0, 0.5),
        (nn.Sigmoid(), -2000, 0),
        (nn.SiLU(), -2000, 0),
    ],
    ids=str,
)
def test_functions_by_hand(module, x, expected):
    found = ran(nn.Sequential(module), tensor([[[x]]])).origin("_0", (0, 0, 0))
    assert found.terms == (Term(origin.IMAGE, (0, 0, 0), x, 1, x),)
    assert found.total == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "module",
    [
        *(nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(), nn.LeakyReLU(0.3), nn.ELU(), nn.ELU(0.5)),
        *(nn.GELU(), nn.SiLU(), nn.Tanh(), nn.Sigmoid(), nn.Identity(), nn.Dropout(0.5)),
        *(nn.Dropout2d(), nn.AlphaDropout()),
    ],
    ids=str,
)
def test_functions_are_pytorchs(module):
    model = nn.Sequential(module).eval()
    x = torch.linspace(-12, 12, 97).reshape(1, 1, 1, -1)
    run = ran(model, x)
    check_every_unit(run)
    totals = [run.origin("_0", (0, 0, i)).total for i in range(97)]
    oracle = model(x.double())[0, 0, 0]
    np.testing.assert_allclose(totals, oracle, rtol=1e-12, atol=1e-15)


@st.composite
def convolutions(draw):
    groups = draw(st.integers(1, 3))
    inputs, outputs = (groups * draw(st.integers(1, 2)) for _ in "io")
    kernel, dilation, bias = draw(PAIRS), draw(PAIRS), draw(st.booleans())
    padding = draw(st.sampled_from(["same", "valid"]) | st.tuples(*2 * [st.integers(0, 3)]))
    stride = (1, 1) if padding == "same" else draw(PAIRS)
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@given(convolutions(), st.integers(1, 7), st.integers(1, 7), st.integers(0, 99))
@settings(deadline=None, max_examples=60)
def test_every_convolution_is_pytorchs(module, height, width, seed):
    torch.manual_seed(seed)
    size = (module.in_channels, height, width)
    try:
        layers.describe(nn.Sequential(module), size)
    except ValueError as error:  # the window does not fit
        assume("window spans" not in str(error))
    module.reset_parameters()
    run = random_run(nn.Sequential(module), size, seed)
    check_every_unit(run)
    rule = run.rule("_0")
    for channel in range(module.out_channels):
        found = origin.contributions(rule, run.outputs, channel)
        assert found.shape == (module.in_channels, *rule.layer.shape[1:])
        total = found.sum(axis=0) + rule.operation.bias[channel]
        np.testing.assert_allclose(total, run.outputs["_0"][channel], rtol=1e-4, atol=1e-5)


@st.composite
def poolings(draw):
    kernel, stride, ceil = draw(TWO), draw(PAIRS), draw(st.booleans())
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    if draw(st.booleans()):
        return nn.AvgPool2d(kernel, stride, padding, ceil, draw(st.booleans()))
    return nn.MaxPool2d(kernel, stride, padding, draw(PAIRS), ceil_mode=ceil)


ADAPTIVE = st.builds(
    lambda kind, size: kind(size),
    st.sampled_from([nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d]),
    st.tuples(st.integers(1, 9), st.none() | st.integers(1, 9)),
)


@given(poolings() | ADAPTIVE, st.integers(1, 8), st.integers(1, 8), st.integers(0, 99))
@settings(deadline=None, max_examples=100)
def test_every_pooling_is_pytorchs(module, height, width, seed):
    model, size = nn.Sequential(module), (2, height, width)
    try:
        layers.describe(model, size)
    except ValueError as error:  # the window does not fit
        assume("window spans" not in str(error))
    check_every_unit(random_run(model, size, seed))


def test_a_window_in_the_padding_alone():
    model = nn.Sequential(nn.MaxPool2d(2, padding=1, dilation=5))  # rows and columns -1 and 4
    run = ran(model, torch.ones(1, 1, 4, 4))
    found = run.origin("_0", (0, 0, 0))
    assert found.terms == ()
    assert found.total == -inf == run.outputs["_0"][0, 0, 0]


@pytest.mark.parametrize("affine", [True, False])
def test_normalisations_are_pytorchs(affine):
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.BatchNorm2d(3, affine=affine), nn.Flatten(), nn.BatchNorm1d(12, 1e-2, affine=affine)
    )
    check_every_unit(random_run(model, (3, 2, 2)))


class Functions(nn.Module):
    """What people write in forward in place of modules."""

    def forward(self, x):
        a = functional.max_pool2d(x, 3, stride=1, padding=1)
        b = functional.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
        c = torch.tanh(a) + functional.relu(b)
        c += functional.silu(x)
        c = functional.dropout(torch.add(c, c), training=self.training).contiguous()
        c = functional.adaptive_max_pool2d(functional.adaptive_avg_pool2d(c, 5), (4, 3))
        c = torch.relu(c).relu_()
        return torch.cat([c.mean((2, 3)), torch.flatten(c, 1), c.view(c.size(0), -1)], 1)


def test_functions_in_place_of_modules():
    run = random_run(Functions().eval(), (2, 6, 6))
    *known, joined = run.rules
    check_every_unit(type(run)(known, run.outputs))
    kinds = [type(rule.operation).__name__ for rule in known]
    assert kinds == [
        *("Maximum", "Average", "Function", "Function", "Addition", "Function", "Addition"),
        *("Addition", "Same", "Same", "Average", "Maximum", "Function", "Function", "Average"),
        *("Flatten", "Flatten"),
    ]
    assert isinstance(joined.operation, origin.Unexplained)


def test_means_over_whole_maps():
    class Mean(nn.Module):
        def forward(self, x):
            return x.mean((-2, -1), keepdim=True)

    run = random_run(Mean(), (2, 3, 5))
    check_every_unit(run)
    assert len(run.origin("mean", (1, 0, 0)).terms) == 15
