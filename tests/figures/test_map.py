import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures import _theme
from cnnviz.figures._colours import NOTHING, picture, scale, viridis
from cnnviz.figures._map import bulk
from tests.figures.reading import images, pixels

RNG = np.random.default_rng(0)
SIGNED = np.array([[-2.0, 0.0], [1.0, 2.0]])


def ends(html):
    """What is written under the colour bar: its ends, and zero."""
    return re.findall(r"<span[^>]*>([^<]+)</span>", html)


def test_viridis_is_the_published_one_at_its_ends_and_grows_brighter():
    colours = viridis()
    assert colours[0].tolist() == [68, 1, 84]  # 440154 and fde725, matplotlib
    assert colours[-1].tolist() == [253, 231, 37]
    bright = colours @ np.array((0.2126, 0.7152, 0.0722))
    assert (np.diff(bright) >= 0).all()


def test_signed_numbers_are_centred_at_zero_by_hand():
    html = figures.feature_map(SIGNED, "a map")
    colours, shown = _theme.diverging(), pixels(html)
    np.testing.assert_array_equal(shown[0, 0], colours[0])
    np.testing.assert_array_equal(shown[0, 1], colours[127])
    np.testing.assert_array_equal(shown[1, 0], colours[190])  # 127 + 127 / 2, to even
    np.testing.assert_array_equal(shown[1, 1], colours[254])
    assert ends(html) == ["\N{MINUS SIGN}2", "2", "0"]
    assert "left: 50.0%" in html


def test_numbers_that_are_not_negative_start_at_zero():
    html = figures.feature_map(np.array([[1.0, 4.0]]), "a map")
    np.testing.assert_array_equal(pixels(html)[0, 1], viridis()[254])
    np.testing.assert_array_equal(pixels(html)[0, 0], viridis()[64])  # 254 / 4, rounded to even
    assert ends(html) == ["4", "0"]
    assert 'aria-label="Colour bar from 0 to 4, zero marked"' in html


def test_a_signed_map_stays_centred_without_negative_numbers():
    html = figures.signed_map(np.array([[0.0, 4.0]]), "a map")
    np.testing.assert_array_equal(pixels(html)[0], _theme.diverging()[[127, 254]])


def test_several_maps_can_share_a_scale_and_what_is_beyond_it_is_said():
    html = figures.feature_map(SIGNED, "a map", limit=1.0)
    np.testing.assert_array_equal(pixels(html)[1, 0], _theme.diverging()[254])
    np.testing.assert_array_equal(pixels(html)[1, 1], _theme.diverging()[254])
    assert ends(html) == ["≤ \N{MINUS SIGN}1", "≥ 1", "0"]
    assert ends(figures.feature_map(SIGNED, "a map", limit=4.0)) == ["\N{MINUS SIGN}2", "2", "0"]


def test_what_is_no_number_is_grey_and_infinities_are_at_the_ends():
    values = np.array([[np.nan, np.inf], [-np.inf, 1.0]])
    shown = picture(values, scale(values, signed=True))
    assert np.asarray(shown).tolist() == [[NOTHING, 254], [0, 254]]
    assert shown.convert("RGB").getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize("value", [0.0, 1e308, -1e308, 1e-308, np.nan])
def test_extreme_numbers_are_drawn(value):
    html = figures.feature_map(np.full((2, 3), value), "a map")
    assert images(html)[0][1].size == (3, 2)
    assert "nan" not in html.split("base64")[0]


def test_words_cannot_become_markup():
    evil = '"><script>alert(1)</script>'
    for html in (
        figures.feature_map(SIGNED, evil, evil),
        figures.before_after(np.zeros((2, 2, 3), np.uint8), SIGNED, evil, (evil, evil)),
    ):
        assert "<script" not in html
        assert evil in [alt for alt, _ in images(html)]


def test_a_caption_stands_below():
    html = figures.feature_map(SIGNED, "a map", "After Sobel x")
    assert html.index("gx-colours") < html.index("<figcaption>After Sobel x</figcaption>")
    assert "figcaption" not in figures.feature_map(SIGNED, "a map")


def test_small_maps_are_enlarged_pixel_by_pixel_and_keep_their_shape():
    small, large = (figures.feature_map(np.eye(n), "a map") for n in (7, 300))
    assert "gx-sharp" in small
    assert "gx-smooth" in large
    assert "--ratio: 2.0000" in figures.feature_map(np.ones((3, 6)), "a map")
    assert "image-rendering: pixelated" in figures.STYLE


def test_before_and_after_have_their_sizes_and_their_pixels():
    galaxy = RNG.integers(0, 255, (8, 10, 3), dtype=np.uint8)
    html = figures.before_after(galaxy, SIGNED, "after Sobel", ("The galaxy", "Sobel"))
    assert [alt for alt, _ in images(html)] == ["The galaxy", "after Sobel"]
    np.testing.assert_array_equal(pixels(html), galaxy)
    assert "The galaxy, 10 by 8 pixels" in html
    assert "Sobel, 2 by 2 pixels" in html


def test_a_few_very_bright_pixels_do_not_darken_the_others():
    values = np.full(10_000, 1.0)
    values[:10] = 1000
    assert bulk(values) == 1.0
    html = figures.before_after(np.zeros((2, 2, 3), np.uint8), values.reshape(100, 100), "after")
    assert ends(html) == ["≥ 1", "0"]


@pytest.mark.parametrize("values", [np.empty(0), np.zeros(9), np.arange(9.0), np.full(3, np.nan)])
def test_other_numbers_are_not_cut(values):
    assert bulk(values) is None


def test_a_file_is_the_map_enlarged_by_a_whole_factor():
    image = Image.open(BytesIO(figures.map_png(np.arange(6.0).reshape(2, 3))))
    assert image.size == (510, 340)  # 170 times
    shown = np.asarray(image.convert("RGB"))[::170, ::170]
    np.testing.assert_array_equal(shown, viridis()[[[0, 51, 102], [152, 203, 254]]])
    large = Image.open(BytesIO(figures.map_png(np.ones((600, 700)))))
    assert large.size == (700, 600)


def test_no_numbers_are_a_sentence():
    nothing, galaxy = np.empty((0, 3)), np.zeros((2, 2, 3), np.uint8)
    for html in (
        figures.feature_map(nothing, ""), figures.signed_map(nothing, ""),
        figures.before_after(galaxy, nothing, ""),
    ):  # fmt: skip
        assert html == '<p class="gx-empty">No numbers to show.</p>'
    with pytest.raises(ValueError, match=re.escape("a map of shape (0, 3) has no numbers to draw")):
        figures.map_png(nothing)
