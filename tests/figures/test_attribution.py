"""Maps of attributions: their colours, their bar, and what lies below them."""

import io
import re
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures._theme import diverging

GALAXY = np.random.default_rng(0).integers(0, 255, (6, 6, 3), dtype=np.uint8)


def decoded(html):
    file = re.search(r'src="data:image/png;base64,([^"]+)"', html)[1]
    return np.asarray(Image.open(io.BytesIO(b64decode(file))).convert("RGB"))


def test_zero_is_in_the_middle_of_the_colours_also_without_negative_values():
    shown = decoded(figures.attribution(np.array([[0.0, 2.0], [-2.0, 1.0]]), "A map", 2.0))
    colours = diverging()
    np.testing.assert_array_equal(shown[0], [colours[127], colours[254]])
    np.testing.assert_array_equal(shown[1, 0], colours[0])
    positive = decoded(figures.attribution(np.array([[0.0, 1.0]]), "A map", 1.0))
    np.testing.assert_array_equal(positive[0, 0], colours[127])


def test_a_whole_number_of_screen_pixels_and_words_for_who_cannot_see():
    html = figures.attribution(np.ones((96, 96)), 'A "map" <b>', 1.0)
    assert 'width="288" height="288"' in html
    assert 'alt="A &quot;map&quot; &lt;b&gt;"' in html
    assert 'width="282"' in figures.attribution(np.ones((47, 47)), "A map", 1.0)
    assert "gx-sharp" in html


def test_over_a_galaxy_zero_leaves_its_grey_and_the_ends_have_the_colours():
    values = np.array([[0.0, 1.0], [-1.0, 0.5]])
    shown = np.asarray(figures.attribution_image(values, 1.0, GALAXY))
    grey = np.asarray(Image.fromarray(GALAXY).convert("L"))
    assert shown.shape == GALAXY.shape
    np.testing.assert_array_equal(shown[:3, :3], np.repeat(grey[:3, :3, None], 3, 2))
    np.testing.assert_array_equal(np.unique(shown[:3, 3:].reshape(-1, 3), axis=0), [[255, 170, 40]])
    np.testing.assert_array_equal(np.unique(shown[3:, :3].reshape(-1, 3), axis=0), [[70, 160, 255]])
    half = np.asarray(figures.attribution_image(values, 1.0, GALAXY, 0.5)).astype(float)
    np.testing.assert_allclose(half[0, 3], (grey[0, 3] + np.array([255, 170, 40])) / 2, atol=0.6)
    nothing = np.asarray(figures.attribution_image(values, 1.0, GALAXY, 0.0))
    np.testing.assert_array_equal(nothing, np.repeat(grey[..., None], 3, 2))


@pytest.mark.parametrize("over", [False, True])
def test_the_bar_marks_zero_in_the_middle(over):
    bar = figures.attribution_bar(0.25, "logit", over)
    assert '<span style="left: 50%">0</span>' in bar
    assert "\N{MINUS SIGN}0.25" in bar
    assert "0.25 logit" in bar
    assert 'aria-label="Colour bar from' in bar


def test_a_bar_of_magnitudes_begins_at_zero():
    bar = figures.attribution_bar(0.25, "", signed=False)
    assert '<span style="left: 0%">0</span>' in bar
    assert "gx-low" not in bar


def test_the_end_of_the_colours():
    assert figures.limit(np.array([1.0, -3.0])) == 3
    assert figures.limit(np.zeros(4)) == 1
    assert figures.limit(np.array([np.nan, 2.0])) == 2
    many = np.append(np.linspace(-1, 1, 10_001), 50.0)
    assert figures.limit(many) == pytest.approx(1, abs=0.01)


def test_all_pictures_as_one_file():
    image = Image.fromarray(GALAXY)
    sheet = Image.open(io.BytesIO(figures.panels_png([("One", image)] * 5)))
    told = Image.open(io.BytesIO(figures.panels_png([("One", image)] * 5, ["a line", "another"])))
    assert told.width == sheet.width
    assert told.height > sheet.height + 40
    assert np.asarray(told.convert("L"))[sheet.height :].min() < 100  # it is written there
    assert sheet.format == "PNG"
    pixels = np.asarray(sheet.convert("RGB"))
    exact = np.asarray(image.resize((288, 288), 0))
    corner = pixels[24 + 30 : 24 + 30 + 288, 24 : 24 + 288]
    np.testing.assert_array_equal(corner, exact)
    assert sheet.height > 2 * 288
