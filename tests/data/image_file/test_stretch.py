"""The asinh stretch of Lupton et al. 2004."""

import numpy as np
import pytest
from astropy.visualization import AsinhStretch

from cnnviz.data.image_file import AUTOMATIC, Decoded, Stretch, stretch
from cnnviz.data.image_file.stretch import Levels

RANDOM = np.random.default_rng(0)


def levels(black=(0.0,), white=1.0, softening=0.1):
    ones = np.ones(len(black))
    return Levels(0 * ones, 1.0, np.array(black), ones, white, softening)


def field(noise=2.0, sky=100.0, size=96):
    """A Gaussian of height 1,000 on a noisy sky."""
    y, x = np.mgrid[:size, :size] - size / 2
    light = 1000 * np.exp(-(x**2 + y**2) / 2 / 6**2)
    return (sky + light + noise * RANDOM.standard_normal((size, size))).astype(np.float32)


def test_a_value_worked_by_hand():
    # asinh(0.25 / 0.1) / asinh(1 / 0.1) = 1.64723 / 2.99822 = 0.5494; times 255 is 140.1
    picture = stretch.rgb(np.array([[0.25]]), levels())
    assert picture.tolist() == [[[140, 140, 140]]]
    assert picture.dtype == np.uint8


def test_black_is_black_and_white_is_white():
    picture = stretch.rgb(np.array([[-5.0, 2.0, 12.0, 99.0]]), levels((2.0,), 10.0))
    assert picture[0, :, 0].tolist() == [0, 0, 255, 255]


def test_a_colour_is_kept_where_it_is_too_bright_for_the_screen():
    # four to two to one, all brighter than white: the first is full, the others keep their shares
    picture = stretch.rgb(np.array([[[40.0, 20.0, 10.0]]]), levels((0.0,) * 3))
    assert picture.tolist() == [[[255, 128, 64]]]


def test_the_mean_is_stretched_and_the_channels_follow():
    # I = 0.25, f(I) = 0.5494, each channel times f / I = 2.1976
    picture = stretch.rgb(np.array([[[0.3, 0.25, 0.2]]]), levels((0.0,) * 3))
    assert picture.tolist() == [[[168, 140, 112]]]


@pytest.mark.parametrize("softening", [0.01, 0.1, 1.0])
def test_grey_is_astropys(softening):
    x = np.linspace(0, 1, 301)
    expected = 255 * AsinhStretch(softening)(x)
    picture = stretch.rgb(x[None], levels(softening=softening))[0, :, 1]
    np.testing.assert_allclose(picture, expected, atol=0.51)


def test_a_large_softening_is_linear():
    x = np.linspace(0, 1, 301)
    picture = stretch.rgb(x[None], levels(softening=1e4))[0, :, 1]
    np.testing.assert_allclose(picture, 255 * x, atol=0.51)


def test_sky_and_noise_are_found_beside_a_galaxy():
    found = stretch.measured(field(noise=2.0, sky=100.0))
    assert found.sky[0] == pytest.approx(100, abs=0.3)
    assert found.noise == pytest.approx(2, rel=0.1)
    assert found.black[0] == pytest.approx(found.sky[0] - 2 * found.noise)
    assert found.softening == pytest.approx(6 * found.noise)
    assert found.white == pytest.approx(1000, rel=0.1)


def test_the_levels_of_a_large_image_are_not_those_of_a_few_columns():
    planes = np.zeros((400, 600), np.float32)
    planes[:, 1::2] = 100  # every other column is bright
    found = stretch.measured(planes)
    assert found.white == pytest.approx(100.2)  # and two thousandths below the sky


def test_each_channel_has_its_own_sky():
    planes = np.stack([field(sky=50.0), field(sky=500.0), field(sky=-20.0)], axis=-1)
    found = stretch.measured(planes)
    np.testing.assert_allclose(found.sky, [50, 500, -20], atol=0.5)
    corner = stretch.rgb(planes, found)[:20, :20]
    assert np.ptp(corner.reshape(-1, 3).mean(axis=0)) < 2  # grey


def test_a_surveys_bands_are_drawn_in_units_of_their_noise():
    bright = field(noise=2.0, sky=0.0)
    planes = np.stack([4 * bright, 2 * bright, bright], axis=-1)
    found = stretch.measured(planes, balanced=False)
    np.testing.assert_allclose(found.gain, [7 / 12, 7 / 6, 7 / 3], rtol=0.01)
    picture = Decoded(planes, "FITS", balanced=False).rgb().astype(int)
    assert np.ptp(picture, axis=2).max() <= 6  # grey
    assert np.ptp(Decoded(planes, "FITS").rgb()[48, 36].astype(int)) > 60


def test_bands_without_noise_are_not_told_apart():
    planes = np.zeros((9, 9, 3), np.float32)
    planes[4, 4] = [3, 2, 1]
    assert stretch.measured(planes, balanced=False).gain.tolist() == [1, 1, 1]


def test_the_picture_does_not_depend_on_the_units():
    planes = field()
    expected = Decoded(planes, "FITS").rgb().astype(int)
    for scaled in (planes * np.float32(1e-20), planes * np.float32(1e20), planes - np.float32(1e4)):
        difference = Decoded(scaled, "FITS").rgb() - expected
        assert abs(difference).max() <= 1


def test_the_automatic_picture_has_a_dark_sky_and_a_white_core():
    picture = Decoded(field(), "FITS").rgb()
    assert 5 < np.median(picture[:20]) < 40
    assert picture[48, 48].tolist() == [255, 255, 255]


def test_the_sliders_do_what_they_say():
    image = Decoded(field(), "FITS")
    assert np.median(image.rgb(Stretch(black=5.0))[:20]) == 0
    sky = [np.median(image.rgb(Stretch(black=b))[:20]) for b in (-9.0, -3.0, -1.0)]
    assert sky == sorted(sky, reverse=True)
    halo = [int(image.rgb(Stretch(softening=s))[48, 36, 0]) for s in (1.0, 10.0, 100.0)]
    assert halo[0] > halo[1] > halo[2]
    core = [int((image.rgb(Stretch(white=w)) == 255).sum()) for w in (0.0, 0.01, 0.1)]
    assert core[0] < core[1] < core[2]


def test_eight_bits_are_left_alone():
    values = RANDOM.integers(0, 255, (5, 6, 3), np.uint8)
    image = Decoded(values, "PNG")
    assert not image.deep
    np.testing.assert_array_equal(image.rgb(Stretch(black=9.0)), values)
    grey = Decoded(values[..., 0], "FITS").rgb()
    np.testing.assert_array_equal(grey, np.repeat(values[..., :1], 3, axis=2))


@pytest.mark.parametrize("value", [0, 7, 65535])
def test_an_image_of_one_value_is_one_dark_grey(value):
    picture = Decoded(np.full((9, 9), value, np.uint16), "TIFF").rgb()
    assert np.ptp(picture) == 0
    assert picture.max() < 50


def test_an_image_without_noise_is_drawn():
    ramp = np.arange(1000, dtype=np.float32).reshape(20, 50)
    picture = Decoded(ramp, "TIFF").rgb()[..., 0].ravel()
    assert (np.diff(picture.astype(int)) >= 0).all()
    assert picture[-1] == 255


def test_noise_alone_is_a_grey_field():
    noise = RANDOM.standard_normal((96, 96)).astype(np.float32)
    picture = Decoded(noise, "FITS").rgb()
    assert np.median(picture) < 128


def test_bands_are_put_together(monkeypatch):
    image = Decoded(field(), "FITS")
    expected = image.rgb()
    monkeypatch.setattr(stretch, "BAND", 200)  # two rows at once
    np.testing.assert_array_equal(image.rgb(), expected)


@pytest.mark.parametrize(
    "values",
    [
        np.array([[3e38, -3e38, 0, 1]], np.float32),
        np.array([[1e-45, 0, 0, 0]], np.float32),
        np.array([[np.nan, 1, np.nan, np.nan]], np.float32),
        np.array([[[np.nan, 1, 2], [3, np.nan, 4]]], np.float32),  # no pixel has all three
        np.array([[-(2**31), 2**31 - 1]], np.int32),
    ],
)
def test_extremes_are_drawn_without_a_warning(values):
    assert Decoded(values, "TIFF").rgb().shape == (*values.shape[:2], 3)


def test_the_automatic_stretch_is_the_default():
    assert Stretch() == AUTOMATIC


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"black": np.nan}, "black point .* got nan"),
        ({"black": np.inf}, "black point .* got inf"),
        ({"softening": 0.0}, "softening .* got 0.0"),
        ({"softening": -1.0}, "softening .* got -1.0"),
        ({"softening": np.nan}, "softening .* got nan"),
        ({"white": 1.0}, "share of white pixels .* got 1.0"),
        ({"white": -0.1}, "share of white pixels .* got -0.1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        Stretch(**arguments)
