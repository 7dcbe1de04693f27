"""Centre, outline and half-light radius, against closed forms and simulated galaxies."""

import numpy as np
import pytest

from cnnviz import photometry
from cnnviz.data import simulator
from cnnviz.galaxies.light import Grid, Sersic
from cnnviz.galaxies.observation import SURVEYS, Exposure, observe
from cnnviz.photometry import PhotometryError, brightest, half_light_radius, measure

SEEDS = range(900, 905)  # five of each of the seven classes
SOFTENING = {survey.name: survey.softening for survey in SURVEYS}


def gaussian(shape, centre, sigma):
    return np.exp(-0.5 * (photometry.distances(shape, centre) / sigma) ** 2)


def grey(values):
    return np.repeat((values * 255 + 0.5).astype(np.uint8)[..., None], 3, axis=2)


def test_half_of_a_gaussian_is_inside_its_closed_form():
    # 1 - exp(-R^2 / 2 sigma^2) = 1/2
    for sigma, centre in ((3.0, (48, 48)), (8.0, (46.3, 50.6))):
        found = half_light_radius(gaussian((96, 96), centre, sigma), centre)
        assert found == pytest.approx(sigma * np.sqrt(2 * np.log(2)), abs=0.02)


@pytest.mark.parametrize("index", [1.0, 2.5, 4.0])
def test_half_of_a_sersic_profile_is_inside_its_effective_radius(index):
    # a disc of 400 pixels around R_e = 8 holds nearly all; what is beyond is counted by the outline
    light = Sersic((1.0, 1.0, 1.0), 8.0, index, 1.0).light(Grid.square(801, 1.0))[1]
    assert light.sum() == pytest.approx(1, abs=0.06)
    found = half_light_radius(light.astype(float) / light.sum(), (400, 400))
    inside = photometry.distances(light.shape, (400, 400)) <= 8
    assert light[inside].sum() == pytest.approx(0.5, abs=0.03)
    assert found == pytest.approx(8, abs=0.6)


def test_a_single_pixel_is_half_inside_a_circle_of_half_its_area():
    light = np.zeros((33, 33))
    light[10, 12] = 3
    assert half_light_radius(light, (10, 12)) == pytest.approx(np.sqrt(0.5 / np.pi), abs=0.05)


def test_a_round_spot_has_its_centre_its_radius_and_its_outline():
    spot = gaussian((96, 96), (46.3, 50.6), 8)
    found = measure(grey(0.78 * spot + 20 / 255))
    assert found.centre == pytest.approx((46.3, 50.6), abs=0.02)
    assert found.half_light == pytest.approx(8 * np.sqrt(2 * np.log(2)), abs=0.1)
    assert found.axis_ratio == pytest.approx(1, abs=0.01)
    assert found.sky == pytest.approx(20 / 255, abs=1e-6)
    assert not found.others.any()
    np.testing.assert_array_equal(found.inner, found.radius <= found.half_light)
    # the outline is where the smoothed spot is one step of 255 above the sky
    width = np.hypot(8, 0.0125 * 96)
    edge = width * np.sqrt(2 * np.log(0.78 * (8 / width) ** 2 * 255))
    assert np.sqrt(found.outline.sum() / np.pi) == pytest.approx(edge, abs=1)


def test_the_parts_cover_the_picture_once():
    found = measure(simulator.galaxy(3, 17).pixels[0])
    parts = [found.outline, found.others, found.empty]
    np.testing.assert_array_equal(np.sum(parts, axis=0), 1)
    assert found.others.any()


def test_a_long_spot_has_its_axis_ratio():
    rows, columns = np.indices((96, 96)) - 47.5
    spot = np.exp(-0.5 * ((rows / 4) ** 2 + (columns / 12) ** 2))
    # moments are those of the smoothed picture, as photutils takes them
    wide = np.hypot((4, 12), 0.0125 * 96)
    assert measure(grey(0.9 * spot)).axis_ratio == pytest.approx(wide[0] / wide[1], abs=0.005)


def test_a_neighbour_that_touches_is_parted():
    both = gaussian((96, 96), (48, 46), 6) + 0.8 * gaussian((96, 96), (48, 72), 4)
    found = measure(grey(0.9 * both / both.max()))
    assert found.centre == pytest.approx((48, 46), abs=0.3)
    assert found.others[48, 72]
    assert not found.outline[48, 72]


@pytest.mark.parametrize("side", [28, 96, 224, 1000])
def test_pictures_of_any_size(side):
    centre = (0.48 * side, 0.53 * side)
    found = measure(grey(0.8 * gaussian((side, side), centre, side / 12)))
    assert found.centre == pytest.approx(centre, abs=0.01 * side)
    expected = side / 12 * np.sqrt(2 * np.log(2))
    assert found.half_light == pytest.approx(expected, rel=0.02, abs=0.05)


def test_a_noisy_one():
    noise = np.random.default_rng(3).normal(0.2, 0.05, (96, 96, 3))
    spot = 0.5 * gaussian((96, 96), (50, 44), 7)[..., None]
    found = measure(((noise + spot).clip(0, 1) * 255).astype(np.uint8))
    assert found.centre == pytest.approx((50, 44), abs=0.5)
    assert found.half_light == pytest.approx(7 * np.sqrt(2 * np.log(2)), rel=0.1)


def test_the_stretch_is_undone():
    light = np.linspace(0, 1, 50)
    for survey in SURVEYS:
        planes = np.ones((3, 1, 50), np.float32) * light.astype(np.float32)
        same = type(survey)(survey.name, 1, (0, 0, 0), (1, 1, 1), 0, survey.softening, False)
        values = same.rgb(planes).mean(axis=0)[0]
        kept = values < 1  # what is brighter was cut off
        undone = photometry.undo_stretch(values.astype(float), survey.softening)
        np.testing.assert_allclose(undone[kept], light[kept], rtol=1e-4, atol=1e-6)


def _measured():
    """Of 70 galaxies: class, distance of the centres, and ratios of the radii."""
    rows = []
    for label in range(7):
        for seed in SEEDS:
            images = simulator.galaxy(label, seed)
            softening = SOFTENING[str(images.table["survey"][0])]
            light = simulator.light(label, seed).astype(float)
            picture, undone = (measure(images.pixels[0], q) for q in (None, softening))
            true = half_light_radius(light, tuple(c + 96 for c in undone.centre))
            off = np.hypot(*(c - 47.5 for c in undone.centre))
            rows.append((label, off, undone.half_light / true, picture.half_light / true))
    return np.array(rows)


def test_simulated_galaxies_have_their_true_centres_and_radii():
    label, off, undone, picture = _measured().T
    # mergers are centred between or on their bodies, and have no one true centre
    single = off[label > 0]
    assert np.median(single) < 0.35
    assert np.quantile(single, 0.9) < 2.2
    assert single.max() < 5
    # half-light radius with the stretch undone: bias and scatter
    assert np.median(undone) == pytest.approx(1.0, abs=0.05)
    assert 1.4826 * np.median(np.abs(undone - np.median(undone))) < 0.15
    low, high = np.quantile(undone, (0.05, 0.95))
    assert 0.6 < low < high < 1.4
    # one in seventy is cut in two, or has a neighbour in its outline
    assert 0.35 < undone.min() < undone.max() < 2
    # the picture's own values are stretched, and its half-light radius is larger
    assert 1.25 < np.median(picture) < 1.6


def test_the_light_of_a_simulated_galaxy_is_its_magnitude():
    for label in (1, 2):
        images = simulator.galaxy(label, 5)
        light = simulator.light(label, 5, field=5).astype(float)
        flux = light.sum() * images.table["pxscale"][0] ** 2
        magnitude = 22.5 - 2.5 * np.log10(flux)
        # a little is outside the field
        assert magnitude == pytest.approx(images.table["magnitude_r"][0], abs=0.12)


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_constant_picture_has_no_source(level):
    with pytest.raises(PhotometryError, match="nothing stands out from the sky"):
        measure(np.full((96, 96, 3), level, np.uint8))


def test_a_source_at_the_edge_is_not_central():
    with pytest.raises(PhotometryError, match="near the middle"):
        measure(grey(0.9 * gaussian((96, 96), (8, 10), 3)))


def test_the_brightest_is_anywhere_and_has_the_most_light_not_the_brightest_pixel():
    wide = gaussian((96, 140), (20, 110), 6)
    star = 1.2 * gaussian((96, 140), (47.5, 69.5), 1.5)
    pixels = grey(0.75 * (wide + star))
    found = brightest(pixels)
    assert found.centre == pytest.approx((20, 110), abs=0.05)
    assert found.half_light == pytest.approx(6 * np.sqrt(2 * np.log(2)), abs=0.1)
    assert found.others[47, 69]
    # in the middle there is the star
    assert measure(pixels).centre == pytest.approx((47.5, 69.5), abs=0.1)


def test_nearly_all_of_a_disc_is_within_its_reach():
    disc = (photometry.distances((96, 96), (47.5, 47.5)) <= 20).astype(float)
    found = brightest(grey(0.8 * disc))
    # the outline is the smoothed disc's; 95 % of the area of a circle lie within sqrt(0.95) of it
    outer = np.sqrt(found.outline.sum() / np.pi)
    assert found.reach == pytest.approx(np.sqrt(0.95) * outer, abs=0.4)


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_constant_picture_has_no_brightest_source(level):
    with pytest.raises(PhotometryError, match="nothing stands out from the sky"):
        brightest(np.full((96, 96, 3), level, np.uint8))


def test_noise_and_empty_sky_seldom_look_like_a_galaxy():
    found = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        noise = (random.normal(60, 25, (96, 96, 3)).clip(0, 255)).astype(np.uint8)
        sky = observe([], [], Exposure(SURVEYS[seed % 2], 0.35, 1.3), 96, random)
        for pixels in (noise, sky):
            try:
                measure(pixels)
            except PhotometryError:
                continue
            found += 1
    assert found <= 8


def test_no_light_has_no_radius():
    with pytest.raises(PhotometryError, match="no light inside the outline"):
        half_light_radius(np.zeros((9, 9)), (4, 4))


@pytest.mark.parametrize("of", [brightest, measure])
def test_stripes_have_a_centre_or_none_but_no_other_error(of):
    stripes = np.zeros((96, 96, 3), np.uint8)
    stripes[:, ::2] = 255
    for pixels in (stripes, np.roll(stripes, 1, axis=1), stripes.transpose(1, 0, 2).copy()):
        try:
            found = of(pixels)
        except PhotometryError:
            continue
        assert np.isfinite(found.centre).all()
