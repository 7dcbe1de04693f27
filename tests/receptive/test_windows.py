"""Windows of every kind, adaptive, uneven, hanging over the end; padding, gates, boxes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz import receptive
from cnnviz.conv import Window
from cnnviz.receptive import Axis, Field, clear, fields
from tests.receptive.models import Branches, built, by_name

# what else a network may hold


def test_adaptive_pooling_is_a_window_where_its_windows_are_equal():
    model = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.AdaptiveAvgPool2d((4, None)))
    assert fields(model, 16)[1] == Field("_1", (5, 3), (4, 2), (-1, -1))
    same = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.AdaptiveMaxPool2d(8))
    assert fields(same, 16)[1] == Field("_1", (3, 3), (2, 2), (-1, -1))
    # 5 rows to 4: two of each, one apart
    overlapping = nn.Sequential(nn.AdaptiveAvgPool2d(4))
    assert fields(overlapping, 5)[0] == Field("_0", (2, 2), (1, 1), (0, 0))


@pytest.mark.parametrize("size", [9, 4])  # 4: more units than cells, each sees one or two
def test_adaptive_pooling_with_unequal_windows_has_no_one_field(size):
    model = nn.Sequential(
        nn.AdaptiveAvgPool2d(7), nn.ReLU(), nn.Conv2d(1, 1, 3), nn.Flatten(), nn.Linear(25, 2)
    )
    found, problems = clear(model, size)
    said = f"_0: the windows of adaptive pooling, {size} to 7, differ in size or distance"
    assert problems == dict.fromkeys(("_0", "_1", "_2"), said)
    assert [field.box() for field in found] == [(0, 0, size, size)] * 2
    with pytest.raises(ValueError, match=said):
        fields(model, size)


def test_uneven_windows_of_alexnet():
    # 8 rows of features to 6; a window of two and one of three: unit 0 sees less than all
    found, problems = clear(built("alexnet"), 300)
    assert problems == {
        "avgpool": "avgpool: the windows of adaptive pooling, 8 to 6, differ in size or distance"
    }
    assert found[-1] == Field("classifier_6", (297, 297), (0, 0), (0, 0))


def test_uneven_windows_beside_a_branch_that_sees_everything():
    uneven = nn.AdaptiveAvgPool2d(7)
    assert by_name(Branches(uneven, nn.AdaptiveAvgPool2d(1)), 9)["add"] == Field(
        "add", (9, 9), (0, 0), (0, 0)
    )
    assert "add" not in by_name(Branches(uneven, nn.Conv2d(1, 1, 3)), 9)


def test_adaptive_pooling_of_one_cell():
    # of one cell all see the same
    one = nn.Sequential(nn.Conv2d(1, 1, 5), nn.AdaptiveAvgPool2d(3))
    assert fields(one, 5)[1] == Field("_1", (5, 5), (0, 0), (0, 0))


def test_pixels_that_no_window_reaches_are_not_seen():
    # windows of 3 from 0, 2, 4: the eighth pixel is in none of them
    model = nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.Flatten(), nn.Linear(9, 2))
    assert fields(model, 8)[1:] == [
        Field("_1", (7, 7), (0, 0), (0, 0)),
        Field("_2", (7, 7), (0, 0), (0, 0)),
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 7), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 2),
    st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]),
)  # fmt: skip
def test_windows_that_hang_over_the_end_are_pytorchs(size, kernel, stride, padding, dilation, kind):
    given = (kernel, stride, min(padding, kernel // 2))
    options = {"dilation": dilation} if kind is nn.MaxPool2d else {}
    model = nn.Sequential(kind(*given, ceil_mode=True, **options))
    try:
        expected = model(torch.zeros(1, 1, size, size)).shape[2]
    except RuntimeError:
        with pytest.raises(ValueError, match="_0: window spans"):
            fields(model, size)
        return
    (axes,) = dict(receptive.theoretical.axes(receptive.theoretical.trace(model), size)).values()
    assert axes[0].units == axes[1].units == expected


def test_a_window_larger_than_its_input_may_hang_over_the_end():
    pool = nn.MaxPool2d(3, 2, ceil_mode=True)
    assert fields(pool, 2) == [Field("_unnamed", (3, 3), (2, 2), (0, 0))]


def circular(padding, mode="circular"):
    return nn.Sequential(nn.Conv2d(1, 1, 3, padding=padding, padding_mode=mode), nn.ReLU())


def test_circular_padding_has_no_one_field_and_the_others_have():
    found, problems = clear(nn.Sequential(*circular(1), nn.AdaptiveAvgPool2d(1)), 8)
    assert list(problems) == ["_0", "_1"]
    assert found == [Field("_2", (8, 8), (0, 0), (0, 0))]
    assert by_name(circular(0), 8)["_0"].start == (0, 0)  # nothing is padded
    for mode in ("reflect", "replicate"):
        assert by_name(circular(1, mode), 8)["_0"] == Field("_0", (3, 3), (1, 1), (-1, -1))


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 3, 1), nn.Sigmoid())

    def forward(self, x):
        x = self.conv(x)
        return x * self.gate(x)


def test_a_gate_lets_every_unit_see_everything():
    assert by_name(Gated(), 12)["mul"] == Field("mul", (12, 12), (0, 0), (0, 0))


def test_padding_alone_moves_the_start():
    model = nn.Sequential(nn.ZeroPad2d((1, 2, 3, 4)), nn.Conv2d(1, 1, 3))
    assert fields(model, 8)[1] == Field("_1", (3, 3), (1, 1), (-3, -1))


def test_a_field_tells_its_box_and_centre():
    field = Field("pool", (4, 6), (2, 3), (-1, 0))
    assert field.box(2, 1) == (3, 3, 7, 9)
    assert field.centre == (0.5, 2.5)


def test_a_stack_of_windows():
    windows = [Window(3, 3, 1), Window(2), Window(3, dilation=2)]
    axes = receptive.stack(windows, 18)
    assert axes[1:] == [Axis(5, 6, 3, -1, 17), Axis(1, 18, 3, -1, 17)]
    assert axes[0].centre == 0
    with pytest.raises(
        ValueError, match="layer 2: window spans 9 pixels but the padded input has 4"
    ):
        receptive.stack([Window(3), Window(5, dilation=2)], 6)
