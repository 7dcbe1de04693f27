"""The networks of the page."""

import pytest
import torch

from cnnviz import activations, weights, zoo
from cnnviz.builder import Block, Network
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.ui import cached
from cnnviz.ui.feature_maps import subject as module
from cnnviz.ui.feature_maps.subject import input_size, is_large, layers_of, subject, too_much
from cnnviz.ui.galaxy import from_simulation
from tests.imagenet import put, state

BARRED = from_simulation(simulator.galaxy(3, 17))
SMALL = ("galaxy_cnn", "lenet5", "mlp", "built")


def test_shipped_weights_are_trained_and_random_ones_beside_them_are_not():
    module._small.clear()  # it may hold a network that cached.model has let go since
    found = subject("", "explorer")
    assert (found.key, found.trained, found.classes) == ("explorer", True, CLASSES)
    assert found.model is cached.model("explorer")[0]
    other = subject("", "explorer", seed=3)
    assert (other.key, other.seed, other.classes) == ("explorer-random-3", 3, CLASSES)
    assert other.layers == found.layers
    torch.manual_seed(3)
    build = weights.load("explorer")[1].build
    expected = zoo.build(build["name"], **build["arguments"]).state_dict()
    assert all(torch.equal(x, expected[n]) for n, x in other.model.state_dict().items())
    assert other.key != subject("", "explorer", seed=4).key


@pytest.mark.parametrize("name", SMALL)
def test_a_network_without_weights_has_random_ones_of_a_fixed_seed(name):
    found = subject(name, "tutorial")
    assert found.seed == 0
    assert not found.large
    assert found.model is subject(name, "explorer").model
    assert found.size == input_size(name, "tutorial")
    assert tuple(rule.layer for rule in found.rules) == layers_of(name, "")
    x = torch.rand(2, *found.size)
    output = activations.record(found.model, x)[found.layers[-1].name]
    torch.manual_seed(0)
    assert torch.equal(output, zoo.build(name).eval()(x))
    # digits are no galaxies
    assert found.classes == (() if name == "lenet5" else CLASSES)


def test_a_built_network_has_its_own_key_for_each_description():
    keys = {
        subject("built", "", Network(size=32, blocks=(Block(n),))).key for n in (3, 4, 5)
    } | {subject("built", "").key}  # fmt: skip
    assert len(keys) == 4
    eight = subject("built", "", Network(size=32, blocks=(Block(3),), classes=8))
    assert eight.classes == ()
    assert eight.label(BARRED) is None
    assert subject("built", "", Network(size=32, blocks=(Block(3),))).label(BARRED) == 3


@pytest.mark.parametrize("name", zoo.TORCHVISION)
def test_torchvisions_networks_are_large(name):
    assert is_large(layers_of(name, ""))
    assert too_much(layers_of(name, "")) == ""


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (Network(size=512, blocks=(Block(1024, pooling="none"), Block(4))), "outputs and param"),
        (Network(size=256, blocks=(Block(256, 11, pooling="none"), Block(128, 11))), "products"),
    ],
)
def test_a_network_that_would_take_too_long_is_not_run(built, said):
    assert said in too_much(layers_of("built", "", built))


def test_imagenets_weights_are_taken_where_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path))
    put(monkeypatch, "resnet18", state("resnet18"))
    try:
        found = subject("resnet18", "tutorial")
        assert found.trained
        assert (found.key, len(found.classes)) == ("resnet18-imagenet", 1000)
        assert found.label(BARRED) is None
        assert found.feed.preprocessing.background == "none"
        beside = subject("resnet18", "tutorial", seed=0)
        assert (beside.trained, beside.classes, beside.key) == (False, (), "resnet18-random-0")
    finally:
        cached.imagenet.clear()
        module._large.clear()
