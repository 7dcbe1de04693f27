"""Inputs for the stage."""

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.ui.bench import sources
from cnnviz.ui.galaxy import from_file, from_simulation
from tests.pages.opening import png


@pytest.fixture(scope="module")
def galaxy():
    return from_simulation(simulator.galaxy(3, 17))


def test_random_numbers_are_small_and_belong_to_their_seed():
    values = sources.random(2, 3, 4, seed=7)
    assert values.shape == (2, 3, 4)
    assert set(values.ravel()) <= set(range(10))
    np.testing.assert_array_equal(values, sources.random(2, 3, 4, seed=7))
    assert not np.array_equal(values, sources.random(2, 3, 4, seed=8))


def test_patterns_by_hand():
    np.testing.assert_array_equal(
        sources.pattern("point", 1, 3, 3)[0], [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    )
    np.testing.assert_array_equal(sources.pattern("edge", 1, 1, 4)[0], [[0, 0, 1, 1]])
    np.testing.assert_array_equal(sources.pattern("count", 1, 2, 3)[0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(
        sources.pattern("cross", 1, 3, 3)[0], [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    )
    np.testing.assert_array_equal(sources.pattern("checkerboard", 1, 2, 2)[0], [[0, 1], [1, 0]])


@pytest.mark.parametrize("name", sources.PATTERNS)
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (5, 5), (4, 16)])
def test_every_pattern_at_every_size(name, size):
    values = sources.pattern(name, 3, *size)
    assert values.shape == (3, *size)
    assert np.isfinite(values).all()


def test_each_channel_has_the_pattern_one_column_further():
    values = sources.pattern("point", 3, 5, 5)
    assert [tuple(np.argwhere(channel)[0]) for channel in values] == [(2, 2), (2, 3), (2, 4)]


def test_a_patch_has_the_galaxys_own_pixels(galaxy):
    values = sources.patch(galaxy, 3, (4, 5), (40, 30))
    np.testing.assert_array_equal(values, galaxy.pixels[40:44, 30:35].transpose(2, 0, 1))
    brightness = sources.patch(galaxy, 1, (4, 5), (40, 30))
    np.testing.assert_array_equal(brightness[0], np.round(values.mean(axis=0)))


@pytest.mark.parametrize(
    ("place", "moved"), [((0, 0), (0, 0)), ((999, 999), (92, 91)), ((10, 95), (10, 91))]
)
def test_a_patch_stays_in_the_image(galaxy, place, moved):
    assert sources.inside((96, 96), (4, 5), place) == moved
    assert sources.patch(galaxy, 1, (4, 5), place).shape == (1, 4, 5)


def test_the_whole_galaxy(galaxy):
    np.testing.assert_array_equal(sources.whole(galaxy, 3), galaxy.pixels.transpose(2, 0, 1))
    assert sources.whole(galaxy, 1).shape == (1, 96, 96)


def test_a_large_image_comes_smaller_on_the_stage():
    own = from_file(png(300, 600), "own.png")
    assert sources.stage_size(own) == (64, 128)
    assert sources.whole(own, 2).shape == (2, 64, 128)
