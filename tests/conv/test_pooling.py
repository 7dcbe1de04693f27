import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnnviz.conv import Window, pool
from tests.operations import (
    FLAT,
    fits,
    tensor,
)

# Dumoulin and Visin, arXiv:1603.07285: the numeric example, read from the published figures
INPUT = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]


def test_the_published_pooling():
    found = pool(INPUT, [Window(3)] * 2, "max")
    assert found.output.tolist() == [[3, 3, 3], [3, 3, 3], [3, 2, 3]]
    average = pool(INPUT, [Window(3)] * 2, "average")
    assert average.output.round(1).tolist() == [[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]
    assert average.weight.tolist() == [[[1 / 9] * 3] * 3]


def test_the_first_of_equal_maxima_is_picked():
    found = pool([3, 1, 3, 3], [Window(3, padding=1)], "max")
    assert found.output.tolist() == [3, 3, 3, 3]
    assert found.picked.tolist() == [1, 0, 1, 0]
    step = found[0]
    assert step.taps.tolist() == [[-1], [0], [1]]
    assert step.values.tolist() == [[-np.inf, 3, 1]]
    assert step.weights.tolist() == [[0, 1, 0]]
    assert step.products.tolist() == [[0, 3, 0]]


@settings(deadline=None)
@given(st.data(), FLAT, st.sampled_from(["max", "average"]))
def test_pooling_matches_torch(data, axes, kind):
    x = np.random.default_rng(data.draw(st.integers(0, 99))).integers(
        -3, 4, [data.draw(st.integers(1, 3)), *(data.draw(st.integers(1, 7)) for _ in range(axes))]
    )
    windows = []
    for _ in range(axes):
        kernel, stride = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
        dilation = data.draw(st.integers(1, 3)) if kind == "max" else 1
        windows.append(Window(kernel, stride, data.draw(st.integers(0, kernel // 2)), dilation))
    assume(fits(x, windows))
    found = pool(x, windows, kind)
    parts = [[getattr(w, name) for w in windows] for name in ("kernel", "stride", "padding")]
    functions = {"max": "max_pool", "average": "avg_pool"}
    function = getattr(functional, f"{functions[kind]}{axes}d")
    dilations = {"dilation": [w.dilation for w in windows]} if kind == "max" else {}
    expected = function(tensor(x)[None], *parts, **dilations)[0].numpy()
    np.testing.assert_allclose(found.output, expected, atol=1e-9)
    alone = pool(x[0], windows, kind)
    np.testing.assert_array_equal(alone.output, found.output[0])
    assert alone[0].position == (0,) * axes
    for step in found:
        channel, *_ = step.position
        assert step.total == found.output[step.position]
        assert step.products.sum() == pytest.approx(step.total)
        cells = (step.taps + np.array(found.before)).T
        np.testing.assert_array_equal(step.values[0], found.values[channel, *cells])
        assert step.weights.shape == step.values.shape == (1, len(step.taps))
        if kind == "max":
            picked = step.values[0].argmax()
            assert step.weights[0].tolist() == np.eye(len(step.taps))[picked].tolist()


def test_a_maximum_is_never_picked_from_the_padding():
    x = np.full((1, 3), -np.inf)
    found = pool(x, [Window(2, 2, 1)], "max")
    assert found.picked.tolist() == [[1, 0]]
    empty = pool([5.0], [Window(2, padding=1, dilation=2)], "max")
    expected = functional.max_pool1d(tensor([[5.0]]), 2, 1, 1, 2)
    assert empty.output.tolist() == expected[0].tolist() == [-np.inf]
    assert empty[0].products.tolist() == [[-np.inf, 0]]


# errors

THREE = [Window(3)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pool(np.ones((0, 3)), THREE, "max"), r"input of shape \(0, 3\) is empty"),
        (lambda: pool([1] * 3, THREE, "median"), "pooling 'median' is neither max nor average"),
        (
            lambda: pool([1] * 3, [Window(3, padding=2)], "max"),
            "padding 2 is more than half the kernel of 3 pixels",
        ),
        (
            lambda: pool([1] * 3, [Window(3, padding=(0, 2))], "average"),
            "padding 2 is more than half the kernel of 3 pixels",
        ),
    ],
)
def test_impossible_operations(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
