"""Where to cut: the brightest object, as large as the galaxies of a training."""

import numpy as np
import pytest

from cnnviz import crop, framing
from cnnviz.data import simulator
from cnnviz.photometry import PhotometryError, distances, measure


def spots(shape, *each):
    """Round spots: row, column, sigma, brightness."""
    light = np.full(shape, 20.0)
    for row, column, sigma, peak in each:
        light += peak * np.exp(-0.5 * (distances(shape, (row - 0.5, column - 0.5)) / sigma) ** 2)
    return np.repeat((light + 0.5).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def test_the_share_is_that_of_simulated_galaxies():
    shares = [
        measure(simulator.galaxy(label, seed).pixels[0]).reach / 96
        for label in range(7)
        for seed in range(2000, 2003)
    ]
    assert np.median(shares) == pytest.approx(framing.SHARE, abs=0.04)


@pytest.mark.parametrize("scale", [1, 3])
def test_the_object_with_the_most_light_is_framed_wherever_it_is(scale):
    shape = (200 * scale, 300 * scale)
    large = (60 * scale, 230 * scale, 9 * scale, 150)
    # a star is brighter in its middle, and has less light
    image = spots(shape, large, (120 * scale, 90 * scale, 2 * scale, 230))
    found = framing.suggested(image)
    assert (found.row, found.column) == pytest.approx(large[:2], abs=scale)
    cut = measure(crop.cut(image, found))
    assert cut.reach / 96 == pytest.approx(framing.SHARE, abs=0.02)
    assert cut.centre == pytest.approx((47.5, 47.5), abs=0.5)


def test_the_visitors_rotation_is_kept_and_the_square_may_leave_the_image():
    found = framing.suggested(spots((200, 200), (12, 100, 12, 200)), 33.0)
    assert found.rotation == 33.0
    assert crop.outside(found, (200, 200)) > 0
    assert crop.allowed(found, (200, 200))


@pytest.mark.parametrize("label", range(7))
def test_a_simulated_field_has_its_galaxy_found(label):
    from cnnviz.ui.classes import NOTES

    field = simulator.wide(label, NOTES[label].seeds[0])
    assert field.shape == (256, 256, 3)
    found = framing.suggested(field)
    assert (found.row, found.column) == pytest.approx((102.4, 153.6), abs=5)
    assert 60 < found.side < 200


def test_a_field_is_the_same_again_and_the_galaxy_is_that_of_the_seed():
    field = simulator.wide(5, 13)
    np.testing.assert_array_equal(field, simulator.wide(5, 13))
    alone = simulator.galaxy(5, 13).pixels[0].astype(float)
    part = field[102 - 48 : 102 + 48, 154 - 48 : 154 + 48].astype(float)
    inner = distances((96, 96), (47.5, 47.5)) < 20
    together = np.corrcoef(alone.mean(axis=2)[inner], part.mean(axis=2)[inner])[0, 1]
    assert together > 0.98


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (15, 400), (5, 5000)])
def test_very_small_pictures_are_refused_in_a_sentence(shape):
    with pytest.raises(PhotometryError, match="less than 16 pixels"):
        framing.suggested(np.zeros((*shape, 3), np.uint8))


@pytest.mark.parametrize("level", [0, 90, 255])
def test_where_nothing_stands_out_nothing_is_suggested(level):
    with pytest.raises(PhotometryError, match="nothing stands out"):
        framing.suggested(np.full((120, 160, 3), level, np.uint8))
