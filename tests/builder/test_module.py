"""Built networks: the tutorial's numbers, the same network by hand, PyTorch run from the source."""

import re
import subprocess
import sys

import pytest
import torch
from hypothesis import given, reject, settings
from torch import nn

from cnnviz import layers, receptive, zoo
from cnnviz.builder import (
    Block,
    Network,
    Residual,
    built,
    check,
    module,
    parts,
    source,
    to_arguments,
)
from cnnviz.builder.module import _made
from tests.builder.networks import NETWORKS

RESIDUAL = Network(
    blocks=(Block(8, convolutions=2, residual=True), Block(8, stride=2, residual=True)),
    batch_norm=True, dense=(16,), dropout=0.5, activation="gelu",
)  # fmt: skip


def images(network, count=2):
    shape = (count, network.in_channels, network.size, network.size)
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def run(text):
    """What the lines of plain PyTorch leave behind."""
    names = {}
    exec(text, names)
    return names


def test_the_default_is_the_tutorials_network_with_max_pooling():
    model, tutorial = zoo.build("built"), zoo.build("galaxy_cnn", pooling="max")
    assert zoo.parameter_count(model) == 5178  # the course's tutorial on galaxy classification
    model.load_state_dict(
        dict(zip(model.state_dict(), tutorial.state_dict().values(), strict=True))
    )
    x = images(Network())
    # ReLU before or after max pooling is the same
    torch.testing.assert_close(model(x), tutorial(x))


def test_a_network_written_by_hand():
    network = Network(
        1, 28, 10, (Block(6, kernel=5), Block(16, kernel=5)), padding="none", dense=(120, 84)
    )
    model, lenet = module(network), zoo.build("lenet5")
    assert [tuple(x.shape) for x in model.parameters()] == [
        tuple(x.shape) for x in lenet.parameters()
    ]
    model.load_state_dict(dict(zip(model.state_dict(), lenet.state_dict().values(), strict=True)))
    torch.testing.assert_close(model(images(network)), lenet(images(network)))


def test_a_residual_block_adds_its_input():
    block = Residual(nn.Conv2d(2, 2, 3, padding=1), nn.Identity())
    nn.init.zeros_(block.body.weight)
    nn.init.zeros_(block.body.bias)
    x = torch.randn(1, 2, 5, 5)
    torch.testing.assert_close(block(x), x)
    shapes = [tuple(x.shape) for x in module(RESIDUAL).block1.residual.shortcut.parameters()]
    assert shapes == [(8, 3, 1, 1), (8,), (8,)]
    identity = Network(blocks=(Block(3, residual=True),))
    assert isinstance(module(identity).block1.residual.shortcut, nn.Identity)


def test_the_source_needs_pytorch_alone():
    lines = "import sys\n" + source(RESIDUAL) + "\nassert 'cnnviz' not in sys.modules"
    result = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=False, cwd="/"
    )
    assert result.stderr == ""
    assert result.stdout.split("\n")[:2] == [
        "(1, 7)", f"{zoo.parameter_count(module(RESIDUAL))}",
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(NETWORKS)
def test_the_source_makes_the_same_network(network):
    try:
        lines = source(network)
    except ValueError:
        reject()
    model = module(network).eval()
    again = run(lines)["model"].eval()
    shapes = {name: x.shape for name, x in model.state_dict().items()}
    assert {name: x.shape for name, x in again.state_dict().items()} == shapes
    again.load_state_dict(model.state_dict())
    x = images(network)
    torch.testing.assert_close(again(x), model(x), rtol=0, atol=0)
    assert model(x).shape == (2, network.classes)


# PyTorch adds maps of one pixel to maps of any size
BROADCAST = re.compile("residual connection .* (make|shortcut) 1 by 1\\b")


def refusal(network):
    """Why a network is impossible; empty where it is not."""
    try:
        check(network)
    except ValueError as error:
        return str(error)
    return ""


def cannot_run(network):
    """Whether PyTorch refuses the blocks of a network that nobody has checked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_sizes", lambda *_: 1)  # the head, which needs it, does not run
        model = _made(parts.parts(network))
    x = images(network)
    try:
        for name, block in model.named_children():
            x = block(x) if name.startswith("block") else x
    except RuntimeError:
        return True
    return False


def test_a_network_that_can_run_is_told_from_one_that_cannot():
    assert not cannot_run(Network())
    assert cannot_run(Network(size=8, blocks=(Block(4, stride=4), Block(4, stride=4))))


@settings(max_examples=40, deadline=None)
@given(NETWORKS)
def test_what_is_refused_cannot_run_and_the_rest_has_its_table(network):
    if why := refusal(network):
        assert cannot_run(network) or BROADCAST.search(why), why
        return
    with torch.device("meta"):
        model = built(**to_arguments(network)).eval()
        out = model(torch.empty(2, network.in_channels, network.size, network.size))
    assert out.shape == (2, network.classes)
    found = layers.of("built", **to_arguments(network))
    assert layers.total(found).parameters == zoo.parameter_count(model)
    assert found[-1].shape == (network.classes,)


@pytest.mark.parametrize("network", [
    RESIDUAL,
    Network(blocks=(Block(2, dilation=3), Block(2, stride=2, pooling="none"), Block(2, 5))),
])  # fmt: skip
def test_fields_are_those_of_the_network(network):
    table = [layer.field for layer in layers.of("built", **to_arguments(network))]
    assert table == receptive.fields(module(network), network.size)
