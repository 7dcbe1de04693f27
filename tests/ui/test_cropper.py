"""Squares that a browser may send."""

import pytest

from cnnviz.crop import Crop
from cnnviz.ui.components.cropper import checked

SHAPE = (200, 300)
SENT = {"row": 100.5, "column": 30, "side": 96, "rotation": -12, "turn": 4, "subject": "upload"}


@pytest.mark.parametrize(
    "changes",
    [{}, {"row": 0, "column": 300}, {"side": 8}, {"side": 450}, {"rotation": 180}, {"turn": 0}],
)
def test_a_square_of_the_image_is_taken(changes):
    sent = SENT | changes
    place = (float(sent[name]) for name in ("row", "column", "side", "rotation"))
    assert checked(sent, SHAPE, "upload") == (Crop(*place), sent["turn"])


@pytest.mark.parametrize("name", list(SENT))
@pytest.mark.parametrize(
    "value", [None, True, "1", [1], float("nan"), float("inf"), -1e9, 10**400, 1e300]
)
def test_a_value_that_is_none_of_it_is_refused(name, value):
    assert checked(SENT | {name: value}, SHAPE, "upload") is None


@pytest.mark.parametrize(
    "changes",
    [{"row": -0.5}, {"row": 200.5}, {"column": 301}, {"side": 7.9}, {"side": 451}, {"side": 0},
     {"side": -96}, {"rotation": 180.5}, {"rotation": -180}, {"turn": -1},
     {"subject": "upload-2"}],
)  # fmt: skip
def test_a_square_that_the_image_cannot_have_is_refused(changes):
    assert checked(SENT | changes, SHAPE, "upload") is None


@pytest.mark.parametrize("sent", [None, [], "row", {}, 5, {"row": 1, "column": 1, "side": 9}])
def test_anything_else_is_refused(sent):
    assert checked(sent, SHAPE, "upload") is None
