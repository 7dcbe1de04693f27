"""Squares cut out of an image, against Pillow, NumPy and numbers worked by hand."""

import numpy as np
import pytest
from PIL import Image

from cnnviz.crop import Crop, allowed, cut, default, largest, limits, outside, settled, sky
from cnnviz.preprocessing import Preprocessing

RULE = Preprocessing()


def noise(height, width):
    """The same for the same size, whichever tests ran before."""
    return np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)


def blob(shape, row, column, sigma=6.0, level=20):
    """A round spot around a place on an image, on a flat sky."""
    rows, columns = np.indices(shape) + 0.5
    light = 200 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * sigma**2))
    return np.repeat((level + light + 0.5).astype(np.uint8)[..., None], 3, axis=2)


def centroid(pixels, level=20):
    light = pixels[..., 0].astype(float) - level
    rows, columns = np.indices(light.shape) + 0.5
    return (light * rows).sum() / light.sum(), (light * columns).sum() / light.sum()


@pytest.mark.parametrize(
    "shape", [(96, 96), (60, 60), (128, 128), (200, 300), (77, 50), (700, 901), (1, 1), (3, 200)]
)
def test_the_networks_own_square_is_cut_as_the_network_cuts_it(shape):
    image = noise(*shape)
    found = cut(image, default(shape, RULE))
    np.testing.assert_array_equal(found, RULE.pixels(image))


@pytest.mark.parametrize(("side", "size"), [(96, 96), (40, 96), (250, 96), (97, 10)])
def test_an_upright_square_is_what_pillow_resizes(side, size):
    image = noise(300, 300)
    part = Image.fromarray(image[20 : 20 + side, 31 : 31 + side])
    expected = np.asarray(part.resize((size, size), Image.Resampling.LANCZOS))
    found = cut(image, Crop(20 + side / 2, 31 + side / 2, side), size)
    np.testing.assert_array_equal(found, expected)


def test_a_square_between_pixels_is_pillows_box():
    image = noise(200, 200)
    box = (30.3, 41.7, 150.3, 161.7)
    expected = Image.fromarray(image).resize((60, 60), Image.Resampling.LANCZOS, box=box)
    found = cut(image, Crop(101.7, 90.3, 120.0), 60)
    # at the edges Pillow's box sees pixels beyond it, a cut does not; its weights are rounded to
    # whole numbers from another corner: a value between two levels may come to either
    inner = [np.asarray(each, int)[4:-4, 4:-4] for each in (found, expected)]
    np.testing.assert_allclose(*inner, atol=1)
    assert (inner[0] == inner[1]).mean() > 0.99


@pytest.mark.parametrize("turns", [-1, 1, 2])
@pytest.mark.parametrize("side", [64, 150])
def test_quarter_turns_of_the_square_turn_what_it_holds_the_other_way(turns, side):
    image = noise(200, 180)
    upright = cut(image, Crop(100, 90, side))
    turned = cut(image, Crop(100, 90, side, 90.0 * turns))
    np.testing.assert_array_equal(turned, np.rot90(upright, turns))


@pytest.mark.parametrize(
    ("rotation", "row", "column"),
    [
        # a spot 60 pixels to the right of the middle of a square of 192: 30 of 96 from 48
        (0.0, 48, 78),
        # the square turns clockwise, its upper side to the right: the spot is at the top
        (90.0, 18, 48),
        # half of that: up and to the right, 30 sin 45 each
        (45.0, 48 - 21.213, 48 + 21.213),
        (30.0, 48 - 15, 48 + 25.981),
        (-30.0, 48 + 15, 48 + 25.981),
        (180.0, 48, 18),
    ],
)
def test_a_spot_comes_to_its_place(rotation, row, column):
    image = blob((300, 320), 140, 220)
    found = cut(image, Crop(140, 160, 192, rotation))
    assert centroid(found) == pytest.approx((row, column), abs=0.05)


@pytest.mark.parametrize("side", [48, 96, 150, 380])
@pytest.mark.parametrize("rotation", [0.0, 1.0, 33.0, 90.0, -127.5])
def test_the_light_of_a_spot_is_kept(side, rotation):
    image = blob((400, 400), 199, 203, sigma=side / 12)
    found = cut(image, Crop(200, 200, side, rotation))
    light = (found.astype(float) - 20).sum() * (side / 96) ** 2
    assert light == pytest.approx((image.astype(float) - 20).sum(), rel=0.01)


def test_a_turned_square_is_reduced_without_false_patterns():
    # stripes of one pixel are grey where many pixels make one
    image = np.zeros((600, 600, 3), np.uint8)
    image[::2] = 200
    found = cut(image, Crop(300, 300, 400, 20.0))
    assert found.min() >= 96
    assert found.max() <= 104


def test_what_lies_beyond_the_image_is_sky():
    image = np.full((100, 100, 3), (10, 20, 30), np.uint8)
    image[20:80, 20:80] = 200
    assert sky(image).tolist() == [10, 20, 30]
    found = cut(image, Crop(0, 0, 120, 0.0))
    assert outside(Crop(0, 0, 120, 0.0), (100, 100)) == pytest.approx(0.75)
    assert (found[:44, :44] == (10, 20, 30)).all()
    assert found[90, 90].min() > 190
    turned = cut(image, Crop(50, 50, 150, 45.0))
    assert (turned[:8, :8] == (10, 20, 30)).all()
    assert turned[48, 48].min() > 190


def test_a_square_within_the_image_needs_no_sky():
    assert outside(Crop(50, 50, 100), (100, 100)) == 0
    assert 0 < outside(Crop(50, 50, 100, 45.0), (100, 100)) < 0.25


@pytest.mark.parametrize("rotation", [0.0, 30.0])
def test_a_square_around_a_long_image_takes_little_memory(rotation):
    image = noise(20, 30_000)
    found = cut(image, Crop(10, 15_000, 45_000, rotation))
    assert found.shape == (96, 96, 3)
    assert (found[0] == sky(image)).mean() > 0.9


@pytest.mark.parametrize("shape", [(1, 1), (2, 500), (9, 9), (480, 640)])
def test_limits_hold_the_squares_that_are_offered(shape):
    least, most = limits(shape)
    assert 0 < least <= most
    for square in (largest(shape), default(shape, RULE)):
        assert allowed(square, shape)
        assert outside(square, shape) == 0
        assert cut(noise(*shape), square).shape == (96, 96, 3)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Crop(-5, 700, 50, 10), Crop(0, 300, 50, 10)),
        (Crop(20, 30, 2, 0), Crop(20, 30, 8, 0)),
        (Crop(20, 30, 9999, 0), Crop(20, 30, 450, 0)),
        (Crop(20, 30, 50, 190), Crop(20, 30, 50, -170)),
        (Crop(20, 30, 50, -180), Crop(20, 30, 50, 180)),
        (Crop(20, 30, 50, np.nextafter(180, 200)), Crop(20, 30, 50, 180)),
        (Crop(20, 30, 50, 37.3), Crop(20, 30, 50, 37.3)),
    ],
)
def test_the_nearest_square_that_is_allowed(given, expected):
    assert settled(given, (200, 300)) == expected
    assert allowed(given, (200, 300)) == (given == expected)
    assert allowed(expected, (200, 300))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("place", range(4))
def test_numbers_that_are_not_finite_are_refused(wrong, place):
    numbers = [10.0, 10.0, 20.0, 0.0]
    numbers[place] = wrong
    with pytest.raises(ValueError, match="finite numbers"):
        Crop(*numbers)


@pytest.mark.parametrize("side", [0, -4])
def test_a_square_has_a_side(side):
    with pytest.raises(ValueError, match="positive side"):
        Crop(1, 1, side)


def test_corners_begin_at_the_upper_left_and_turn_with_the_square():
    np.testing.assert_allclose(Crop(10, 20, 4).corners(), [(8, 18), (8, 22), (12, 22), (12, 18)])
    turned = Crop(10, 20, 4, 90.0).corners()
    np.testing.assert_allclose(turned, [(8, 22), (12, 22), (12, 18), (8, 18)], atol=1e-12)
