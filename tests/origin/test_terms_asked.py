"""Terms as they are asked for: by unit and by array, and every question that has no answer."""

import time
from math import inf

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import origin, zoo
from cnnviz.origin import Origin
from tests.origin.networks import check, random_run, random_statistics


def test_terms_hold_what_the_arrays_hold():
    run = random_run(zoo.build("lenet5"), (1, 28, 28))
    found = run.origin("conv2", (3, 4, 5))
    assert len(found.terms) == 150
    assert found.terms is found.terms
    for i in (0, 77, 149):
        term = found.terms[i]
        assert term.unit == tuple(found.units[i])
        assert term.product == term.value * term.weight == found.products[i]
        assert run.outputs["pool1"][term.unit] == term.value
        assert [type(number) for number in term.unit] == 3 * [int]
        assert (type(term.value), type(term.inside)) == (float, bool)
    assert sum(t.product for t in found.terms) + found.bias == pytest.approx(found.total, rel=1e-9)


def test_nothing_of_a_shared_network_can_be_overwritten():
    model = zoo.freeze(zoo.build("lenet5"))
    rule = origin.rules(model, (1, 28, 28))[0]
    with pytest.raises(ValueError, match="read-only"):
        rule.operation.weight[0] = 0
    found = random_run(model, (1, 28, 28)).origin("conv1", (0, 0, 0))
    before = model.conv1.weight[0].clone()
    found.weights[:] = 9
    assert torch.equal(model.conv1.weight[0], before)


SMALL = random_statistics(zoo.build("galaxy_cnn", size=16))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("block1_conv", (4, 0, 0)),
        ("block1_conv", (0, 0)),
        ("block1_conv", (0, -1, 0)),
        ("block1_conv", (0, 16, 0)),
        ("block1_conv", (0.0, 1, 0)),
        ("block1_conv", (True, 1, 0)),
        ("linear", (7,)),
        ("linear", (0, 0, 0)),
    ],
)
def test_units_that_do_not_exist(name, unit):
    run = random_run(SMALL, (3, 16, 16))
    shape = run.rule(name).layer.shape
    with pytest.raises(ValueError) as error:  # noqa: PT011
        run.origin(name, unit)
    assert str(error.value) == f"{name} has units {shape}, and {unit} is none of them"


def test_units_of_numpys_numbers():
    found = random_run(SMALL, (3, 16, 16)).origin("block1_conv", np.array([0, 1, 2]))
    assert found.unit == (0, 1, 2)
    assert [type(i) for i in found.unit] == 3 * [int]


def test_outputs_that_are_missing_or_of_another_image():
    run = random_run(SMALL, (3, 16, 16))
    without = {name: x for name, x in run.outputs.items() if name != "block1_conv"}
    with pytest.raises(ValueError, match=r"^block1_pool reads block1_conv, whose numbers are mis"):
        origin.origin(run.rule("block1_pool"), without, (0, 0, 0))
    with pytest.raises(
        ValueError, match=r"^block1_conv reads the image, whose numbers are missing"
    ):
        origin.origin(run.rule("block1_conv"), {}, (0, 0, 0))
    batch = {name: x[None] for name, x in run.outputs.items()}
    message = r"^the image has the shape \(3, 16, 16\) for one image, got \(1, 3, 16, 16\)$"
    with pytest.raises(ValueError, match=message):
        origin.origin(run.rule("block1_conv"), batch, (0, 0, 0))
    with pytest.raises(ValueError, match="numbers are missing"):
        origin.contributions(run.rule("block1_conv"), {}, 0)


def test_an_operation_without_a_rule_says_so():
    run = random_run(nn.Sequential(nn.PReLU()), (1, 2, 2))
    message = r"^_0: there is no rule for the arithmetic of this layer \(PReLU\)$"
    with pytest.raises(ValueError, match=message):
        run.origin("_0", (0, 0, 0))


def test_origins_are_compared_by_identity():
    run = random_run(SMALL, (3, 16, 16))
    one, other = (run.origin("linear", (0,)) for _ in range(2))
    assert isinstance(one, Origin)
    assert one == one
    assert one != other
    assert len(repr(one)) < 2000


def test_a_large_sum_takes_milliseconds():
    torch.manual_seed(3)
    model = nn.Sequential(nn.Conv2d(512, 4, 3, padding=1), nn.Flatten(), nn.Linear(4 * 49, 2))
    run = random_run(model, (512, 7, 7))
    many = random_run(nn.Sequential(nn.Flatten(), nn.Linear(27_648, 7)), (3, 96, 96))
    for each, name, unit, count in [(run, "_0", (3, 2, 2), 4608), (many, "_1", (6,), 27_648)]:
        best = inf
        for _ in range(5):
            start = time.perf_counter()
            found = each.origin(name, unit)
            origin.largest(found, 10)
            best = min(best, time.perf_counter() - start)
        check(found, each.outputs)
        assert len(found.values) == count
        assert best < 0.02
