"""Transposed convolution, and the direct convolution over a stretched input that it equals."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.conv.gather import spreading, summed, weighted
from cnnviz.conv.shapes import one_per_axis, with_channels, with_shape
from cnnviz.conv.steps import Array, Trace
from cnnviz.conv.window import Window, whole


def transposed(
    x: ArrayLike,
    weight: ArrayLike,
    windows: Sequence[Window],
    output_padding: int | Sequence[int] = 0,
    bias: float = 0.0,
) -> Trace:
    """Transposed convolution, gathered: one step for each output, from the inputs that exist.

    Along each axis there are (n - 1) s - p_before - p_after + span + output_padding outputs.

    Args:
        x: shape (*size) or (C_in, *size)
        weight: shape (*k) or (C_in, *k)
        windows: one for each axis; their padding is cut from the output
        output_padding: outputs added at the end, one number or one for each axis
        bias: added to each output

    Raises:
        ValueError: shapes that do not fit, nothing is left of the output, or an output_padding that
            is not smaller than the stride or the dilation
    """
    windows = one_per_axis(windows)
    values, size, _ = with_channels(x, windows)
    weights = with_shape(weight, len(values), windows)
    extra = _output_padding(output_padding, windows)
    outputs = _full_sizes(windows, size, extra)
    reads = tuple(map(spreading, windows, size, outputs))
    before = (0,) * len(windows)
    sums = weighted(values, weights, reads, before)
    return Trace(
        kind="transposed",
        output=summed(sums, float(bias)),
        windows=windows,
        values=values,
        before=before,
        size=size,
        reads=reads,
        sums=sums,
        weight=weights,
        bias=float(bias),
        leftover=before,
    )


def stretched(
    x: ArrayLike, windows: Sequence[Window], output_padding: int | Sequence[int] = 0
) -> tuple[Array, tuple[Window, ...]]:
    """The direct convolution that a transposed one is.

    Stride - 1 zeros stand between neighbouring inputs; convolved with the flipped kernel at stride
    1 the result is the transposed convolution's. Where the direct padding d (k - 1) - p would be
    negative, the stretched input is cropped instead.

    Args:
        x: shape (*size) or (C_in, *size)
        windows: those of the transposed convolution
        output_padding: one number or one for each axis

    Returns:
        the stretched input, with channels if x has them, and the direct windows
    """
    windows = one_per_axis(windows)
    values, size, apart = with_channels(x, windows)
    extra = _output_padding(output_padding, windows)
    _full_sizes(windows, size, extra)
    direct = []
    for axis, (window, more) in enumerate(zip(windows, extra, strict=True), start=1):
        ends = window.span - 1 - window.before, window.span - 1 - window.after + more
        values, ends = _crop(insert_zeros(values, axis, window.stride), axis, *ends)
        direct.append(Window(window.kernel, 1, ends, window.dilation))
    return values if apart else values[0], tuple(direct)


def _output_padding(given: int | Sequence[int], windows: tuple[Window, ...]) -> tuple[int, ...]:
    several = given if isinstance(given, tuple | list) else (given,) * len(windows)
    if len(several) != len(windows):
        raise ValueError(
            f"output_padding {given} has not one number for each of {len(windows)} axes"
        )
    extra = tuple(whole(one, "output_padding", 0) for one in several)
    for window, more in zip(windows, extra, strict=True):
        if more >= max(window.stride, window.dilation):
            raise ValueError(
                f"output_padding {more} must be smaller than stride {window.stride} "
                f"or dilation {window.dilation}"
            )
    return extra


def _full_sizes(
    windows: tuple[Window, ...], size: tuple[int, ...], extra: tuple[int, ...]
) -> tuple[int, ...]:
    """Outputs of a transposed convolution along each axis."""
    sizes = []
    for window, n, more in zip(windows, size, extra, strict=True):
        full = (n - 1) * window.stride + window.span + more
        cut = window.before + window.after
        if cut >= full:
            raise ValueError(f"padding cuts {cut} pixels from an output of {full}: none is left")
        sizes.append(full - cut)
    return tuple(sizes)


def insert_zeros(values: Array, axis: int, stride: int) -> Array:
    """Put stride - 1 zeros between neighbours along one axis."""
    shape = list(values.shape)
    shape[axis] = (shape[axis] - 1) * stride + 1
    wide = np.zeros(shape)
    wide[(slice(None),) * axis + (slice(None, None, stride),)] = values
    return wide


def _crop(values: Array, axis: int, before: int, after: int) -> tuple[Array, tuple[int, int]]:
    """Cut what a negative padding would cut; what is left of the array and of the padding."""
    n = values.shape[axis]
    start, stop = max(0, -before), n - max(0, -after)
    if start < stop:
        return np.take(values, range(start, stop), axis), (max(before, 0), max(after, 0))
    # nothing of the input is reached, only output_padding is: a cell of zero stands for the input
    shape = [1 if i == axis else m for i, m in enumerate(values.shape)]
    return np.zeros(shape), (0, n + before + after - 1)
