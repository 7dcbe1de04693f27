"""C and its transpose: published rows, the products of both, and what is said about them."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings

from cnnviz.conv import transposed
from cnnviz.matrix import matrix
from cnnviz.ui.resampling import arithmetic, matrices, published
from cnnviz.ui.resampling.choices import Resampling
from cnnviz.ui.resampling.reading import settle
from tests.ui.resampling.drawing import ASKED, GALAXY


def both(choices):
    work = arithmetic.compute(choices, GALAXY)
    return work, matrices.pair(choices, work)


def test_the_published_matrix_is_4_by_16():
    # Dumoulin and Visin, arXiv:1603.07285, equation of C: a 3x3 kernel over a 4x4 input
    choices = Resampling(operation="convolution", size=4, kernel=3, stride=1)
    _, found = both(choices)
    w = np.arange(1, 10)
    first = [w[0], w[1], w[2], 0, w[3], w[4], w[5], 0, w[6], w[7], w[8], 0, 0, 0, 0, 0]
    shifted = [np.roll(first, n) for n in (0, 1, 4, 5)]
    np.testing.assert_array_equal(found.direct.dense(), shifted)
    np.testing.assert_array_equal(found.back.dense(), np.transpose(shifted))


@settings(max_examples=60, deadline=None)
@given(ASKED)
def test_the_transposed_convolutions_matrix_is_the_transpose(asked):
    small = replace(asked, source="random", size=min(asked.size, 5))
    choices, _ = settle(small, GALAXY)
    assume(choices.operation not in matrices.NO_MATRIX)
    work, found = both(choices)
    np.testing.assert_array_equal(found.direct.dense(), found.back.dense().T)
    done = found.back if choices.operation == "transposed" else found.direct
    average = choices.operation == "average"
    x, output = (work.x[0], work.trace.output[0]) if average else (work.x, work.trace.output)
    np.testing.assert_allclose(done.dense() @ x.ravel(), output.ravel(), atol=1e-9)
    # the legend has the same weights in the same order as both matrices
    weights, turned = found.weights.ravel(), np.moveaxis(found.weights, 1, 0).ravel()
    np.testing.assert_array_equal(found.direct.values, weights[found.direct.weight])
    np.testing.assert_array_equal(found.back.values, turned[found.back.weight])


@settings(max_examples=60, deadline=None)
@given(ASKED)
def test_the_transpose_is_the_matrix_of_a_transposed_convolution(asked):
    choices, _ = settle(replace(asked, operation="convolution", source="random", size=5), GALAXY)
    work, found = both(choices)
    output = np.zeros(work.trace.output.shape)
    back = [transposed(output, w, work.windows, work.trace.leftover) for w in work.weight]
    np.testing.assert_array_equal(found.back.dense(), matrix(back).dense())


def test_the_numbers_in_the_sentence():
    choices = published.chosen("signal", Resampling())
    work = arithmetic.compute(choices, GALAXY)
    said = matrices.about(choices, matrices.pair(choices, work))
    assert said.startswith("The input is written as one column of 6 numbers; C makes 3 of it")
    assert said.endswith(
        "Of the 18 numbers in each, 8 are not zero by construction and 3 can be learned; a fully "
        "connected layer would learn 18."
    )
    average = Resampling(operation="average")
    said = matrices.about(average, matrices.pair(average, arithmetic.compute(average, GALAXY)))
    assert "36 are not zero by construction and 0 can be learned" in said


def test_nearest_upsampling_is_the_transposed_convolution_that_is_named():
    plain = Resampling(operation="nearest", factor=3)
    expected = arithmetic.compute(plain, GALAXY).trace.output[0]
    choices = replace(plain, operation="transposed", weights="ones", kernel=3, stride=3)
    np.testing.assert_array_equal(arithmetic.compute(choices, GALAXY).trace.output, expected)
