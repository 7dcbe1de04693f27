"""Draws of training's random changes, one picture at a time."""

import numpy as np

from cnnviz.data import simulator
from cnnviz.evaluation.averaging import pictures
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.draws import draws

PIXELS = simulator.galaxy(3, 17).pixels[0]


def test_no_change_is_the_picture_itself():
    found = draws(PIXELS, Augmentation(), 0, 3)
    assert found.shape == (3, 96, 96, 3)
    assert found.dtype == np.uint8
    for picture in found:
        np.testing.assert_array_equal(picture, PIXELS)


def test_symmetries_are_the_eight_and_all_come_up():
    views = pictures(PIXELS, "symmetries")
    found = draws(PIXELS, Augmentation(symmetries=True), 1, 60)
    which = [[np.array_equal(picture, view) for view in views].index(True) for picture in found]
    assert set(which) == set(range(8))


def test_a_draw_depends_on_its_seed_and_number_alone():
    how = Augmentation(symmetries=True, rotation=1, zoom=0.2, shift=5, noise=0.05)
    five, three = draws(PIXELS, how, 4, 5), draws(PIXELS, how, 4, 3)
    np.testing.assert_array_equal(five[:3], three)
    assert not np.array_equal(five[0], five[1])
    assert not np.array_equal(five[0], draws(PIXELS, how, 5, 1)[0])


def test_what_leaves_the_range_is_cut_off():
    bright = np.full((8, 8, 3), 250, np.uint8)
    found = draws(bright, Augmentation(noise=0.2), 0, 4)
    assert found.max() == 255
    found = draws(np.zeros((8, 8, 3), np.uint8), Augmentation(sky=0.3), 0, 20)
    assert found.min() == 0
    assert (found.max(axis=(1, 2, 3)) == 0).any()  # a sky below zero


def test_none_is_an_empty_batch():
    assert draws(PIXELS, Augmentation(), 0, 0).shape == (0, 96, 96, 3)
