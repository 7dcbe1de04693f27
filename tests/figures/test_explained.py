import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.figures import explained_png
from cnnviz.figures._explained import BAR, LINE, MARGIN

GALAXY = np.random.default_rng(0).integers(0, 256, (96, 96, 3), np.uint8)
SIDE = 480
TOP, RIGHT = MARGIN + LINE, SIDE + 2 * MARGIN


def drawn(values):
    data = explained_png(GALAXY, values, ("Barred Spiral 98%", "Saliency"), "a.png")
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB")).astype(int)


def test_the_galaxy_is_enlarged_pixel_by_pixel():
    image = drawn(np.ones((3, 3)))
    shown = image[TOP : TOP + SIDE, MARGIN : MARGIN + SIDE]
    np.testing.assert_array_equal(shown, GALAXY.repeat(5, 0).repeat(5, 1))


def test_a_map_lies_on_the_galaxy_whatever_its_size():
    image = drawn(np.array([[-1.0, 0.0], [1.0, 0.5]]))
    shown = image[TOP : TOP + SIDE, RIGHT : RIGHT + SIDE]
    blue, dark, amber = shown[10, 10], shown[10, -10], shown[-10, 10]
    assert blue[2] > blue[0]
    assert amber[0] > amber[2]
    assert dark.max() < 40
    assert shown[:240, :240].std((0, 1)).max() == 0


def test_zero_is_in_the_middle_of_the_bar():
    signed = drawn(np.array([[2.0, 1.0]]))[TOP + SIDE + 8 + BAR // 2, RIGHT : RIGHT + SIDE]
    assert signed.sum(1).argmin() == pytest.approx(SIDE / 2, abs=2)


def test_long_names_and_strange_letters_stay_in_their_place():
    names = ("\u5149" * 300, "x" * 300)
    data = explained_png(GALAXY, np.ones((2, 2)), names, "\x1b" * 200)
    with Image.open(io.BytesIO(data)) as image:
        pixels = np.asarray(image.convert("L"))
    assert (pixels[:, : MARGIN - 2] == 255).all()
    assert (pixels[:, -MARGIN + 2 :] == 255).all()
    assert (pixels[: TOP - 1, MARGIN + SIDE + 2 : RIGHT - 2] == 255).all()


def test_nothing_to_draw():
    with pytest.raises(ValueError, match=r"a map of shape \(0, 3\) has no numbers"):
        explained_png(GALAXY, np.empty((0, 3)), ("a", "b"))


def test_the_same_number_everywhere_and_zeros():
    for values in (np.zeros((4, 4)), np.full((4, 4), -3.0)):
        assert drawn(values).shape[2] == 3
