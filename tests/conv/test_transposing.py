import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnnviz.conv import Window, stretched, trace, transposed
from tests.operations import (
    CONVOLVE,
    UNEVEN,
    check_steps,
    ends,
    fits,
    operations,
    tensor,
    unread,
)

# Dumoulin and Visin, arXiv:1603.07285, figures of transposed convolutions:
# i, k, s, p, output padding, stretched i, direct p, o
TRANSPOSED = {
    "no_padding_no_strides": (2, 3, 1, 0, 0, 2, 2, 4),
    "arbitrary_padding_no_strides": (6, 4, 1, 2, 0, 6, 1, 5),
    "same_padding_no_strides": (5, 3, 1, 1, 0, 5, 1, 5),
    "full_padding_no_strides": (7, 3, 1, 2, 0, 7, 0, 5),
    "no_padding_strides": (2, 3, 2, 0, 0, 3, 2, 5),
    "padding_strides": (3, 3, 2, 1, 0, 5, 1, 5),
    "padding_strides_odd": (3, 3, 2, 1, 1, 5, 1, 6),
}


TRANSPOSE = {
    1: functional.conv_transpose1d,
    2: functional.conv_transpose2d,
    3: functional.conv_transpose3d,
}


@pytest.mark.parametrize(
    ("i", "k", "s", "p", "extra", "wide", "direct", "o"), TRANSPOSED.values(), ids=TRANSPOSED
)
def test_the_published_transposed_sizes(i, k, s, p, extra, wide, direct, o):
    windows = [Window(k, s, p)] * 2
    x, weight = np.ones((i, i)), np.ones((k, k))
    assert transposed(x, weight, windows, extra).output.shape == (o, o)
    array, equivalent = stretched(x, windows, extra)
    assert array.shape == (wide, wide)
    assert equivalent == (Window(k, 1, (direct, direct + extra)),) * 2


def test_a_transposed_step_reads_the_inputs_that_reach_it():
    found = transposed([1, 10], [1, 2, 3], [Window(3, stride=2)], bias=100)
    assert found.output.tolist() == [101, 102, 113, 120, 130]
    assert found[2].taps.tolist() == [[0], [1]]
    assert found[2].weights.tolist() == [[3, 1]]
    assert found[2].products.tolist() == [[3, 10]]
    assert found.leftover == (0,)
    # a stride larger than the kernel leaves gaps, which only the bias fills
    gap = transposed([1, 10], [5], [Window(1, stride=2)], bias=7)
    assert gap.output.tolist() == [12, 7, 57]
    assert (gap[1].taps.shape, gap[1].products.shape, gap[1].total) == ((0, 1), (1, 0), 7)


@settings(deadline=None)
@given(operations(), st.data())
def test_transposed_convolution_matches_torch(operation, data):
    x, weight, windows, bias = operation
    extra = [data.draw(st.integers(0, max(w.stride, w.dilation) - 1)) for w in windows]
    sizes = zip(x.shape[1:], windows, extra, strict=True)
    assume(all((n - 1) * w.stride + w.span + e > 2 * w.padding for n, w, e in sizes))
    found = transposed(x, weight, windows, extra, bias)
    expected = TRANSPOSE[len(windows)](
        tensor(x)[None],
        tensor(weight)[:, None],
        tensor([bias]),
        tuple(w.stride for w in windows),
        tuple(w.padding for w in windows),
        tuple(extra),
        1,
        tuple(w.dilation for w in windows),
    )[0, 0].numpy()
    np.testing.assert_allclose(found.output, expected, atol=1e-9)
    if len(windows) < 3:
        check_steps(found)
        assert [tuple(cell) for cell in found.unread] == unread(found)
    array, direct = stretched(x, windows, extra)
    flipped = np.flip(weight, tuple(range(1, weight.ndim)))
    equivalent = trace(array, flipped, direct, bias)
    np.testing.assert_allclose(equivalent.output, expected, atol=1e-9)
    assert {window.stride for window in direct} == {1}


@settings(deadline=None)
@given(operations(paddings=UNEVEN))
def test_transposed_convolution_is_the_gradient_of_a_convolution(operation):
    x, weight, windows, _ = operation
    assume(fits(x, windows))
    signal = tensor(x).requires_grad_()
    padded = functional.pad(signal[None], ends(windows))
    strides, dilations = [[getattr(w, n) for w in windows] for n in ("stride", "dilation")]
    output = CONVOLVE[len(windows)](padded, tensor(weight)[None], None, strides, 0, dilations)[0, 0]
    upstream = np.random.default_rng(0).normal(size=output.shape)
    (expected,) = torch.autograd.grad(output, signal, tensor(upstream))
    extra = [w.leftover(n) for w, n in zip(windows, x.shape[1:], strict=True)]
    for channel, kernel in zip(expected.numpy(), weight, strict=True):
        found = transposed(upstream, kernel, windows, extra)
        np.testing.assert_allclose(found.output, channel, atol=1e-9)


def test_cropping_instead_of_negative_padding():
    array, (window,) = stretched([1, 2, 3], [Window(1, padding=1)])
    assert array.tolist() == [2]
    assert (window.before, window.after) == (0, 0)
    # the outputs are all of output_padding, which no input reaches
    array, (window,) = stretched([5], [Window(1, 1, (1, 0), 5)], 4)
    assert array.tolist() == [0]
    assert window.output_size(1) == transposed([5], [1], [Window(1, 1, (1, 0), 5)], 4).output.size


# errors

THREE = [Window(3)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: transposed([1], [1] * 3, [Window(3, 2, 0, 3)], 3),
            "output_padding 3 must be smaller than stride 2 or dilation 3",
        ),
        (
            lambda: transposed([1], [1] * 3, THREE, -1),
            "output_padding must be a whole number of at least 0, got -1",
        ),
        (
            lambda: transposed(np.ones((1, 1)), np.ones((3, 3)), THREE * 2, (0, 0, 0)),
            r"output_padding \(0, 0, 0\) has not one number for each of 2 axes",
        ),
        (
            lambda: transposed([1], [1] * 3, [Window(3, padding=2)]),
            "padding cuts 4 pixels from an output of 3: none is left",
        ),
        (
            lambda: transposed([1], [1] * 2, [Window(2, padding=1)]),
            "padding cuts 2 pixels from an output of 2: none is left",
        ),
        (
            lambda: stretched([1], [Window(3, padding=2)]),
            "padding cuts 4 pixels from an output of 3: none is left",
        ),
        (lambda: stretched([1], THREE, 1), "output_padding 1 must be smaller than stride 1"),
    ],
)
def test_impossible_operations(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
