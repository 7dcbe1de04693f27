import numpy as np
from PIL import Image

from cnnviz.figures.film.palette import COLOURS, palette

RNG = np.random.default_rng(0)


def test_few_colours_stay_as_they_are():
    pixels = RNG.integers(0, 255, (200, 3), dtype=np.uint8)
    image = Image.fromarray(pixels.reshape(10, 20, 3))
    drawn = palette(pixels).apply(image)
    assert drawn.mode == "P"
    np.testing.assert_array_equal(np.asarray(drawn.convert("RGB")), np.asarray(image))


def test_of_many_colours_the_commonest_stay_as_they_are():
    noise = RNG.integers(0, 255, (5000, 3), dtype=np.uint8)
    paper = np.full((9000, 3), (250, 247, 240), np.uint8)
    found = palette(np.vstack([noise, paper]))
    assert len(found.colours) <= COLOURS
    shown = np.asarray(found.apply(Image.fromarray(paper[None])).convert("RGB"))
    np.testing.assert_array_equal(shown[0], paper)


def test_other_colours_become_the_nearest():
    found = palette(np.array([[0, 0, 0], [100, 0, 0], [0, 200, 0]], np.uint8))
    other = np.array(
        [[[49, 0, 0], [51, 0, 0], [0, 99, 0], [10, 190, 30], [255, 255, 255]]], np.uint8
    )
    shown = np.asarray(found.apply(Image.fromarray(other)).convert("RGB"))
    assert shown[0].tolist() == [[0, 0, 0], [100, 0, 0], [0, 0, 0], [0, 200, 0], [0, 200, 0]]


def test_what_was_looked_up_is_remembered():
    found = palette(np.array([[0, 0, 0], [9, 9, 9]], np.uint8))
    image = Image.fromarray(np.full((2, 2, 3), 7, np.uint8))
    first, second = found.apply(image), found.apply(image)
    assert np.asarray(first).tolist() == np.asarray(second).tolist()
    assert (found.known > 0).sum() == 1
