import re

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from tests.figures.reading import images, pixels

RNG = np.random.default_rng(0)
GALAXY = RNG.integers(0, 255, (96, 96, 3), dtype=np.uint8)


def bar(html):
    found = re.search(r'class="gx-scale" style="width: ([0-9.]+)%">([^<]+)<', html)
    return float(found[1]), found[2]


def test_the_picture_is_the_galaxy_pixel_by_pixel():
    html = figures.galaxy(GALAXY, "Barred Spiral")
    np.testing.assert_array_equal(pixels(html), GALAXY)
    assert images(html)[0][0] == "Barred Spiral"


def test_the_scale_bar_is_as_long_as_it_says():
    # 96 pixels of 0.35 arcsec are 33.6 arcsec; 10 arcsec are 29.76 % of that
    assert bar(figures.galaxy(GALAXY, "", 0.35)) == (29.76, "10 arcsec")
    # without a scale: 20 of 96 pixels
    assert bar(figures.galaxy(GALAXY, "")) == (20.83, "20 pixels")


def test_a_smaller_copy_is_measured_in_the_pixels_of_the_image():
    html = figures.galaxy(GALAXY, "", shape=(480, 480))
    assert bar(html) == (20.83, "100 pixels")


def test_the_part_that_is_used_is_outlined():
    html = figures.galaxy(GALAXY, "", shape=(300, 500), box=(75, 175, 225, 325))
    style = re.search(r'class="gx-box" style="([^"]+)"', html)[1]
    assert style == "top: 25.00%; left: 35.00%; height: 50.00%; width: 30.00%"


@pytest.mark.parametrize("box", [None, (0, 0, 96, 96)])
def test_nothing_is_outlined_where_all_is_used(box):
    assert "gx-box" not in figures.galaxy(GALAXY, "", box=box)


def test_words_cannot_become_markup():
    html = figures.galaxy(GALAXY, '"><script>alert(1)</script>')
    assert "<script" not in html
    assert images(html)[0][0] == '"><script>alert(1)</script>'


def test_small_pictures_are_small_and_large_ones_are_made_small():
    wide = np.kron(GALAXY, np.ones((5, 10, 1), np.uint8))
    alt, image = images(figures.thumbnail(wide, "a galaxy", 50))[0]
    assert (alt, image.size) == ("a galaxy", (100, 50))
    smooth = np.asarray(Image.fromarray(GALAXY).resize((6, 6)).resize((96, 96)))
    assert len(figures.source(smooth)) < 4_000
    assert len(figures.galaxy(wide, "")) < 1_000_000


def test_png_is_lossless():
    from io import BytesIO

    np.testing.assert_array_equal(np.asarray(Image.open(BytesIO(figures.png(GALAXY)))), GALAXY)
