"""Seeing, noise and the picture, each against its formula."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.galaxies.observation import (
    DECALS,
    SDSS,
    Exposure,
    Star,
    _add_noise,
    _add_stars,
    _blur,
    observe,
)


def star_image(seeing: float, scale: float) -> np.ndarray:
    scene = np.zeros((3, 121, 121), np.float32)
    _add_stars(scene, [Star((0.0, 0.0), (1.0, 1.0, 1.0))], scale)
    return _blur(scene, Exposure(DECALS, scale, seeing))


@pytest.mark.parametrize("seeing", [1.0, 1.6, 2.4])
def test_a_star_has_the_seeings_width_and_its_flux(seeing):
    scale = 0.1
    red = star_image(seeing, scale)[1]
    np.testing.assert_allclose(red.sum() * scale**2, 1, rtol=1e-4)
    profile = red[60, 60:]
    half = np.interp(-profile[0] / 2, -profile, np.arange(len(profile))) * scale
    np.testing.assert_allclose(2 * half, seeing, rtol=0.03)


def test_seeing_is_better_at_longer_wavelengths():
    g, r, z = star_image(1.3, 0.1)[:, 60, 60]
    assert g < r < z


def test_noise_has_the_surveys_standard_deviation_with_grain_or_without():
    dark = np.zeros((3, 300, 300), np.float32)
    for grain in (0.0, 0.2):
        exposure = Exposure(DECALS, 0.262, 1.3, depth=1.5, grain=grain)
        noise = _add_noise(dark, exposure, np.random.default_rng(0))
        np.testing.assert_allclose(noise.std(axis=(1, 2)), 1.5 * np.array(DECALS.noise), rtol=0.03)
        beside = np.corrcoef(noise[0, :, 1:].ravel(), noise[0, :, :-1].ravel())[0, 1]
        assert (beside > 0.3) == (grain > 0)


@pytest.mark.parametrize("survey", [DECALS, SDSS], ids=lambda s: s.name)
def test_rgb_is_lupton_et_al(survey):
    bands = np.array([0.02, 0.05, 0.08], np.float32)
    scaled = bands * survey.scales + survey.black
    mean = scaled.mean()
    q = survey.softening
    expected = scaled[::-1] * np.arcsinh(q * mean) / np.sqrt(q) / mean
    if survey.keep_hue:
        expected = expected / (1 + expected.max() ** 4) ** 0.25
    rgb = survey.rgb(bands[:, None, None])
    np.testing.assert_allclose(rgb[:, 0, 0], expected, rtol=1e-5)


def test_a_bright_source_keeps_its_hue_in_sdss_pictures():
    bands = np.array([1.0, 2.0, 3.0], np.float32)
    faint, bright = (SDSS.rgb((bands * f)[:, None, None])[:, 0, 0] for f in (3, 3_000))
    np.testing.assert_allclose(faint / faint.max(), bright / bright.max(), rtol=0.02)
    assert bright.max() <= 1


def test_no_saturation_is_grey():
    planes = np.random.default_rng(0).uniform(0, 0.2, (3, 5, 5)).astype(np.float32)
    red, green, blue = DECALS.rgb(planes, saturation=0.0)
    np.testing.assert_allclose(red, green, rtol=1e-5)
    np.testing.assert_allclose(red, blue, rtol=1e-5)


def test_an_empty_sky_is_dark_and_a_star_outside_is_left_out():
    exposure = Exposure(SDSS, 0.4, 1.3)
    stars = [Star((1e3, 0.0), (1e6, 1e6, 1e6))]
    sky = observe([], stars, replace(exposure, depth=0.0), 32, np.random.default_rng(0))
    assert sky.shape == (32, 32, 3)
    assert sky.dtype == np.uint8
    assert sky.max() < 40
