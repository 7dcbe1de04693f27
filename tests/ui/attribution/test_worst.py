"""Places of the patch that is put everywhere."""

import numpy as np
import pytest

from cnnviz.attribution import METHODS
from cnnviz.ui.attribution import hidden, worst


@pytest.mark.parametrize("size", [28, 96, 224])
def test_every_pixel_is_hidden_and_few_images_pass(size):
    least, most = hidden.sides(size)
    for side in range(least, most + 1):
        step = worst.stride(size, side)
        assert 1 <= step <= side
        count = METHODS["occlusion"].evaluations((3, size, size), window=side, stride=step)
        assert count <= 1 + hidden.FINEST**2 + 2 * hidden.FINEST + 1


@pytest.mark.parametrize(("side", "step"), [(16, 8), (8, 8), (6, 6), (48, 24), (12, 8)])
def test_the_step_is_half_the_side_where_that_is_quick(side, step):
    assert worst.stride(96, side) == step


@pytest.mark.parametrize(
    ("pixel", "place"), [((50, 40), (42, 32)), ((0, 0), (0, 0)), ((95, 95), (80, 80))]
)
def test_the_patch_is_put_on_the_largest_value(pixel, place):
    values = np.zeros((96, 96))
    values[pixel] = 1
    assert worst.peak(values, 16) == place
