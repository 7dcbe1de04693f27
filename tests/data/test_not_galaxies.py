"""Pictures without a galaxy: the same for the same seed, and what they say they are."""

import numpy as np
import pytest

from cnnviz import photometry
from cnnviz.data.not_galaxies import FIELD, NOT_GALAXIES, SEEING, Trail, picture
from cnnviz.galaxies.light import Grid


@pytest.mark.parametrize("name", NOT_GALAXIES)
def test_a_picture_is_fixed_by_its_name_and_seed(name):
    first = picture(name, 4)
    assert (first.shape, first.dtype) == ((96, 96, 3), np.uint8)
    np.testing.assert_array_equal(first, picture(name, 4))
    assert not np.array_equal(first, picture(name, 5))
    assert picture(name, 4, 64).shape == (64, 64, 3)


def test_a_star_is_as_wide_as_the_seeing():
    values = photometry.brightness(picture("star", 2, 192))
    values = photometry.undo_stretch(values - np.median(values), 20.0)
    row = int(values.max(axis=1).argmax())
    above = values[row] > values[row].max() / 2
    # saturated in the middle, so a little wider than the seeing, and far narrower than a galaxy
    assert SEEING < above.sum() * FIELD / 192 < 2.5 * SEEING


def test_a_trail_has_its_flux_for_each_arcsec_of_length():
    grid = Grid.square(200, 0.25)
    light = Trail((1.0, 2.0, 3.0), 0.0, 3.0, 1.0).light(grid)
    # along the x axis: the sum over y, times the pixel's side, is the flux per arcsec
    np.testing.assert_allclose(light.sum(axis=1) * 0.25, [[f] * 200 for f in (1, 2, 3)], rtol=1e-3)
    assert abs(float(grid.y[light[1, :, 0].argmax(), 0]) - 3) <= 0.5


def test_a_trail_crosses_the_whole_field_and_a_sky_has_nothing():
    trail, sky = (picture(name, 1).mean(2) for name in ("trail", "sky"))
    assert (trail.max(axis=0) > trail.mean() + 40).sum() + (
        trail.max(axis=1) > trail.mean() + 40
    ).sum() > 96
    assert sky.max() - sky.mean() < 40
    with pytest.raises(photometry.PhotometryError):
        photometry.measure(picture("sky", 1))


def test_noise_is_even_and_independent():
    noise = picture("noise", 3).astype(float) / 255
    assert noise.mean() == pytest.approx(0.35, abs=0.01)
    assert noise.std() == pytest.approx(0.15, abs=0.01)
    beside = np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1]
    assert abs(beside) < 0.03


@pytest.mark.parametrize(
    ("name", "seed", "size", "said"),
    [("dog", 0, 96, "got 'dog'"), ("cat", -1, 96, "got -1"), ("cat", 0, 8, "and 8")],
)
def test_what_cannot_be_drawn_is_refused(name, seed, size, said):
    with pytest.raises(ValueError, match=said):
        picture(name, seed, size)
