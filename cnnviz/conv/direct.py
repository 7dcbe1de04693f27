"""Convolution (cross-correlation, as in PyTorch) with every product."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from cnnviz.conv.gather import sliding, summed, weighted
from cnnviz.conv.padding import padded
from cnnviz.conv.shapes import one_per_axis, with_channels, with_shape
from cnnviz.conv.steps import Trace
from cnnviz.conv.window import Window


def trace(
    x: ArrayLike,
    weight: ArrayLike,
    windows: Sequence[Window],
    bias: float = 0.0,
    padding_mode: str = "zeros",
) -> Trace:
    """Convolve (cross-correlate, as PyTorch does) and keep every product; one output channel.

    Args:
        x: shape (*size) or (C, *size)
        weight: shape (*k) or (C, *k)
        windows: one for each axis
        bias: added to each output
        padding_mode: what the padding holds: zeros, the mirrored input ("reflect"), its border
            ("replicate") or its other end ("circular")

    Raises:
        ValueError: shapes that do not fit, or a padding that the input is too small for
    """
    windows = one_per_axis(windows)
    values, size, _ = with_channels(x, windows)
    weights = with_shape(weight, len(values), windows)
    reads = tuple(map(sliding, windows, size))
    cells = padded(values, windows, padding_mode)
    before = tuple(w.before for w in windows)
    sums = weighted(cells, weights, reads, before)
    leftover = tuple(w.leftover(n) for w, n in zip(windows, size, strict=True))
    return Trace(
        kind="convolution",
        output=summed(sums, float(bias)),
        windows=windows,
        values=cells,
        before=before,
        size=size,
        reads=reads,
        sums=sums,
        weight=weights,
        bias=float(bias),
        padding_mode=padding_mode,
        leftover=leftover,
    )
