import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch.nn import functional

from cnnviz import scene
from cnnviz.conv import Window, pool
from cnnviz.upsampling import indices, unpool, upsample

INTEGERS = st.integers(-9, 9).map(float)


def arrays(axes):
    """Inputs with one to three channels; equal values are frequent."""
    return hnp.array_shapes(min_dims=axes, max_dims=axes, max_side=6).flatmap(
        lambda size: st.integers(1, 3).flatmap(
            lambda channels: hnp.arrays(float, (channels, *size), elements=INTEGERS)
        )
    )


def check_steps(trace):
    for step in trace:
        assert step.total == trace.output[step.position]
        np.testing.assert_allclose(step.products, step.values * step.weights)
        assert step.products.sum() == pytest.approx(step.total, abs=1e-9)
        channel = step.position[0] if trace.apart else 0
        assert step.values[0].tolist() == [trace.values[(channel, *tap)] for tap in step.taps]


# upsampling


def test_nearest_by_hand():
    trace = upsample([[1, 2], [3, 4]], 2, "nearest")
    assert trace.output.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert trace[6].taps.tolist() == [[0, 1]]
    assert trace[6].weights.tolist() == [[1]]


def test_linear_by_hand():
    trace = upsample([0, 4], 2, "bilinear")
    assert trace.output.tolist() == [0, 1, 3, 4]
    step = trace[1]
    assert (step.position, step.total) == ((1,), 1)
    assert step.taps.tolist() == [[0], [1]]
    assert step.weights.tolist() == [[0.75, 0.25]]
    assert trace[3].taps.tolist() == [[1]]


def test_bilinear_shares_are_products():
    step = upsample([[1, 2], [3, 4]], 2, "bilinear")[5]
    assert step.taps.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert step.weights.tolist() == [[9 / 16, 3 / 16, 3 / 16, 1 / 16]]


@settings(deadline=None)
@given(st.data(), st.integers(1, 2), st.sampled_from(["nearest", "bilinear"]))
def test_upsampling_matches_torch(data, axes, kind):
    x = data.draw(arrays(axes))
    factors = tuple(data.draw(st.integers(1, 5)) for _ in range(axes))
    trace = upsample(x, factors, kind)
    mode = {"nearest": "nearest", "bilinear": ("linear", "bilinear")[axes - 1]}[kind]
    corners = None if kind == "nearest" else False
    expected = functional.interpolate(
        torch.from_numpy(x)[None],
        scale_factor=tuple(map(float, factors)),
        mode=mode,
        align_corners=corners,
    )[0].numpy()
    np.testing.assert_allclose(trace.output, expected, atol=1e-9)
    check_steps(trace)
    assert len(trace) == expected.size
    drawn = scene.upsampling(trace)
    assert drawn.outputs.size == expected.size
    assert drawn.line == (axes == 1)
    for row, shares in zip(drawn.reads, drawn.shares, strict=True):
        assert [len(pairs) for pairs in row] == [len(share) for share in shares]


def test_one_factor_for_every_axis():
    image = np.arange(6.0).reshape(2, 3)
    assert upsample(image, 2, "nearest").output.shape == (4, 6)
    assert upsample(image[None], 2, "nearest").output.shape == (1, 4, 6)
    assert upsample(image, (2,), "nearest").output.shape == (2, 6)
    assert upsample(image, (2, 1), "nearest").output.shape == (4, 3)


def test_one_infinite_pixel_stays_where_it_is():
    found = upsample([0, 0, np.inf, 0, 0], 3, "bilinear").output
    assert np.isinf(found).tolist() == [False] * 5 + [True] * 5 + [False] * 5
    assert not np.isnan(found).any()


# unpooling


def test_unpooling_by_hand():
    pooled = pool([[1, 2, 0], [4, 3, 5]], [Window(2), Window(2, padding=(0, 1), stride=2)], "max")
    assert pooled.output.tolist() == [[4, 5]]
    assert indices(pooled).tolist() == [[3, 5]]
    trace = unpool(pooled.output, indices(pooled), (2, 3))
    assert trace.output.tolist() == [[0, 0, 0], [4, 0, 5]]
    assert trace[3].taps.tolist() == [[0, 0]]
    assert trace[0].taps.shape == (0, 2)
    assert (trace[0].values.shape, trace[0].total) == ((1, 0), 0)
    drawn = scene.unpooling(trace)
    assert drawn.sources == (-1, -1, -1, 0, -1, 1)
    assert drawn.outputs.tolist() == [[[0, 0, 0], [4, 0, 5]]]


@settings(deadline=None)
@given(st.data(), st.integers(1, 2))
def test_unpooling_matches_torch(data, axes):
    x = data.draw(arrays(axes))
    kernel = [data.draw(st.integers(1, min(3, n))) for n in x.shape[1:]]
    padding = [data.draw(st.integers(0, k // 2)) for k in kernel]
    stride = [data.draw(st.integers(1, 3)) for _ in kernel]
    windows = [Window(*three) for three in zip(kernel, stride, padding, strict=True)]
    trace = pool(x, windows, "max")
    down = (functional.max_pool1d, functional.max_pool2d)[axes - 1]
    up = (functional.max_unpool1d, functional.max_unpool2d)[axes - 1]
    pooled, places = down(torch.from_numpy(x)[None], kernel, stride, padding, return_indices=True)
    np.testing.assert_array_equal(trace.output, pooled[0])
    np.testing.assert_array_equal(indices(trace), places[0])
    back = unpool(trace.output, indices(trace), x.shape[1:])
    full = [*pooled.shape[:2], *x.shape[1:]]
    if padding == [0] * axes and stride == kernel:
        expected = up(pooled, places, kernel, stride, padding, output_size=full)
    else:  # PyTorch refuses the output's size; this is what it means
        flat = torch.zeros(*full[:2], x[0].size, dtype=torch.float64)
        expected = flat.scatter(2, places.flatten(2), pooled.flatten(2)).reshape(full)
    np.testing.assert_array_equal(back.output, expected[0])
    check_steps(back)
    drawn = scene.unpooling(back)
    flat = np.append(drawn.values.ravel(), 0)  # the last for those without a source
    np.testing.assert_array_equal(flat[list(drawn.sources)], drawn.outputs.ravel())


def test_an_image_without_channels_has_positions_without_channels():
    x = np.array([[1.0, 7.0], [7.0, 2.0]])
    pooled = pool(x, [Window(2)] * 2, "max")
    assert indices(pooled).tolist() == [[1]]
    back = unpool(pooled.output, indices(pooled), (2, 2))
    assert back.output.tolist() == [[0, 7], [0, 0]]
    assert back[1].position == (0, 1)
    assert back.unread.shape == (0, 2)


# errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0], 2, "cubic"), "upsampling 'cubic' is neither nearest nor bilinear"),
        (([1.0], 0, "nearest"), "factor must be a whole number of at least 1, got 0"),
        (([1.0], (1.5,), "bilinear"), r"factor must be a whole number of at least 1, got 1\.5"),
        ((np.ones((1, 2, 3, 4)), 2, "nearest"), r"shape \(1, 2, 3, 4\) does not fit 2 axes"),
        ((np.ones((0, 3)), 2, "nearest"), r"input of shape \(0, 3\) is empty"),
        ((5.0, 2, "nearest"), r"input of shape \(\) does not fit 1 axes"),
    ],
)
def test_impossible_upsampling(arguments, message):
    with pytest.raises(ValueError, match=message):
        upsample(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1.0]], [[4]], (2, 2)), "position 4 is outside an output of 4 pixels"),
        (([[1.0]], [[-1]], (2, 2)), "position -1 is outside an output of 4 pixels"),
        (([[1.0]], [[0.5]], (2, 2)), "positions must be whole numbers, got float64"),
        (([[1.0]], [0], (2, 2)), r"values of shape \(1, 1\) but positions of shape \(1,\)"),
        (([[1.0]], [[0]], (2, 0)), "output size must be a whole number of at least 1, got 0"),
        (([1.0], [0], (2, 2)), r"input of shape \(1,\) does not fit 2 axes"),
        (([[]], [[]], (2, 2)), r"input of shape \(1, 0\) is empty"),
    ],
)
def test_impossible_unpooling(arguments, message):
    with pytest.raises(ValueError, match=message):
        unpool(*arguments)


def test_only_max_pooling_remembers():
    with pytest.raises(ValueError, match="only max pooling remembers positions, not average"):
        indices(pool([1.0, 2.0], [Window(2)], "average"))


def test_a_window_in_the_padding_has_no_position():
    pooled = pool([5.0], [Window(2, padding=1, dilation=2)], "max")
    with pytest.raises(ValueError, match=r"window of output \(0,\) sees only padding"):
        indices(pooled)
