"""Places that a browser may send."""

import pytest

from cnnviz.ui.components.placer import checked

MOST = (32, 48)


@pytest.mark.parametrize("place", [(0, 0), (32, 48), (7, 0)])
def test_a_place_within_the_picture_is_taken(place):
    assert checked({"top": place[0], "left": place[1]}, MOST) == place


@pytest.mark.parametrize(
    "sent",
    [
        None, [], "top", {}, {"top": 1}, {"top": -1, "left": 0}, {"top": 33, "left": 0},
        {"top": 0, "left": 49}, {"top": 1.5, "left": 0}, {"top": "1", "left": 0},
        {"top": float("nan"), "left": 0}, {"top": True, "left": 0},
    ],
)  # fmt: skip
def test_any_other_is_refused(sent):
    assert checked(sent, MOST) is None
