"""The checkerboard: published counts, and where there is none."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from cnnviz.ui.resampling import checkerboard
from tests.ui.resampling.drawing import GALAXY


def test_kernel_3_stride_2_overlaps_one_two_and_four_times():
    # Odena, Dumoulin and Olah, Distill 2016: in one dimension 2 and 1 by turns, so 4, 2, 2, 1
    board = checkerboard.counts(3, 2)
    assert board.shape == (8, 8)
    np.testing.assert_array_equal(board, np.tile([[4, 2], [2, 1]], (4, 4)))


@pytest.mark.parametrize("stride", range(1, 5))
@pytest.mark.parametrize("kernel", range(1, 8))
def test_the_pattern_is_there_where_the_stride_does_not_divide_the_kernel(kernel, stride):
    board = checkerboard.counts(kernel, stride)
    ones = torch.ones(1, 1, 40, 40)
    whole = F.conv_transpose2d(ones, torch.ones(1, 1, kernel, kernel), stride=stride)[0, 0].numpy()
    middle = 10 * stride
    np.testing.assert_array_equal(board, whole[middle : middle + 8, middle : middle + 8])
    assert (board.min() == board.max()) == (kernel % stride == 0)


@pytest.mark.parametrize("stride", range(1, 5))
@pytest.mark.parametrize("kernel", range(1, 8))
def test_the_next_lucky_kernel_is_the_smallest_that_the_stride_divides(kernel, stride):
    expected = next(k for k in range(kernel, 20) if k % stride == 0)
    assert checkerboard.lucky(kernel, stride) == expected


def test_the_enlarged_galaxy_is_pytorchs_and_as_bright():
    larger = checkerboard.enlarged(GALAXY, 3, 2)
    grey = torch.as_tensor(GALAXY.pixels.mean(axis=2).round())[None, None]
    weight = torch.full((1, 1, 3, 3), 4 / 9, dtype=torch.float64)
    expected = F.conv_transpose2d(F.avg_pool2d(grey, 2), weight, stride=2)
    np.testing.assert_allclose(larger, expected[0, 0].numpy(), atol=1e-9)


def test_an_even_galaxy_stays_as_bright_away_from_the_border():
    even = replace(GALAXY, pixels=np.full_like(GALAXY.pixels, 90))
    for kernel, stride in ((3, 2), (5, 3), (4, 2), (2, 3)):
        whole_periods = checkerboard.enlarged(even, kernel, stride)[6:12, 6:12]
        assert whole_periods.mean() == pytest.approx(90)


def test_without_overlap_the_smaller_galaxy_is_repeated():
    larger = checkerboard.enlarged(GALAXY, 2, 2)
    assert larger.shape == (24, 30)
    np.testing.assert_array_equal(larger[::2, ::2], larger[1::2, 1::2])


def test_what_is_said():
    assert "2 does not divide 3; it divides 4" in checkerboard.about(3, 2)
    assert checkerboard.about(4, 2).endswith("2 divides 4: no pattern.")
    assert "without any product" in checkerboard.about(2, 3)
    assert "Stride 1 divides every kernel" in checkerboard.about(3, 1)
