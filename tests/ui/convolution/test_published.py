"""The published examples have exactly their parameters and give the published numbers."""

import numpy as np
import pytest

from cnnviz.ui.convolution import arithmetic, published
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.possible import settle
from tests.ui.convolution.test_possible import GALAXY, LEARNED

# Dumoulin and Visin (2016), arXiv:1603.07285: input, kernel, stride, padding, dilation, output
FIGURES = {
    "no_padding_no_strides": (4, 3, 1, 0, 1, 2),
    "arbitrary_padding_no_strides": (5, 4, 1, 2, 1, 6),
    "same_padding_no_strides": (5, 3, 1, 1, 1, 5),
    "full_padding_no_strides": (5, 3, 1, 2, 1, 7),
    "no_padding_strides": (5, 3, 2, 0, 1, 2),
    "padding_strides": (5, 3, 2, 1, 1, 3),
    "padding_strides_odd": (6, 3, 2, 1, 1, 3),
    "dilation": (7, 3, 1, 0, 2, 3),
}
NUMBERS = {
    "lecture": [[4, 3, 4], [2, 4, 3], [2, 3, 4]],  # course lecture on convolutional networks
    "numeric": [[12, 12, 17], [10, 17, 19], [9, 6, 14]],
    "numeric_strides": [[6, 17, 3], [8, 17, 13], [6, 4, 4]],
}


def test_all_are_there():
    assert set(published.TITLES) == {*FIGURES, *NUMBERS, *published.KINDS}


@pytest.mark.parametrize("name", FIGURES)
def test_an_animation_has_its_parameters(name):
    size, kernel, stride, padding, dilation, output = FIGURES[name]
    bench = published.chosen(name, Bench(stride=(5, 5), mode="circular"))
    work = arithmetic.compute(bench, GALAXY, LEARNED)
    assert work.x.shape == (1, size, size)
    assert work.kernels.shape == (1, 1, kernel, kernel)
    assert bench.mode == "zeros"
    for window in bench.windows:
        found = (window.stride, window.before, window.after, window.dilation)
        assert found == (stride, padding, padding, dilation)
    assert work.outputs.shape == (1, output, output)


@pytest.mark.parametrize("name", NUMBERS)
def test_an_example_has_its_numbers(name):
    bench = published.chosen(name, Bench())
    work = arithmetic.compute(bench, GALAXY, LEARNED)
    np.testing.assert_array_equal(work.outputs[0], NUMBERS[name])


@pytest.mark.parametrize("name", published.TITLES)
def test_an_example_is_possible_and_recognised(name):
    bench = published.chosen(name, Bench(view="matrix"))
    assert bench.view == "matrix"
    assert settle(bench, GALAXY, LEARNED) == (bench, [])
    assert published.name(bench) == name


def test_three_colours_become_their_brightness():
    bench = published.chosen("one_by_one", Bench())
    work = arithmetic.compute(bench, GALAXY, LEARNED)
    pixels = GALAXY.pixels[44:49, 44:49].astype(float)
    np.testing.assert_allclose(work.outputs[0], pixels @ [0.299, 0.587, 0.114])


def test_anything_else_is_nobodys():
    assert published.name(Bench(stride=(2, 2))) is None
    assert published.name(Bench()) == "lecture"
