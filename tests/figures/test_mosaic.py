"""All maps of a layer in one picture."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures import Range
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


def test_each_map_has_the_colours_of_its_range_and_a_grey_gap():
    maps = np.array([[[0, 1], [2, 3]], [[0, 0], [0, 30]], [[-5, 0], [0, 0]]], dtype=float)
    ranges = [Range(3.0, signed=False), Range(60.0, signed=False), Range(10.0, signed=True)]
    image = read(figures.mosaic_png(maps, ranges))
    shape = {"columns": 2, "shape": (2, 2)}
    assert cell(image, 0, 1, 1, **shape) == tuple(viridis()[-1])
    assert cell(image, 1, 1, 1, **shape) == tuple(viridis()[127])
    assert cell(image, 0, 0, 0, **shape) == tuple(viridis()[0])
    assert cell(image, 2, 0, 0, **shape) == tuple(diverging()[round(127 - 127 / 2)])
    assert cell(image, 2, 1, 1, **shape) == tuple(diverging()[127])
    assert cell(image, 0, 0, 2, **shape) == GREY
    assert cell(image, 3, 0, 0, **shape) == GREY  # there is no fourth map


@pytest.mark.parametrize("shape", [(1, 1, 1), (96, 3, 3), (4, 96, 96), (1, 1, 468), (512, 7, 7)])
def test_any_number_of_maps_makes_a_picture_of_about_one_size(shape):
    maps = np.random.default_rng(0).normal(size=shape)
    image = read(figures.mosaic_png(maps, [Range(3.0, signed=True)] * len(maps)))
    assert 500 <= max(image.shape[:2]) <= 1024


def test_no_maps_are_no_picture():
    with pytest.raises(ValueError, match=r"\(0, 3, 3\) have no numbers"):
        figures.mosaic_png(np.zeros((0, 3, 3)), [])


def test_each_map_needs_a_range():
    with pytest.raises(ValueError, match="shorter"):
        figures.mosaic_png(np.zeros((2, 3, 3)), [Range(1.0, signed=False)])
