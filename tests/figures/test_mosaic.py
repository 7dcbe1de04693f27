"""All maps of a layer in one picture."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures._colours import viridis
from cnnviz.figures._theme import diverging

GREY = (128, 128, 128)


def read(data):
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def cell(image, i, row, column, *, columns, shape):
    """Colour of a value of map i; a gap of one value lies between maps."""
    height, width = shape
    factor = round((image.shape[1] + 1) / (columns * (width + 1) - 1))
    top, left = (i // columns) * (height + 1) + row, (i % columns) * (width + 1) + column
    return tuple(image[int(factor * (top + 0.5)), int(factor * (left + 0.5))])


def test_each_map_has_its_own_colours_and_a_grey_gap():
    maps = np.array([[[0, 1], [2, 3]], [[0, 0], [0, 30]], [[5, 0], [0, 0]]], dtype=float)
    image = read(figures.mosaic_png(maps))
    shape = {"columns": 2, "shape": (2, 2)}
    for i, row, column in ((0, 1, 1), (1, 1, 1), (2, 0, 0)):
        assert cell(image, i, row, column, **shape) == tuple(viridis()[-1])
    assert cell(image, 0, 0, 0, **shape) == tuple(viridis()[0])
    assert cell(image, 0, 0, 2, **shape) == GREY
    assert cell(image, 3, 0, 0, **shape) == GREY  # there is no fourth map


def test_shared_colours_end_at_the_largest_magnitude_or_at_the_given_one():
    maps = np.array([[[0.0, -1.0]], [[4.0, 2.0]]])
    image = read(figures.mosaic_png(maps, shared=True))
    shape = {"columns": 1, "shape": (1, 2)}
    assert cell(image, 1, 0, 0, **shape) == tuple(diverging()[-1])
    assert cell(image, 0, 0, 0, **shape) == tuple(diverging()[127])
    assert cell(image, 0, 0, 1, **shape) == tuple(diverging()[round(127 - 127 / 4)])
    wider = read(figures.mosaic_png(maps, 8.0))
    assert cell(wider, 1, 0, 0, **shape) == tuple(diverging()[round(127 + 127 / 2)])


@pytest.mark.parametrize("shape", [(1, 1, 1), (96, 3, 3), (4, 96, 96), (1, 1, 468), (512, 7, 7)])
def test_any_number_of_maps_makes_a_picture_of_about_one_size(shape):
    image = read(figures.mosaic_png(np.random.default_rng(0).normal(size=shape)))
    assert 500 <= max(image.shape[:2]) <= 1024


def test_no_maps_are_no_picture():
    with pytest.raises(ValueError, match=r"\(0, 3, 3\) have no numbers"):
        figures.mosaic_png(np.zeros((0, 3, 3)))
