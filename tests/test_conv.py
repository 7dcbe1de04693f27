import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from cnnviz.conv import PADDING_MODES, Window, pool, stretched, trace, transposed

# course lecture on CNNs: a 5x5 binary image, a 3x3 kernel
LECTURE = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
# Dumoulin and Visin, arXiv:1603.07285: the numeric example, read from the published figures
INPUT = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
# the same: figures of transposed convolutions: i, k, s, p, output padding, stretched i, direct p, o
TRANSPOSED = {
    "no_padding_no_strides": (2, 3, 1, 0, 0, 2, 2, 4),
    "arbitrary_padding_no_strides": (6, 4, 1, 2, 0, 6, 1, 5),
    "same_padding_no_strides": (5, 3, 1, 1, 0, 5, 1, 5),
    "full_padding_no_strides": (7, 3, 1, 2, 0, 7, 0, 5),
    "no_padding_strides": (2, 3, 2, 0, 0, 3, 2, 5),
    "padding_strides": (3, 3, 2, 1, 0, 5, 1, 5),
    "padding_strides_odd": (3, 3, 2, 1, 1, 5, 1, 6),
}
CONV = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}
CONV_T = {
    1: functional.conv_transpose1d,
    2: functional.conv_transpose2d,
    3: functional.conv_transpose3d,
}


FLAT, ANY = st.integers(1, 2), st.integers(1, 3)
EVEN, UNEVEN = st.integers(0, 4), st.tuples(st.integers(0, 3), st.integers(0, 3))


@st.composite
def operations(draw, axes=ANY, paddings=EVEN):
    """Input (C, *size), weights (C, *k), windows and a bias; the window may not fit."""
    dimensions = draw(axes)
    limit = 9 if dimensions < 3 else 4
    windows = tuple(
        Window(*draw(st.tuples(st.integers(1, 4), st.integers(1, 4), paddings, st.integers(1, 3))))
        for _ in range(dimensions)
    )
    size = draw(st.lists(st.integers(1, limit), min_size=dimensions, max_size=dimensions))
    channels = draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    weight = rng.normal(size=(channels, *(w.kernel for w in windows)))
    return rng.normal(size=(channels, *size)), weight, windows, rng.normal()


def fits(x, windows):
    """Whether every window fits into its padded axis."""
    sizes = zip(x.shape[1:], windows, strict=True)
    return all(n + w.before + w.after >= w.span for n, w in sizes)


def tensor(values):
    return torch.tensor(np.asarray(values, dtype=np.float64))


def ends(windows):
    """Paddings as `functional.pad` wants them: of the last axis first."""
    return [end for w in reversed(windows) for end in (w.before, w.after)]


def convolved(x, weight, windows, bias, mode="constant"):
    """What PyTorch says, with any padding."""
    padded = functional.pad(tensor(x)[None], ends(windows), mode=mode)
    strides, dilations = [[getattr(w, n) for w in windows] for n in ("stride", "dilation")]
    found = CONV[len(windows)](padded, tensor(weight)[None], tensor([bias]), strides, 0, dilations)
    return found[0, 0].numpy()


def check_steps(found):
    """Every step holds what it says, and its products make its output."""
    assert len(found) == found.output.size
    for i, step in enumerate(found):
        assert step.position == np.unravel_index(i, found.output.shape)
        assert step.total == found.output[step.position]
        assert step.products.sum() + found.bias == pytest.approx(step.total, abs=1e-9)
        np.testing.assert_array_equal(step.products, step.values * step.weights)
        assert step.values.shape == step.weights.shape == (len(found.values), len(step.taps))
        cells = (step.taps + np.array(found.before)).T
        np.testing.assert_array_equal(step.values, found.values[:, *cells])


def unread(found):
    """Cells of the padded input that no step reads, found one step at a time."""
    cells = {tuple(cell - np.array(found.before)) for cell in np.ndindex(found.values.shape[1:])}
    return sorted(cells - {tuple(tap) for step in found for tap in step.taps})


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
    expected = CONV[len(windows)](
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


# transposed convolution


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
    expected = CONV_T[len(windows)](
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
    output = CONV[len(windows)](padded, tensor(weight)[None], None, strides, 0, dilations)[0, 0]
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


# pooling


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
        (lambda: pool(np.ones((0, 3)), THREE, "max"), r"input of shape \(0, 3\) is empty"),
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
            lambda: stretched([1], [Window(3, padding=2)]),
            "padding cuts 4 pixels from an output of 3: none is left",
        ),
        (lambda: stretched([1], THREE, 1), "output_padding 1 must be smaller than stride 1"),
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
