"""What a browser may send as hidden."""

import base64

import numpy as np
import pytest

from cnnviz.ui.components.hider import Hiding, checked, mask, packed

SHAPE, SIDE = (5, 7), 3  # 35 pixels: five bytes, five bits over
NOTHING = {"top": None, "left": None, "painted": "", "turn": 1}


def painting(*pixels):
    found = np.zeros(SHAPE, bool)
    for pixel in pixels:
        found[pixel] = True
    return found


def test_a_painting_by_hand():
    # rows of seven bits: 1000000 0000000 0000000 0000000 0000001, and five bits that mean nothing
    text = base64.b64encode(bytes([0b10000000, 0, 0, 0, 0b00100000])).decode()
    assert packed(painting((0, 0), (4, 6))) == text
    np.testing.assert_array_equal(mask(text, SHAPE), painting((0, 0), (4, 6)))


def test_nothing_is_painted():
    assert packed(painting()) == ""
    assert not mask("", SHAPE).any()


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (8, 8), (96, 96), (3, 224)])
def test_any_painting_comes_back(shape):
    painted = np.random.default_rng(0).random(shape) < 0.4
    painted[0, 0] = True
    np.testing.assert_array_equal(mask(packed(painted), shape), painted)


@pytest.mark.parametrize("place", [(0, 0), (2, 4), (1, 3)])
def test_a_patch_within_the_picture_is_taken(place):
    sent = NOTHING | {"top": place[0], "left": place[1]}
    assert checked(sent, SHAPE, SIDE) == Hiding(place, "", 1)


def test_a_painting_is_taken():
    text = packed(painting((2, 3)))
    assert checked(NOTHING | {"painted": text}, SHAPE, SIDE) == Hiding(None, text, 1)
    assert checked(NOTHING, SHAPE, SIDE) == Hiding(None, "", 1)


RIGHT = packed(painting((2, 3)))


@pytest.mark.parametrize(
    "change",
    [
        {"top": -1, "left": 0}, {"top": 3, "left": 0}, {"top": 0, "left": 5},
        {"top": 1, "left": None}, {"top": None, "left": 0}, {"top": 1.0, "left": 0},
        {"top": "1", "left": 0}, {"top": True, "left": 0}, {"top": [1], "left": {}},
        {"top": float("nan"), "left": 0}, {"top": 10**400, "left": 0},
        {"painted": None}, {"painted": 5}, {"painted": ["A"]}, {"painted": "A"},
        {"painted": RIGHT[:-1]}, {"painted": RIGHT + "A"}, {"painted": RIGHT * 1000},
        {"painted": "!" * len(RIGHT)}, {"painted": "é" * len(RIGHT)},
        {"painted": "AAAAAAAA"}, {"painted": "AA=AAAA="}, {"painted": "=" * len(RIGHT)},
        {"painted": "AAAAABA="},  # a bit beyond the last pixel
        {"painted": RIGHT[:4] + "\n" + RIGHT[5:]}, {"painted": "-" + RIGHT[1:]},
        {"turn": -1}, {"turn": 2**31}, {"turn": 1.0}, {"turn": True}, {"turn": "1"},
        {"turn": None},
    ],
)  # fmt: skip
def test_anything_else_is_refused(change):
    assert checked(NOTHING | change, SHAPE, SIDE) is None


@pytest.mark.parametrize("sent", [None, [], "top", 5, {}, {"top": 1}, {"painted": ""}])
def test_so_is_anything_of_another_kind(sent):
    assert checked(sent, SHAPE, SIDE) is None
