import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from cnnviz.conv import PADDING_MODES, Window, pool, trace, transposed
from tests.operations import (
    CONVOLVE,
    FLAT,
    UNEVEN,
    check_steps,
    convolved,
    fits,
    operations,
    tensor,
    unread,
)

# course lecture on CNNs: a 5x5 binary image, a 3x3 kernel
LECTURE = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
# Dumoulin and Visin, arXiv:1603.07285: the numeric example, read from the published figures
INPUT = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]


# convolution


def test_the_lecture_s_example():
    found = trace(LECTURE, CROSS, [Window(3)] * 2)
    assert found.output.tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    step = found[1]
    assert (step.position, step.total) == ((0, 1), 3)
    assert step.taps.tolist() == [[row, column] for row in range(3) for column in (1, 2, 3)]
    assert step.values.tolist() == [[1, 1, 0, 1, 1, 1, 0, 1, 1]]
    assert step.weights.tolist() == [[1, 0, 1, 0, 1, 0, 1, 0, 1]]
    assert step.products.tolist() == [[1, 0, 0, 0, 1, 0, 0, 0, 1]]


def test_the_published_numbers():
    valid = trace(INPUT, KERNEL, [Window(3)] * 2)
    assert valid.output.tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    strided = trace(INPUT, KERNEL, [Window(3, stride=2, padding=1)] * 2)
    assert strided.output.tolist() == [[6, 17, 3], [8, 17, 13], [6, 4, 4]]
    assert strided[0].taps[0].tolist() == [-1, -1]
    assert strided[8].taps[-1].tolist() == [5, 5]


def test_a_signal():
    found = trace([1, 2, 4], [1, -1], [Window(2, padding=1)], bias=10)
    assert found.output.tolist() == [9, 9, 8, 14]
    assert [step.position for step in found] == [(0,), (1,), (2,), (3,)]
    assert found[-1].taps.tolist() == [[2], [3]]
    assert found[-1].products.tolist() == [[4, 0]]
    assert found.reads == (
        (((-1, 0), (0, 1)), ((0, 0), (1, 1)), ((1, 0), (2, 1)), ((2, 0), (3, 1))),
    )


@settings(deadline=None)
@given(operations())
def test_convolution_matches_torch(operation):
    x, weight, windows, bias = operation
    assume(fits(x, windows))
    found = trace(x, weight, windows, bias)
    strides, paddings, dilations = (
        [getattr(w, name) for w in windows] for name in ("stride", "padding", "dilation")
    )
    expected = CONVOLVE[len(windows)](
        tensor(x)[None], tensor(weight)[None], tensor([bias]), strides, paddings, dilations
    )
    np.testing.assert_allclose(found.output, expected[0, 0], atol=1e-9)
    np.testing.assert_allclose(found.sums.sum(axis=0) + bias, found.output, atol=1e-9)
    assert found.leftover == tuple(w.leftover(n) for w, n in zip(windows, x.shape[1:], strict=True))


@settings(deadline=None, max_examples=50)
@given(operations(FLAT))
def test_the_steps_of_a_convolution(operation):
    x, weight, windows, bias = operation
    assume(fits(x, windows))
    found = trace(x, weight, windows, bias)
    check_steps(found)
    assert [tuple(cell) for cell in found.unread] == unread(found)
    for step in found:
        np.testing.assert_array_equal(step.weights, weight.reshape(len(weight), -1))
        corner = [p * w.stride - w.before for p, w in zip(step.position, windows, strict=True)]
        assert step.taps[0].tolist() == corner


@settings(deadline=None)
@given(operations(paddings=UNEVEN))
def test_uneven_padding_matches_torch(operation):
    x, weight, windows, bias = operation
    assume(fits(x, windows))
    expected = convolved(x, weight, windows, bias)
    np.testing.assert_allclose(trace(x, weight, windows, bias).output, expected, atol=1e-9)


@settings(deadline=None)
@given(operations(), st.sampled_from(PADDING_MODES))
def test_padding_modes_match_torch(operation, mode):
    x, weight, windows, bias = operation
    largest = {"reflect": -1, "circular": 0}.get(mode, 9)
    assume(all(w.padding <= n + largest for w, n in zip(windows, x.shape[1:], strict=True)))
    assume(fits(x, windows))
    layer = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[len(windows) - 1](
        len(x),
        1,
        tuple(w.kernel for w in windows),
        tuple(w.stride for w in windows),
        tuple(w.padding for w in windows),
        tuple(w.dilation for w in windows),
        padding_mode=mode,
        dtype=torch.float64,
    )
    with torch.no_grad():
        layer.weight[:], layer.bias[:] = tensor(weight)[None], bias
        expected = layer(tensor(x)[None])[0, 0].numpy()
    found = trace(x, weight, windows, bias, mode)
    np.testing.assert_allclose(found.output, expected, atol=1e-9)
    assert found.padding_mode == mode
    if len(windows) < 3:
        check_steps(found)


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # PyTorch's word on its own memory
@settings(deadline=None)
@given(st.data(), st.sampled_from(PADDING_MODES))
def test_same_padding_matches_torch(data, mode):
    kernel, dilation = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 3))
    window = Window(kernel, 1, "same", dilation)
    n = data.draw(st.integers(window.after + 1, 14))
    layer = nn.Conv1d(
        1, 1, kernel, padding="same", dilation=dilation, padding_mode=mode, dtype=torch.float64
    )
    x = np.random.default_rng(n).normal(size=n)
    expected = layer(tensor(x)[None])[0].detach().numpy()
    weight, bias = layer.weight[0].detach().numpy(), layer.bias.item()
    found = trace(x[None], weight, [window], bias, mode)
    np.testing.assert_allclose(found.output, expected, atol=1e-9)


def test_one_channel_may_go_without_its_axis():
    x, weight = np.array(LECTURE), np.array(CROSS)
    expected = trace(x, weight, [Window(3)] * 2).output
    for given_x, given_weight in ((x[None], weight[None]), (x[None], weight), (x, weight[None])):
        found = trace(given_x, given_weight, [Window(3)] * 2)
        assert found.output.tolist() == expected.tolist()
        assert found[0].position == (0, 0)
    assert trace([1, 2], [1], Window(1)).output.tolist() == [1, 2]


def test_the_trace_keeps_what_it_was_given():
    x = np.ones((3, 3))
    found = trace(x, np.ones((2, 2)), [Window(2)] * 2)
    x[:] = 7
    assert found[0].products.tolist() == [[1, 1, 1, 1]]


def test_the_cells_that_no_window_reads():
    found = trace(np.ones((6, 4)), np.ones((3, 2)), [Window(3, 2, 1), Window(2, 2)])
    assert found.leftover == (1, 0)
    assert found.unread.tolist() == [[6, column] for column in range(4)]
    skipped = trace(np.ones(5), np.ones(2), [Window(2, 3)])
    assert skipped.unread.tolist() == [[2]]
    assert trace(np.ones(4), np.ones(2), [Window(2)]).unread.shape == (0, 1)


def test_steps_are_counted_like_a_list():
    found = trace([1, 2, 3], [1], [Window(1)])
    assert found[-1].total == found[2].total == 3
    assert [step.total for step in found] == [1, 2, 3]
    for wrong in (3, -4):
        with pytest.raises(IndexError, match=f"step {wrong} of a trace with 3"):
            found[wrong]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, -1e308])
def test_numbers_out_of_bounds_propagate_as_in_torch(value):
    x = np.ones((1, 4, 5))
    x[0, 1, 1:3] = value
    weight, windows = np.full((1, 2, 2), 2.0), [Window(2)] * 2
    np.testing.assert_array_equal(
        trace(x, weight, windows).output, convolved(x, weight, windows, 0)
    )
    expected = functional.conv_transpose2d(tensor(x)[None], tensor(weight)[None])[0, 0]
    found = transposed(x, weight, windows)
    np.testing.assert_array_equal(found.output, expected)
    for each in (found, trace(x, weight, windows, value), pool(x, windows, "max")):
        assert len([step.products for step in each]) == each.output.size
    expected = functional.max_pool2d(tensor(x)[None], 2, 1)[0]
    np.testing.assert_array_equal(pool(x, windows, "max").output, expected)


# errors

THREE = [Window(3)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: trace([1, 2], [1, 1, 1], THREE),
            "window spans 3 pixels but the padded input has 2",
        ),
        (
            lambda: trace([1] * 5, [1, 1], THREE),
            r"expected weights of shape \(1, 3\), got shape \(2,\)",
        ),
        (
            lambda: trace(np.ones((2, 5)), [1, 1, 1], THREE),
            r"expected weights of shape \(2, 3\), got shape \(3,\)",
        ),
        (
            lambda: trace(np.ones((3, 3, 3, 3)), np.ones((3, 3)), THREE * 2),
            r"input of shape \(3, 3, 3, 3\) does not fit 2 windows",
        ),
        (lambda: trace(5, [1, 1, 1], THREE), r"input of shape \(\) does not fit 1 windows"),
        (lambda: trace([], [1, 1, 1], THREE), r"input of shape \(0,\) is empty"),
        (lambda: trace([1], [1], []), "no window: there must be one for each axis"),
        (
            lambda: trace([1] * 3, [1] * 3, THREE, padding_mode="mirror"),
            "padding mode 'mirror' is none of zeros, reflect, replicate, circular",
        ),
        (
            lambda: trace([1] * 3, [1] * 3, [Window(3, padding=3)], padding_mode="reflect"),
            "reflect padding must be smaller than the input, got 3 for 3 pixels",
        ),
        (
            lambda: trace([1] * 3, [1] * 3, [Window(3, 1, (0, 4))], padding_mode="circular"),
            "circular padding must be at most the input, got 4 for 3 pixels",
        ),
        (lambda: trace(["a"], [1], [Window(1)]), "could not convert string to float: 'a'"),
    ],
)
def test_impossible_operations(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
