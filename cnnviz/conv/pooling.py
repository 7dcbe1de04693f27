"""Pooling: each window of a channel becomes its largest value or its mean."""

from collections.abc import Sequence
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.conv.gather import largest, sliding, weighted
from cnnviz.conv.padding import padded
from cnnviz.conv.shapes import one_per_axis, with_channels
from cnnviz.conv.steps import Trace
from cnnviz.conv.window import Window


def pool(x: ArrayLike, windows: Sequence[Window], kind: Literal["max", "average"]) -> Trace:
    """Pool each channel by itself.

    Args:
        x: shape (*size) or (C, *size)
        windows: one for each axis
        kind: "max" pads with minus infinity and takes the first of equal maxima; "average" counts
            the padding, as PyTorch does unless told otherwise

    Raises:
        ValueError: an unknown kind, or a padding larger than half the kernel, as in PyTorch
    """
    if kind not in ("max", "average"):
        raise ValueError(f"pooling {kind!r} is neither max nor average")
    windows = one_per_axis(windows)
    values, size, apart = with_channels(x, windows)
    for window in windows:
        if max(window.before, window.after) > window.kernel // 2:
            wide = max(window.before, window.after)
            raise ValueError(
                f"padding {wide} is more than half the kernel of {window.kernel} pixels"
            )
    reads = tuple(map(sliding, windows, size))
    before = tuple(w.before for w in windows)
    weights = picked = None
    if kind == "max":
        cells = padded(values, windows, "zeros", -np.inf)
        sums, picked = largest(cells, reads, before, size)
    else:
        cells = padded(values, windows, "zeros")
        kernel = tuple(w.kernel for w in windows)
        weights = np.full((len(values), *kernel), 1 / prod(kernel))
        sums = weighted(cells, weights, reads, before)
    return Trace(
        kind=kind,
        output=sums.copy() if apart else sums[0].copy(),
        windows=windows,
        values=cells,
        before=before,
        size=size,
        reads=reads,
        sums=sums,
        weight=weights,
        leftover=tuple(w.leftover(n) for w, n in zip(windows, size, strict=True)),
        picked=picked if apart or picked is None else picked[0],
    )
