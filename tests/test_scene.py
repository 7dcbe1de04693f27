from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnnviz import conv, scene
from cnnviz.conv import Window
from cnnviz.upsampling import unpool, upsample

LECTURE = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
CROSS = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])


def played(drawn):
    """The outputs as the stage makes them: from values, weights and reads alone."""
    outputs = np.zeros(drawn.outputs.shape)
    for k, row, column in np.ndindex(outputs.shape):
        pairs = list(product(drawn.reads[0][row], drawn.reads[1][column]))
        cells = [drawn.values[:, i, j] for (i, _), (j, _) in pairs]
        if drawn.kind == "max":
            outputs[k, row, column] = max(cell[k] for cell in cells)
            continue
        shares = [drawn.weights[k, :, a, b] for (_, a), (_, b) in pairs]
        total = sum(cell @ share for cell, share in zip(cells, shares, strict=True))
        outputs[k, row, column] = total + drawn.bias[k]
    return outputs


def draw_operation(data, axes):
    """Input, kernels, bias and windows of a random operation, for which the sizes may not fit."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    channels, kernels = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    windows = [
        Window(*(data.draw(st.integers(low, 3)) for low in (1, 1, 0, 1))) for _ in range(axes)
    ]
    size = [data.draw(st.integers(1, 6)) for _ in range(axes)]
    x = rng.normal(size=(channels, *size))
    weights = rng.normal(size=(kernels, channels, *(w.kernel for w in windows)))
    return x, weights, rng.normal(size=kernels), windows


# convolution


def test_the_lecture_s_example():
    drawn = scene.convolution([conv.trace(LECTURE, CROSS, [Window(3, padding=1)] * 2, 0.5)])
    assert drawn.values.shape == (1, 7, 7)
    assert drawn.inside == (1, 1, 6, 6)
    assert drawn.values[0, 1:6, 1:6].tolist() == LECTURE.tolist()
    assert drawn.weights.tolist() == [[CROSS.tolist()]]
    assert drawn.outputs[0, 1:4, 1:4].tolist() == [
        [4.5, 3.5, 4.5],
        [2.5, 4.5, 3.5],
        [2.5, 3.5, 4.5],
    ]
    assert drawn.sums[0, 0, 1, 1] == 4
    assert drawn.bias.tolist() == [0.5]
    assert drawn.reads[0][0] == ((0, 0), (1, 1), (2, 2))
    assert (drawn.kind, drawn.spread, drawn.inserted, drawn.line) == ("sum", False, (1, 1), False)
    assert (drawn.channels, drawn.kernels) == (("",), ("",))


@settings(deadline=None)
@given(st.data())
def test_a_convolution_can_be_played(data):
    x, weights, bias, windows = draw_operation(data, data.draw(st.integers(1, 2)))
    assume(all(n + 2 * w.padding >= w.span for n, w in zip(x.shape[1:], windows, strict=True)))
    traces = [conv.trace(x, w, windows, b) for w, b in zip(weights, bias, strict=True)]
    drawn = scene.convolution(traces, kernels=[str(k) for k in range(len(traces))])
    np.testing.assert_allclose(played(drawn), drawn.outputs, atol=1e-12)
    total = drawn.sums.sum(axis=1) + drawn.bias[:, None, None]
    np.testing.assert_allclose(total, drawn.outputs, atol=1e-12)
    top, left, bottom, right = drawn.inside
    inside = drawn.values[:, top:bottom, left:right]
    np.testing.assert_array_equal(inside.reshape(x.shape), x)
    assert drawn.line == (len(windows) == 1)
    assert len(drawn.kernels) == len(traces)


def test_a_signal_is_an_image_of_one_row():
    drawn = scene.convolution([conv.trace([1, 2, 3], [1, -1], [Window(2)])])
    assert drawn.values.tolist() == [[[1, 2, 3]]]
    assert drawn.weights.tolist() == [[[[1, -1]]]]
    assert drawn.outputs.tolist() == [[[-1, -1]]]
    assert drawn.reads == ((((0, 0),),), (((0, 0), (1, 1)), ((1, 0), (2, 1))))
    assert drawn.inside == (0, 0, 1, 3)
    assert drawn.line


# transposed convolution


def test_the_published_stretched_inputs():
    # Dumoulin and Visin, arXiv:1603.07285: i, k, s, p, output padding, stretched i, direct p
    figures = {
        "no_padding_no_strides": (2, 3, 1, 0, 0, 2, 2),
        "arbitrary_padding_no_strides": (6, 4, 1, 2, 0, 6, 1),
        "same_padding_no_strides": (5, 3, 1, 1, 0, 5, 1),
        "full_padding_no_strides": (7, 3, 1, 2, 0, 7, 0),
        "no_padding_strides": (2, 3, 2, 0, 0, 3, 2),
        "padding_strides": (3, 3, 2, 1, 0, 5, 1),
        "padding_strides_odd": (3, 3, 2, 1, 1, 5, 1),
    }
    for name, (size, kernel, stride, padding, extra, wide, direct) in figures.items():
        windows = [Window(kernel, stride, padding)] * 2
        trace = conv.transposed(np.ones((size, size)), np.ones((kernel, kernel)), windows, extra)
        drawn = scene.stretched([trace])
        assert drawn.inside == (direct, direct, direct + wide, direct + wide), name
        assert drawn.values.shape == (1, *(2 * direct + wide + extra,) * 2), name
        assert drawn.inserted == (stride, stride)
        assert not drawn.spread


@settings(deadline=None)
@given(st.data())
def test_both_ways_to_play_a_transposed_convolution(data):
    axes = data.draw(st.integers(1, 2))
    x, weights, bias, windows = draw_operation(data, axes)
    extra = [data.draw(st.integers(0, max(w.stride, w.dilation) - 1)) for w in windows]
    full = [
        (n - 1) * w.stride + w.span + e for n, w, e in zip(x.shape[1:], windows, extra, strict=True)
    ]
    assume(all(n > 2 * w.padding for n, w in zip(full, windows, strict=True)))
    traces = [conv.transposed(x, w, windows, extra, b) for w, b in zip(weights, bias, strict=True)]
    function = (functional.conv_transpose1d, functional.conv_transpose2d)[axes - 1]
    expected = function(
        torch.from_numpy(x)[None],
        torch.from_numpy(weights).swapaxes(0, 1),
        torch.from_numpy(bias),
        tuple(w.stride for w in windows),
        tuple(w.padding for w in windows),
        tuple(extra),
        1,
        tuple(w.dilation for w in windows),
    )[0].numpy()
    spread, gathered = scene.transposed(traces), scene.stretched(traces)
    assert spread.spread
    for drawn in (spread, gathered):
        outputs = played(drawn)
        np.testing.assert_allclose(drawn.outputs.reshape(expected.shape), expected, atol=1e-9)
        np.testing.assert_allclose(outputs.reshape(expected.shape), expected, atol=1e-9)
    top, left, bottom, right = gathered.inside
    inner = gathered.values[:, top:bottom, left:right]
    original = inner[:, :: gathered.inserted[0], :: gathered.inserted[1]]
    np.testing.assert_array_equal(original.reshape(x.shape), x)
    assert np.abs(gathered.values).sum() == pytest.approx(np.abs(x).sum())


# channels apart


@pytest.mark.parametrize("kind", ["max", "average"])
def test_pooling_keeps_channels_apart(kind):
    x = np.random.default_rng(0).normal(size=(2, 5, 4))
    drawn = scene.pooling(conv.pool(x, [Window(3, 2, 1), Window(2)], kind), ["g", "r"])
    np.testing.assert_allclose(played(drawn) if kind == "max" else drawn.outputs, drawn.outputs)
    assert drawn.kind == kind
    assert drawn.channels == drawn.kernels == ("g", "r")
    assert drawn.sums.shape == (2, 2, 3, 3)
    np.testing.assert_array_equal(drawn.sums.sum(axis=1), drawn.outputs)
    assert not drawn.sums[0, 1].any()
    if kind == "average":
        np.testing.assert_allclose(played(drawn), drawn.outputs)
        assert drawn.weights.shape == (2, 2, 3, 2)
    else:
        assert drawn.weights is None
        assert drawn.values[0, 0, 0] == -np.inf


def test_upsampling_keeps_channels_apart():
    drawn = scene.upsampling(upsample([[[1, 3]], [[10, 30]]], (1, 2), "bilinear"), ["g", "r"])
    assert drawn.outputs.tolist() == [[[1, 1.5, 2.5, 3]], [[10, 15, 25, 30]]]
    assert drawn.reads[1] == (((0, 0),), ((0, 0), (1, 1)), ((0, 0), (1, 1)), ((1, 0),))
    assert drawn.shares == (((1.0,),), ((1.0,), (0.75, 0.25), (0.25, 0.75), (1.0,)))
    assert (drawn.kind, drawn.weights, drawn.line) == ("sum", None, False)
    assert drawn.kernels == ("g", "r")
    assert not drawn.sums[1, 0].any()


def test_unpooling_counts_sources_through_all_channels():
    drawn = scene.unpooling(unpool([[5, 6], [7, 8]], [[0, 2], [1, 3]], (4,)))
    assert drawn.outputs.tolist() == [[[5, 0, 6, 0]], [[0, 7, 0, 8]]]
    assert drawn.sources == (0, -1, 1, -1, -1, 2, -1, 3)
    assert drawn.line


# errors


def test_a_scene_needs_a_trace():
    with pytest.raises(ValueError, match="no trace: there must be one for each kernel"):
        scene.convolution([])


def test_traces_must_be_of_one_input():
    first = conv.trace(np.ones((3, 3)), np.ones((2, 2)), [Window(2)] * 2)
    for other in (
        conv.trace(np.zeros((3, 3)), np.ones((2, 2)), [Window(2)] * 2),
        conv.trace(np.ones((3, 3)), np.ones((3, 3)), [Window(3)] * 2),
    ):
        with pytest.raises(ValueError, match=r"different operations: outputs \(2, 2\) of \(3, 3\)"):
            scene.convolution([first, other])


def test_a_volume_cannot_be_drawn():
    volume = conv.trace(np.ones((3, 3, 3)), np.ones((2, 2, 2)), [Window(2)] * 3)
    with pytest.raises(ValueError, match=r"only signals and images can be drawn"):
        scene.convolution([volume])
