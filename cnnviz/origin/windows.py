"""Which rows and columns of its input each row and column of a layer's output reads."""

from cnnviz.conv import Window
from cnnviz.layers import Shape
from cnnviz.origin.operations import Average, Maximum, Taps
from cnnviz.receptive.operations import Sliding

Pair = tuple[Taps, Taps]


def sliding(found: Sliding, shape: Shape) -> Pair:
    """All taps of windows that slide, those in the padding too.

    Args:
        found: the windows
        shape: (C, H, W) of the output
    """
    rows, columns = (
        tuple(_taps(window, i) for i in range(units))
        for window, units in zip(found.windows, shape[1:], strict=True)
    )
    return rows, columns


def maximum(found: Sliding, shape: Shape, size: Shape) -> Maximum:
    """The rule of max pooling: the padding is never the largest."""
    return Maximum(*_inside(sliding(found, shape), size))


def average(found: Sliding, padding_counts: bool, shape: Shape, size: Shape) -> Average:
    """The rule of average pooling.

    Args:
        found: the windows
        padding_counts: PyTorch's count_include_pad
        shape: (C, H, W) of the output
        size: (C, H, W) of the input
    """
    taps = sliding(found, shape)
    inside = _inside(taps, size)
    if not padding_counts:
        return mean(inside)
    rows, columns = (
        # what hangs over the padding's end, as ceil_mode allows, never counts
        tuple(sum(tap < count + window.after for tap in reads) for reads in along)
        for along, window, count in zip(taps, found.windows, size[1:], strict=True)
    )
    return Average(*inside, rows, columns)


def adaptive(shape: Shape, size: Shape) -> Pair:
    """PyTorch's windows [floor(i n / m), ceil((i + 1) n / m)) of m outputs from n inputs."""
    rows, columns = (
        tuple(tuple(range(i * n // m, -(-(i + 1) * n // m))) for i in range(m))
        for m, n in zip(shape[1:], size[1:], strict=True)
    )
    return rows, columns


def mean(inside: Pair) -> Average:
    """Average over what each window reads."""
    rows, columns = inside
    return Average(rows, columns, tuple(map(len, rows)), tuple(map(len, columns)))


def _taps(window: Window, i: int) -> tuple[int, ...]:
    begin = i * window.stride - window.before
    return tuple(begin + j * window.dilation for j in range(window.kernel))


def _inside(taps: Pair, size: Shape) -> Pair:
    rows, columns = (
        tuple(tuple(tap for tap in reads if 0 <= tap < count) for reads in along)
        for along, count in zip(taps, size[1:], strict=True)
    )
    return rows, columns
