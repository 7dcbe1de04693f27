import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.crop import Crop
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.galaxy import from_file
from cnnviz.ui.own import blank
from cnnviz.ui.own.kept import Own

RULE = Preprocessing()


def own(pixels, crop=None):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    whole = from_file(file.getvalue(), "a.png")
    return Own("a.png", whole, whole).cropped(crop)


@pytest.fixture
def half():
    """120 pixels wide and high, white noise on the right and one colour on the left."""
    pixels = np.random.default_rng(0).integers(0, 256, (120, 120, 3), dtype=np.uint8)
    pixels[:, :60] = 7, 8, 9
    return pixels


def received(image):
    return RULE.pixels(image.galaxy.image())


@pytest.mark.parametrize("side", [1, 2, 120])
def test_an_image_of_one_colour_is_said_to_hold_nothing(side):
    image = own(np.full((side, side, 3), (1, 200, 77), np.uint8))
    assert blank.flat(image, received(image)).startswith("All pixels of this image have one colour")


def test_so_is_a_square_on_a_part_of_one_colour(half):
    image = own(half, Crop(60, 25, 40))
    assert blank.flat(image, received(image)).startswith("All pixels of the square have one colour")
    for square in (None, Crop(60, 60, 40)):
        image = own(half, square)
        assert blank.flat(image, received(image)) == ""


def test_a_square_mostly_beyond_the_image_is_about_its_filling(half):
    assert blank.mostly(own(half, Crop(60, 105, 60)), RULE) == ""
    assert blank.mostly(own(half, Crop(60, 0, 60)), RULE) == ""  # half of it
    assert blank.mostly(own(half, Crop(60, -15, 60)), RULE).startswith("75.0 % of the square lie")


@pytest.mark.parametrize(("side", "said"), [(23, True), (24, False)])
def test_a_square_of_few_pixels_holds_no_shape(half, side, said):
    assert (
        blank.mostly(own(half, Crop(60, 60, side)), RULE).startswith(
            f"The square is only {side} pixels wide"
        )
        is said
    )


def test_so_does_an_image_of_few_pixels_without_a_crop(half):
    said = blank.mostly(own(half[:12, 50:70]), RULE)
    assert "only 12 pixels" in said
    assert said.endswith("interpolated between them: bring an image with more pixels.")
    assert blank.mostly(own(half), RULE) == ""


@pytest.mark.parametrize(("lines", "helps"), [(23, False), (24, True)])
def test_a_larger_square_is_advised_where_the_image_has_one(half, lines, helps):
    said = blank.mostly(own(half[:lines], Crop(12, 60, 10)), RULE)
    assert ("make the square larger, or bring" in said) is helps
