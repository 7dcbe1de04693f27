"""The ranges of colours are those of the browser, worked out from PyTorch's numbers."""

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.ui.feature_maps import ranges, runs
from cnnviz.ui.feature_maps.subject import subject
from cnnviz.ui.feature_maps.view import View
from cnnviz.ui.galaxy import from_simulation

OTHER = from_simulation(simulator.galaxy(1, 2))
PLACES = (("layer2_0_conv1", 0),)


def expected(*arrays):
    low = min(0.0, *(float(values.min()) for values in arrays))
    high = max(0.0, *(float(values.max()) for values in arrays))
    return max(-low, high) or 1.0, low < 0


def same(found, wanted):
    assert [each.signed for each in found] == [signed for _, signed in wanted]
    assert [each.limit for each in found] == pytest.approx([limit for limit, _ in wanted])


def of_maps(passed):
    return [values for name, values in passed.outputs.items() if name and values.ndim == 3]


@pytest.mark.parametrize("layer", ["block1_conv", "block2_relu"])
def test_each_map_each_layer_or_all_layers_of_maps(view_of, layer):
    view = view_of("tutorial", layer=layer)
    values = view.passed.outputs[layer]
    same(ranges.of(view, layer), [expected(each) for each in values])
    view = view_of("tutorial", layer=layer, colours="layer")
    same(ranges.of(view, layer), [expected(values)] * len(values))
    view = view_of("tutorial", layer=layer, colours="network")
    same(ranges.of(view, layer), [expected(*of_maps(view.passed))] * len(values))


@pytest.mark.parametrize("colours", ["map", "layer", "network"])
def test_a_vector_has_a_range_of_its_own(view_of, colours):
    view = view_of("tutorial", layer="linear", colours=colours)
    same(ranges.of(view, "linear"), [expected(view.passed.outputs["linear"])])


@pytest.mark.parametrize("colours", ["map", "layer", "network"])
def test_what_stands_beside_it_is_on_the_same_range(view_of, colours):
    alone = view_of("tutorial", colours=colours)
    view = View(alone.setup, alone.subject, (OTHER, alone.subject))
    one, two = view.passed, runs.passed(OTHER, view.subject)
    found, name = ranges.of(view, "block2_relu"), "block2_relu"
    a, b = one.outputs[name], two.outputs[name]
    wanted = {
        "map": [expected(x, y) for x, y in zip(a, b, strict=True)],
        "layer": [expected(a, b)] * 6,
        "network": [expected(*of_maps(one), *of_maps(two))] * 6,
    }
    same(found, wanted[colours])
    assert found != ranges.of(alone, name)


def test_another_network_beside_it_counts_where_it_has_such_a_layer_and_such_a_map(view_of):
    alone = view_of("tutorial", layer="block1_conv")
    other = subject("", "explorer")
    view = View(alone.setup, alone.subject, (alone.galaxy, other))
    assert not set(runs.passed(alone.galaxy, other).outputs) & {"block1_conv"}
    assert ranges.of(view, "block1_conv") == ranges.of(alone, "block1_conv")
    random = subject("", "tutorial", seed=1)
    view = View(alone.setup, random, (alone.galaxy, alone.subject))
    assert ranges.of(view, "block1_conv") == ranges.of(alone, "block1_conv")
    by_itself = View(alone.setup, random, None)
    assert ranges.of(view, "block1_conv") != ranges.of(by_itself, "block1_conv")


def test_a_map_of_zeros_has_a_range(view_of):
    view = view_of("tutorial", layer="block2_relu")
    assert not view.passed.outputs["block2_relu"][5].any()
    assert ranges.of(view, "block2_relu")[5] == ranges.Range(1.0, signed=False)


def test_of_a_large_network_the_layers_that_the_browser_has_count(view_of):
    view = view_of("tutorial", network="resnet18", layer="layer2_0_conv1", colours="network")
    here = {*view.passed.outputs, *view.passed.previews}
    statistics = [
        view.passed.statistics[layer.name]
        for layer in view.subject.layers
        if len(layer.shape) == 3 and layer.name in here
    ]
    limit, signed = expected(*(np.array([s.low, s.high]) for s in statistics))
    same(ranges.of(view, "layer2_0_conv1"), [(limit, signed)] * 128)
