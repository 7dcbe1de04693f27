"""Which layers there are, and where their units look."""

from dataclasses import replace

import pytest

from cnnviz import layers
from cnnviz.builder import Block, Network
from cnnviz.ui.networks import TITLES, without_field
from cnnviz.ui.receptive_field import network
from cnnviz.ui.receptive_field.network import below, field, inner, inside, margin, nearest, of


@pytest.fixture(scope="module")
def tutorial():
    return of("", "tutorial")


def test_the_first_layer_shown_fits_the_image(tutorial):
    assert tutorial.layer("").name == "block4_pool"  # 46 of 96 pixels
    assert of("", "explorer").layer("").name == "block4_pool"  # 75; the next has 107
    assert of("vgg16", "").layer("").name == "features_30"  # pool5: 212 of 224
    assert of("mlp", "").layer("").name == "output"  # all see everything
    assert tutorial.layer("no such layer") is None


@pytest.mark.parametrize("name", TITLES)
def test_every_network_can_be_shown_at_its_own_size(name):
    found = of(name, "")
    assert found.size == layers.input_shape(name)[1]
    assert not found.trained
    assert len(found.layers) == len(layers.of(name))
    assert found.unclear == ()


def test_a_layer_without_one_field_is_left_out_and_named(tutorial):
    unclear = replace(tutorial.layers[2], field=None, problem="x: why_not")
    assert network._split([*tutorial.layers[:2], unclear]) == (tutorial.layers[:2], (unclear,))
    assert without_field([unclear]) == (r"`block1.relu` has no one receptive field: x\: why\_not.")
    assert without_field(tutorial.layers) == ""
    many = without_field([unclear] * 7)
    assert many.startswith("`block1.relu`, " * 4 + "`block1.relu` and 2 more have no one")


def test_a_built_network_is_the_described_one():
    built = Network(size=64, blocks=(Block(4, kernel=5, dilation=2), Block(6)))
    found = of("built", "", built)
    assert found.size == 64
    assert field(found.layers[0]).size == (9, 9)  # 2 (5 - 1) + 1
    too_small = Network(size=8, blocks=(Block(4, stride=4), Block(4, stride=4)))
    with pytest.raises(ValueError, match="block"):
        of("built", "", too_small)


def test_the_parts_of_a_field_by_hand():
    assert inside((-15, 33, 31, 79), 96) == (0, 33, 31, 79)
    assert inside((90, 90, 120, 120), 96) == (90, 90, 96, 96)
    assert inner((0, 0, 8, 12)) == (2, 3, 6, 9)
    assert inner((-15, 1, 31, 47)) == (-3, 13, 19, 35)  # 46 / 4 is 12 when rounded
    assert network.area((-1, 0, 3, 2)) == 8


def test_the_margin_holds_every_units_field(tutorial):
    for layer in tutorial.layers:
        wide = margin(layer, 96)
        _, rows, columns = network.units(layer)
        for row, column in ((0, 0), (rows - 1, columns - 1)):
            top, left, bottom, right = field(layer).box(row, column)
            assert -wide < min(top, left)
            assert max(bottom, right) < 96 + wide


def test_no_more_padding_is_drawn_than_half_of_the_image():
    deep = of("resnet152", "").layer("layer4_2_conv3")
    assert field(deep).start[0] < -224
    assert margin(deep, 224) == 112


def test_the_nearest_unit_is_the_one_that_looks_there(tutorial):
    for layer in tutorial.layers[:12]:
        _, rows, columns = network.units(layer)
        for unit in ((0, 0), (rows - 1, 2), (1, columns - 1)):
            top, left, bottom, right = field(layer).box(*unit)
            assert nearest(layer, ((top + bottom - 1) / 2, (left + right - 1) / 2)) == unit
    assert nearest(tutorial.layer("block4_pool"), (-500, 500)) == (0, 5)
    assert nearest(tutorial.layer("linear"), (3, 4)) == (0, 0)


def test_the_layers_below_have_each_size_once(tutorial):
    found = below(tutorial, tutorial.layer("block4_pool"))
    assert [field(layer).size[0] for layer in found] == [3, 4, 8, 10, 18, 22, 38]
    assert [layer.kind for layer in found[:2]] == ["Conv2d", "AvgPool2d"]
    assert below(tutorial, tutorial.layers[0]) == []
    assert field(below(tutorial, tutorial.layer("linear"))[-1]).size == (46, 46)


def test_the_layers_below_a_branch_are_not_those_of_the_other():
    resnet = of("resnet18", "")
    found = below(resnet, resnet.layer("layer2_0_downsample_0"))
    assert not any("layer2_0_conv" in layer.name for layer in found)
    many = below(resnet, resnet.layers[-1])
    assert len(many) == 8
    sizes = [field(layer).size[0] for layer in many]
    assert sizes == sorted(set(sizes))
    assert sizes[0] == field(resnet.layers[0]).size[0]
    every = [field(layer).size[0] for layer in below(resnet, resnet.layers[-1], 1000)]
    assert sizes[-1] == every[-1]
