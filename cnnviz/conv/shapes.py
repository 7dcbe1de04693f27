"""What every operation demands of its input, its weights and its windows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.conv.steps import Array
from cnnviz.conv.window import Window


def one_per_axis(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows as a tuple; a single one is that of a single axis."""
    given = (windows,) if isinstance(windows, Window) else tuple(windows)
    if not given:
        raise ValueError("no window: there must be one for each axis")
    return given


def with_channels(x: ArrayLike, windows: tuple[Window, ...]) -> tuple[Array, tuple[int, ...], bool]:
    """The input as (C, *size), its size, and whether it came with channels."""
    values = np.array(x, dtype=np.float64)
    axes = len(windows)
    if values.ndim not in (axes, axes + 1):
        raise ValueError(f"input of shape {values.shape} does not fit {axes} windows")
    if values.size == 0:
        raise ValueError(f"input of shape {values.shape} is empty")
    apart = values.ndim == axes + 1
    values = values if apart else values[None]
    return values, values.shape[1:], apart


def with_shape(weight: ArrayLike, channels: int, windows: tuple[Window, ...]) -> Array:
    """The weights as (C, *k)."""
    weights = np.array(weight, dtype=np.float64)
    kernel = tuple(w.kernel for w in windows)
    if weights.shape == kernel and channels == 1:
        return weights[None]
    if weights.shape != (channels, *kernel):
        expected = (channels, *kernel)
        raise ValueError(f"expected weights of shape {expected}, got shape {weights.shape}")
    return weights
