"""The whole galaxy before and after."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from cnnviz.ui.convolution import arithmetic, on_galaxy
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.possible import settle
from cnnviz.ui.galaxy import from_file
from tests.pages.opening import png
from tests.ui.convolution.test_possible import GALAXY, LEARNED


def made(bench, galaxy=GALAXY):
    bench, _ = settle(bench, galaxy, LEARNED)
    work = arithmetic.compute(bench, galaxy, LEARNED)
    setup = Setup(bench, None, galaxy, LEARNED, np.zeros((96, 96, 3), np.uint8))
    return on_galaxy.outputs(setup, work)


def test_every_kernel_at_full_size():
    brightness = np.round(GALAXY.pixels.mean(axis=2))
    found = made(Bench(source="random", kernels=("sobel_x", "laplacian"), padding=("1", "1")))
    kernel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    np.testing.assert_allclose(found[0], correlate2d(brightness, kernel, "same"))
    assert found[1].shape == (96, 96)


def test_a_signals_kernel_runs_along_the_rows():
    found = made(Bench(dimensions=1, source="edge", kernels=("box",), kernel=(1, 3)))
    brightness = np.round(GALAXY.pixels.mean(axis=2))
    expected = (brightness[:, :-2] + brightness[:, 1:-1] + brightness[:, 2:]) / 3
    np.testing.assert_allclose(found[0], expected)


@pytest.mark.parametrize(("size", "shape"), [((300, 600), (298, 598)), ((800, 1600), (382, 766))])
def test_an_upload_keeps_the_pixels_that_the_page_has(size, shape):
    own = from_file(png(*size), "own.png")
    assert made(Bench(source="random"), own)[0].shape == shape


def test_a_window_larger_than_the_image_gives_nothing():
    own = from_file(png(2, 3), "own.png")
    assert made(Bench(source="random", kernels=("box",), kernel=(5, 5)), own) == []
