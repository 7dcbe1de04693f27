"""From units of every layer down to the pixels; at each step the sum is PyTorch's number."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnnviz import builder, origin, weights, zoo
from cnnviz.builder import Block, Network
from cnnviz.builder.description import ACTIVATIONS
from cnnviz.data import simulator
from tests.builder.networks import NETWORKS
from tests.origin.networks import check, ran, random_run

NAMES = ["tutorial", "explorer"]
UNITS = 3  # of each layer from which a walk begins


@cache
def shipped(name, label, seed):
    """A shipped network, a simulated galaxy, and the tensor that the network receives."""
    model, card = weights.load(name)
    pixels = card.preprocessing.pixels(simulator.galaxy(label, seed).pixels[0])
    x = card.preprocessing.tensor(pixels[None])
    return ran(model, x), x[0].numpy()


def check_walks(run, image, seed=0, units=UNITS):
    """Walks from some units of each layer; the number of those that reach the image."""
    rng, reached = np.random.default_rng(seed), 0

    def anyone(found):
        return found.some(rng.integers(len(found.values), size=1))[0]

    for rule in run.rules:
        for _ in range(units):
            unit = tuple(rng.integers(rule.layer.shape).tolist())
            steps = origin.walk(run.rules, run.outputs, rule.layer.name, unit, anyone)
            reached += check_steps(run, image, steps)
    return reached


def check_steps(run, image, steps):
    """Each step is right and leads to the next; whether the last is a value of the image."""
    for found, _ in steps:
        check(found, run.outputs)
    for (_, term), (found, _) in pairwise(steps):
        assert (term.source, term.unit) == (found.rule.layer.name, found.unit)
        assert term.value == run.outputs[term.source][term.unit]
        assert term.inside
    last = steps[-1][1]
    if last.inside:
        assert last.source == origin.IMAGE
        assert last.value == image[last.unit]
    else:
        assert last.value == 0
    return last.inside


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("label", range(0, 7, 2))
def test_shipped_networks_lead_down_to_the_galaxy(name, label):
    run, image = shipped(name, label, 17 + label)
    assert check_walks(run, image, label) > 2 * len(run.rules)


@pytest.mark.parametrize("name", NAMES)
def test_the_largest_term_of_the_largest_class_leads_to_the_galaxy(name):
    run, image = shipped(name, 3, 17)
    best = int(run.outputs["linear"].argmax())
    steps = origin.walk(run.rules, run.outputs, "linear", (best,))
    assert len(steps) == len(run.rules)  # one layer after the other
    assert check_steps(run, image, steps)
    for found, term in steps:
        assert abs(term.product) == abs(found.products).max()
    # the way stays in what the unit can see
    found, term = steps[3]
    top, left, bottom, right = found.rule.layer.field.box(*found.unit[1:])
    row, column = steps[-1][1].unit[1:]
    assert top <= row < bottom
    assert left <= column < right


@pytest.mark.parametrize(
    ("name", "size", "units"),
    [("lenet5", 28, 6), ("mlp", 96, 4), ("resnet18", 64, 1), ("alexnet", 64, 2), ("vgg11", 64, 1)],
)
def test_networks_of_the_zoo(name, size, units):
    torch.manual_seed(7)
    model = zoo.build(name, size=size, classes=10)
    run = random_run(model, (1 if name == "lenet5" else 3, size, size))
    assert check_walks(run, run.outputs[origin.IMAGE], 1, units) > 0


BUILT = {
    "residual": Network(
        size=24,
        blocks=(Block(4, convolutions=2, residual=True), Block(6, stride=2, residual=True)),
        batch_norm=True,
        dropout=0.5,
    ),
    "dilated": Network(size=32, blocks=(Block(3, 3, dilation=3), Block(5, 5, dilation=2))),
    "strided": Network(
        size=40, blocks=(Block(4, 5, 3, pooling="none"), Block(5, 2, 2)), padding="none"
    ),
    "averaged": Network(
        size=17, blocks=(Block(4, pooling="average"), Block(5)), head="global_average", dense=(6,)
    ),
} | {
    name: Network(size=12, blocks=(Block(3), Block(4)), activation=name, dense=(5,))
    for name in ACTIVATIONS
}


@pytest.mark.parametrize("network", BUILT.values(), ids=BUILT)
def test_built_networks(network):
    torch.manual_seed(11)
    run = random_run(builder.module(network), (3, network.size, network.size))
    assert check_walks(run, run.outputs[origin.IMAGE]) > 0


@given(NETWORKS, st.integers(0, 999))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
def test_any_network_that_can_be_built(network, seed):
    torch.manual_seed(seed)
    try:
        model = builder.module(network)
    except ValueError:
        assume(False)
    run = random_run(model, (network.in_channels, network.size, network.size), seed)
    check_walks(run, run.outputs[origin.IMAGE], seed, 1)


def test_a_walk_ends_in_the_padding():
    run, _ = shipped("tutorial", 0, 17)

    def first(found):
        return found.terms[0]

    steps = origin.walk(run.rules, run.outputs, "block2_conv", (0, 0, 0), first)
    assert [(term.source, term.unit, term.inside) for _, term in steps] == [
        ("block1_relu", (0, -1, -1), False)
    ]


def test_nothing_lies_below_a_layer_that_is_not_there():
    run, _ = shipped("tutorial", 0, 17)
    with pytest.raises(ValueError, match="no layer is called 'block9'; there are block1_conv, "):
        origin.walk(run.rules, run.outputs, "block9", (0,))


def test_a_walk_stops_where_nothing_is_read():
    model = torch.nn.Sequential(torch.nn.MaxPool2d(2, padding=1, dilation=5))
    run = ran(model, torch.ones(1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"^_0 reads nothing at \(0, 0, 0\)$"):
        origin.walk(run.rules, run.outputs, "_0", (0, 0, 0))
