import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.conv import PADDING_MODES, Window, pool, trace, transposed
from cnnviz.matrix import Counts, count, fully_connected, matrix

WINDOWS = st.builds(
    Window, st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)
)


def published():
    """Dumoulin and Visin, arXiv:1603.07285, section 4.1: a 3x3 kernel on a 4x4 input, as C."""
    kernel = np.arange(1.0, 10).reshape(3, 3)
    return trace(np.arange(16.0).reshape(4, 4), kernel, [Window(3)] * 2)


def test_the_published_matrix():
    found = matrix(published())
    first = [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0]
    expected = [np.roll(first, shift).tolist() for shift in (0, 1, 4, 5)]
    assert found.dense().tolist() == expected
    assert found.shape == (4, 16)
    assert found.counts == Counts((4, 16), 36, 9)
    assert found.counts.size == 64
    # equal weights have equal numbers, so that they can have equal colours
    assert (found.weight + 1).tolist() == found.values.tolist()
    assert found.rows.tolist() == np.repeat(range(4), 9).tolist()


def test_several_channels_and_kernels():
    x = np.ones((2, 3))
    kernels = np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    found = matrix([trace(x, kernel, [Window(2)]) for kernel in kernels])
    assert found.dense().tolist() == [
        [1, 2, 0, 3, 4, 0],
        [0, 1, 2, 0, 3, 4],
        [5, 6, 0, 7, 8, 0],
        [0, 5, 6, 0, 7, 8],
    ]
    assert found.weight[found.rows == 2].tolist() == [4, 5, 6, 7]
    assert found.counts == Counts((4, 6), 16, 8)


def test_padding_that_repeats_pixels_adds_their_weights():
    found = matrix(trace([1, 1, 1], [1, 10, 100], [Window(3, padding=1)], padding_mode="replicate"))
    assert found.dense().tolist() == [[11, 100, 0], [1, 10, 100], [0, 1, 110]]
    assert found.counts.nonzeros == 7
    assert len(found.values) == 9


@settings(deadline=None)
@given(st.data(), st.integers(1, 2), st.sampled_from(PADDING_MODES))
def test_the_product_with_the_input_is_the_output(data, axes, mode):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    channels, kernels = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2))
    windows = [data.draw(WINDOWS) for _ in range(axes)]
    size = [data.draw(st.integers(w.padding + 1, 6)) for w in windows]
    assume(all(n + 2 * w.padding >= w.span for n, w in zip(size, windows, strict=True)))
    x = rng.normal(size=(channels, *size))
    weights = rng.normal(size=(kernels, channels, *(w.kernel for w in windows)))
    traces = [trace(x, weight, windows, padding_mode=mode) for weight in weights]
    found = matrix(traces)
    expected = np.concatenate([each.output.ravel() for each in traces])
    np.testing.assert_allclose(found.dense() @ x.ravel(), expected, atol=1e-9)
    assert found.counts.nonzeros == len(set(zip(found.rows, found.columns, strict=True)))
    np.testing.assert_array_equal(found.values, weights.ravel()[found.weight])
    places = found.rows * found.shape[1] + found.columns
    assert (np.diff(places) >= 0).all()


@settings(deadline=None)
@given(st.data())
def test_a_transposed_convolution_has_the_transposed_matrix(data):
    windows = [data.draw(WINDOWS) for _ in range(2)]
    size = [data.draw(st.integers(1, 6)) for _ in windows]
    assume(all(n + 2 * w.padding >= w.span for n, w in zip(size, windows, strict=True)))
    weight = np.random.default_rng(0).normal(size=[w.kernel for w in windows])
    direct = trace(np.ones(size), weight, windows)
    extra = [w.leftover(n) for w, n in zip(windows, size, strict=True)]
    back = transposed(direct.output, weight, windows, extra)
    found = matrix(back)
    np.testing.assert_array_equal(found.dense(), matrix(direct).dense().T)
    np.testing.assert_allclose(
        found.dense() @ direct.output.ravel(), back.output.ravel(), atol=1e-9
    )
    assert found.counts.nonzeros == matrix(direct).counts.nonzeros


def test_counting_needs_no_matrix():
    large = trace(np.ones((3, 224, 224)), np.ones((3, 3, 3)), [Window(3, padding="same")] * 2)
    counts = count([large] * 64)
    assert counts.shape == (64 * 224 * 224, 3 * 224 * 224)
    assert counts.parameters == 64 * 27
    # three columns for each, but two at the borders
    assert counts.nonzeros == 64 * 3 * (3 * 224 - 2) ** 2


def test_a_fully_connected_layer_for_a_photograph():
    # 224x224x3 to a hidden layer of the same size: 22 billion weights
    assert fully_connected(224 * 224 * 3, 224 * 224 * 3) == 150528**2 == 22_658_678_784


def test_weights_of_1e308_raise_no_warning():
    found = trace([1, 1], [1e308] * 3, [Window(3, padding=1)], padding_mode="replicate")
    assert np.isinf(matrix(found).dense()).tolist() == [[True, False], [False, True]]


# errors


@pytest.mark.parametrize(
    ("traces", "message"),
    [
        ([], "no trace: there must be one for each kernel"),
        (
            pool([1, 2], [Window(2)], "max"),
            "an operation of kind 'max' has no kernel to make a matrix of",
        ),
        (
            [trace([1, 2], [1], [Window(1)]), trace([1, 2], [1, 1], [Window(2)])],
            r"traces of different operations: outputs of shapes \(2,\) and \(1,\)",
        ),
    ],
)
@pytest.mark.parametrize("function", [matrix, count])
def test_impossible_matrices(function, traces, message):
    with pytest.raises(ValueError, match=message):
        function(traces)


def test_impossible_layers():
    with pytest.raises(ValueError, match="inputs must be a whole number of at least 1, got 0"):
        fully_connected(0, 5)
    with pytest.raises(ValueError, match="outputs must be a whole number of at least 1, got -1"):
        fully_connected(5, -1)
