"""The calculator: by hand, against the fields of real networks, and what cannot be built."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz import layers
from cnnviz.conv import Window
from cnnviz.receptive import Axis, stack
from cnnviz.ui.receptive_field import calculator, cone, presets
from cnnviz.ui.receptive_field.presets import PRESETS

DISTILL = [Window(3, 3, 1), Window(2)]
ROWS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)),
    min_size=1, max_size=4,
).map(tuple)  # fmt: skip


def typed(text):
    """With the signs of a keyboard."""
    return text.replace("\N{MULTIPLICATION SIGN}", "*").replace("\N{MINUS SIGN}", "-")


def test_the_published_example_with_its_formulas():
    # Araujo, Norris and Sim, Distill 2019: 6 pixels from -1
    axes, problem = calculator.until(DISTILL, 12)
    assert problem == ""
    assert [(axis.size, axis.start) for axis in axes] == [(3, -1), (6, -1)]
    first, second = calculator.rows(DISTILL, axes, 12)
    assert typed(first["Units n"]) == "⌊(12 + 2*1 - 1*2 - 1) / 3⌋ + 1 = 4"
    assert {name: typed(text) for name, text in second.items()} == {
        "Layer": "2",
        "Units n": "⌊(4 + 2*0 - 1*1 - 1) / 1⌋ + 1 = 3",
        "Size r": "3 + 1*1*3 = 6",
        "Stride j": "1*3 = 3",
        "Start a": "(-1) - 0*3 = -1",
    }


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_every_formula_is_true(rows):
    windows = [Window(*row) for row in rows]
    axes, _ = calculator.until(windows, 40)
    for row in calculator.rows(windows, axes, 40):
        for name, text in row.items():
            if name == "Layer":
                continue
            left, right = typed(text).replace("/", "//").split(" = ")
            left = left.replace("⌊", "(").replace("⌋", ")")
            assert eval(left) == int(right), text


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_have_their_published_sizes(name):
    preset = PRESETS[name]
    last = stack([Window(*row) for row in preset.rows], preset.length)[-1]
    assert preset.size in (None, last.size)
    assert presets.name(preset.rows, preset.length) == name


@pytest.mark.parametrize(
    ("preset", "network", "layer"),
    [
        ("alexnet", "alexnet", "features_12"), ("vgg", "vgg16", "features_30"),
        ("galaxy_cnn", "galaxy_cnn", "block4_pool"), ("lenet5", "lenet5", "pool2"),
        ("resnet18", "resnet18", "layer4_1_relu_1"),
    ],
)  # fmt: skip
def test_the_presets_are_the_zoos_networks(preset, network, layer):
    known = PRESETS[preset]
    last = stack([Window(*row) for row in known.rows], known.length)[-1]
    found = next(one for one in layers.of(network) if one.name == layer)
    assert (last.size, last.stride, last.start) == tuple(
        pair[0] for pair in (found.field.size, found.field.stride, found.field.start)
    )
    assert last.units == found.shape[1]


def test_what_does_not_fit_is_said_and_the_rest_is_shown():
    windows = [Window(3, 2), Window(5, dilation=3), Window(3)]
    axes, problem = calculator.until(windows, 12)
    assert len(axes) == 1
    assert problem == "layer 2: window spans 13 pixels but the padded input has 5"
    assert calculator.until([Window(31)], 12) == (
        [], "layer 1: window spans 31 pixels but the padded input has 12",
    )  # fmt: skip


def test_typed_cells_are_used_within_their_bounds():
    rows = ((3, 1, 1, 1), (2, 2, 0, 1))
    state = {"edited_rows": {0: {"Kernel k": 5}, "1": {"Padding p": 99, "Dilation d": None}}}
    assert calculator.edited(rows, state) == ((5, 1, 1, 1), (2, 2, 31, 1))
    assert calculator.edited(rows, {"edited_rows": {7: {"Kernel k": 5}}}) == rows
    assert calculator.edited(rows, {}) == rows
    hostile = {"edited_rows": {0: {"Kernel k": "<b>", "Stride s": -4.7, "x": 1}}}
    assert calculator.edited(rows, hostile) == rows  # -4.7 is below 1, which it was


def test_layers_are_added_and_removed_within_bounds():
    rows = ((3, 1, 1, 1),)
    assert calculator.longer(rows) == (*rows, calculator.ADDED)
    assert len(calculator.longer(rows * 18)) == 18
    assert calculator.shorter(rows * 2) == rows
    assert calculator.shorter(rows) == rows


def read_pixels(rows, length, unit):
    """The pixels that change one output of these layers, by PyTorch's gradient."""
    x = torch.zeros(1, 1, length, dtype=torch.float64, requires_grad=True)
    y = x
    for k, s, p, d in rows:
        conv = nn.Conv1d(1, 1, k, s, p, d, bias=False, dtype=torch.float64)
        nn.init.ones_(conv.weight)
        y = conv(y)
    (gradient,) = torch.autograd.grad(y[0, 0, unit], x)
    return set(np.flatnonzero(gradient[0, 0].numpy()))


@settings(max_examples=50, deadline=None)
@given(ROWS, st.integers(0, 100))
def test_the_cone_reaches_the_pixels_that_pytorchs_gradient_reaches(rows, number):
    windows = [Window(*row) for row in rows]
    found, problem = calculator.until(windows, 48)
    if problem:
        return
    axes = [Axis.pixels(48), *found]
    unit = number % axes[-1].units
    reached = cone.reached(windows, axes, unit)
    assert {i for i in reached[0] if 0 <= i < 48} == read_pixels(rows, 48, unit)
    left, right = cone.outline(windows, axes, unit)[0]
    assert right - left == axes[-1].size
    assert left + 0.5 == axes[-1].start + unit * axes[-1].stride


def test_a_cone_has_a_line_for_each_reading():
    figure = cone.draw(DISTILL, 12)
    seen = next(trace for trace in figure.data if trace.name == "seen")
    # unit 1 of layer 2 reads units 1 and 2 of layer 1, those read pixels 2 to 7
    assert [x for x, y in zip(seen.x, seen.y, strict=True) if y == 0] == [2, 3, 4, 5, 6, 7]
    drawn = next(trace for trace in figure.data if trace.mode == "lines" and not trace.showlegend)
    assert len(drawn.x) == 3 * (2 + 6)


def test_a_cone_too_fine_to_draw_is_an_outline():
    vast = [Window(31, dilation=4)] * 8
    figure = cone.draw(vast, 1024)
    drawn = next(trace for trace in figure.data if trace.mode == "lines" and not trace.showlegend)
    assert drawn.x == ()
    ends = next(trace for trace in figure.data if trace.name == "theoretical field").x
    assert max(ends) - min(ends) == stack(vast, 1024)[-1].size


def test_what_of_the_middle_field_lies_on_the_image():
    assert calculator._on_image(Axis(5, 3, 2, 0, 12), 12) == ""
    # from -4 to 15
    said = " Of the middle unit's field 12 pixels lie on the image, the others beside it."
    assert calculator._on_image(Axis(1, 20, 1, -4, 12), 12) == said
    # unit 1 of 3 from -4 + 3 on: pixels 0 to 8
    assert "field 9 pixels lie" in calculator._on_image(Axis(3, 10, 3, -4, 12), 12)


def test_the_rows_to_take_away():
    axes, _ = calculator.until(DISTILL, 12)
    assert calculator.numbers(DISTILL, axes)[1] == {
        "layer": "2", "kernel": "2", "stride": "1", "padding": "0", "dilation": "1",
        "units": "3", "size": "6", "field_stride": "3", "start": "-1",
    }  # fmt: skip
