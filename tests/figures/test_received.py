import re

import numpy as np
import pytest

from cnnviz import figures
from cnnviz.figures import _theme
from tests.figures.reading import images, pixels

RNG = np.random.default_rng(0)


def planes(low, high, size=8):
    values = RNG.uniform(low, high, (3, size, size)).astype(np.float32)
    values[0, 0, 0], values[2, -1, -1] = low, high
    return values


def test_what_enters_the_network_is_shown_pixel_by_pixel():
    shown = RNG.integers(0, 255, (8, 8, 3), dtype=np.uint8)
    html = figures.received(shown, planes(-0.2, 0.9))
    np.testing.assert_array_equal(pixels(html), shown)
    assert "--size: 8px" in html
    assert [alt.split(",")[0] for alt, _ in images(html)] == [
        "The 8 by 8 pixels that the network receives",
        "Red channel", "Green channel", "Blue channel",
    ]  # fmt: skip


def test_planes_share_one_scale_with_zero_in_its_middle():
    values = np.zeros((3, 2, 2), np.float32)
    values[0, 0, 0], values[1, 0, 1], values[2, 1, 1] = 0.8, -0.8, 0.2
    html = figures.received(np.zeros((2, 2, 3), np.uint8), values)
    colours = _theme.diverging()
    red, green, blue = (pixels(html, i) for i in (1, 2, 3))
    np.testing.assert_array_equal(red[0, 0], colours[254])
    np.testing.assert_array_equal(green[0, 1], colours[0])
    np.testing.assert_array_equal(blue[1, 1], colours[127 + 32])
    np.testing.assert_array_equal(red[1, 1], colours[127])


def test_the_colour_bar_shows_zero_where_it_is():
    html = figures.received(np.zeros((8, 8, 3), np.uint8), planes(-0.3, 0.9))
    assert re.findall(r"<span[^>]*>([^<]+)</span>", html) == ["-0.30", "0.90", "0"]
    assert 'left: 25.0%">0<' in html
    assert 'aria-label="Colour bar from -0.30 to 0.90, zero marked"' in html


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (0.2, 0.7), (-0.01, 0.9), (-0.5, -0.1)])
def test_zero_is_always_on_the_bar(low, high):
    html = figures.received(np.zeros((8, 8, 3), np.uint8), planes(low, high))
    at = float(re.search(r'left: ([0-9.]+)%">0<', html)[1])
    assert 0 <= at <= 100
    # an end so near that the numbers would overlap is left out
    assert len(re.findall(r"<span", html)) <= 3
