"""Units that a browser may send."""

import pytest

from cnnviz.ui.components import Fields
from cnnviz.ui.components.picker import checked

UNITS = (6, 12)


@pytest.mark.parametrize("unit", [(0, 0), (5, 11), (3, 0)])
def test_a_unit_of_the_layer_is_taken(unit):
    assert checked({"row": unit[0], "column": unit[1]}, UNITS) == unit


@pytest.mark.parametrize(
    "sent",
    [
        None, [], "row", {}, {"row": 1}, {"row": -1, "column": 0}, {"row": 6, "column": 0},
        {"row": 0, "column": 12}, {"row": 1.5, "column": 0}, {"row": "1", "column": 0},
        {"row": float("nan"), "column": 0}, {"row": True, "column": 0},
    ],
)  # fmt: skip
def test_any_other_is_refused(sent):
    assert checked(sent, UNITS) is None


@pytest.mark.parametrize(
    ("stride", "units", "dots"),
    [((16, 16), (6, 6), True), ((1, 1), (96, 96), False), ((0, 0), (1, 1), False)],
)
def test_dots_are_drawn_where_they_hide_nothing(stride, units, dots):
    assert Fields((3, 3), stride, (0, 0), units).dots == dots
