"""What is measured of a picture, against closed forms, and what may not fool it."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from cnnviz.data import simulator
from cnnviz.familiarity.measurement import measure, noise, sharpness
from cnnviz.familiarity.quantities import QUANTITIES

SIDE = 96
ALL = np.ones((SIDE, SIDE), bool)
GALAXIES = ((3, 17), (1, 5), (5, 3))
NEEDS_OBJECT = ("size", "offset", "contrast", "colour", "sharpness")


def spot(centre=(47.5, 47.5), sigma=8.0, side=SIDE):
    rows, columns = np.indices((side, side))
    away = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2
    return np.exp(-0.5 * away / sigma**2)


def picture(values, colours=(1, 1, 1)):
    planes = np.stack([values * c for c in colours], axis=-1)
    return (planes * 255 + 0.5).clip(0, 255).astype(np.uint8)


def blurred(pixels, sigma):
    planes = [gaussian_filter(pixels[..., k].astype(float), sigma) for k in range(3)]
    return np.stack(planes, axis=-1).round().astype(np.uint8)


def enlarged(pixels, side):
    """As a picture of so few pixels looks when it is enlarged again."""
    small = Image.fromarray(pixels).resize((side, side), Image.Resampling.LANCZOS)
    return np.asarray(small.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def test_a_round_spot_has_the_numbers_of_its_closed_form():
    found = measure(picture(0.1 + 0.6 * spot((53.5, 39.5)), (1, 0.5, 0.5)))
    mean = (1 + 0.5 + 0.5) / 3
    assert found["size"] == pytest.approx(8 * np.sqrt(2 * np.log(2)) / SIDE, abs=0.002)
    assert found["offset"] == pytest.approx(np.hypot(6, 8) / SIDE, abs=0.001)
    assert found["background"] == pytest.approx(0.1 * mean, abs=0.003)
    # half of a Gaussian's light is inside R, its mean there (1/2) / ln 2 of the peak
    assert found["contrast"] == pytest.approx(0.6 * mean * 0.5 / np.log(2), abs=0.01)
    assert found["colour"] == pytest.approx((1 - 0.5) / 2, abs=0.01)
    assert found["noise"] < 0.002
    assert found["saturated"] == 0


def test_all_shares_are_free_of_the_pictures_size():
    small, large = (
        measure(picture(0.1 + 0.6 * spot((0.55 * n - 0.5, 0.5 * n - 0.5), n / 12, n)))
        for n in (64, 192)
    )
    for name in ("size", "offset", "contrast", "background"):
        assert small[name] == pytest.approx(large[name], abs=0.004), name


@pytest.mark.parametrize("sigma", [0.01, 0.1])
def test_the_noise_is_that_of_independent_pixels_on_any_slope(sigma):
    rows, columns = np.indices((SIDE, SIDE)) / SIDE
    random = np.random.default_rng(1).normal(0, sigma, (SIDE, SIDE))
    for ground in (0, rows, 2 * rows - 3 * columns):
        assert noise(ground + random, ALL) == pytest.approx(sigma, rel=0.05)
    assert noise(rows - columns, np.pad(ALL[2:-2, 2:-2], 2)) == pytest.approx(0, abs=1e-12)


def test_the_noise_of_a_picture_is_that_of_the_mean_of_its_colours():
    random = np.random.default_rng(2).normal(0, 0.03, (SIDE, SIDE, 3))
    grey = ((0.4 + random) * 255 + 0.5).astype(np.uint8)
    assert measure(grey)["noise"] == pytest.approx(0.03 / np.sqrt(3), rel=0.07)


def test_saturated_pixels_are_counted_where_one_colour_is_at_its_limit():
    pixels = np.full((SIDE, SIDE, 3), 254, np.uint8)
    pixels[:24, :, 1] = 255
    assert measure(pixels)["saturated"] == 0.25


def test_sharpness_of_a_wave_is_the_ratio_of_the_filters():
    # what a Gaussian of sigma leaves of a wave is exp(-(k sigma)^2 / 2)
    def left(period, sigma):
        return np.exp(-0.5 * (2 * np.pi * sigma / period) ** 2)

    columns = np.arange(SIDE)
    for period in (12, 24):
        wave = np.tile(np.sin(2 * np.pi * columns / period), (SIDE, 1))
        expected = (1 - left(period, 1)) / (left(period, 1) - left(period, 4))
        inside = np.pad(ALL[24:-24, 24:-24], 24)
        assert sharpness(wave, inside) == pytest.approx(expected, rel=0.05)


def test_noise_alone_has_no_sharpness():
    for seed in range(3):
        random = np.random.default_rng(seed).normal(0, 0.1, (SIDE, SIDE))
        found = sharpness(random, ALL)
        assert np.isnan(found) or found < 0.8  # without the correction it is 3.4


@pytest.mark.parametrize("galaxy", GALAXIES)
def test_blurring_lowers_the_sharpness(galaxy):
    pixels = simulator.galaxy(*galaxy).pixels[0]
    found = [measure(blurred(pixels, sigma))["sharpness"] for sigma in (0, 0.5, 1, 2)]
    assert all(a > 1.1 * b for a, b in pairwise(found)), found


@pytest.mark.parametrize("galaxy", GALAXIES)
def test_a_small_picture_enlarged_is_less_sharp(galaxy):
    pixels = simulator.galaxy(*galaxy).pixels[0]
    found = [measure(enlarged(pixels, side))["sharpness"] for side in (96, 48, 24)]
    assert found[0] > 1.2 * found[1] > 1.2 * 1.2 * found[2], found


@pytest.mark.parametrize("galaxy", GALAXIES)
@pytest.mark.parametrize("grey", [True, False])
def test_noise_does_not_make_a_galaxy_sharp(galaxy, grey):
    pixels = simulator.galaxy(*galaxy).pixels[0]
    random = np.random.default_rng(4).normal(0, 12, (SIDE, SIDE, 1 if grey else 3))
    noisy = (pixels + random).clip(0, 255).astype(np.uint8)
    assert measure(noisy)["sharpness"] < 1.3 * measure(pixels)["sharpness"]
    assert measure(noisy)["noise"] > 2 * measure(pixels)["noise"]


def no_object():
    random = np.random.default_rng(0)
    return {
        "black": np.zeros((SIDE, SIDE, 3), np.uint8),
        "white": np.full((SIDE, SIDE, 3), 255, np.uint8),
        "noise": random.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8),
        "negative": 255 - simulator.galaxy(3, 17).pixels[0],
        "at the edge": picture(0.1 + 0.8 * spot((6, 8), 3)),
    }


@pytest.mark.parametrize("name", no_object())
def test_without_an_object_only_the_background_is_known(name):
    found = measure(no_object()[name])
    assert list(found) == list(QUANTITIES)
    assert all(np.isnan(found[each]) == (each in NEEDS_OBJECT) for each in QUANTITIES)
