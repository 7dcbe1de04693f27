"""The cells around an input: zeros, its mirror image, its border or its other end."""

from types import MappingProxyType
from typing import Any, Final

import numpy as np

from cnnviz.conv.steps import Array
from cnnviz.conv.window import Window

PADDING_MODES: Final = ("zeros", "reflect", "replicate", "circular")
_NUMPY: Final = MappingProxyType({"reflect": "reflect", "replicate": "edge", "circular": "wrap"})


def padded(values: Array, windows: tuple[Window, ...], mode: str, constant: float = 0.0) -> Array:
    """Surround an input with cells.

    Args:
        values: shape (C, *size)
        windows: one for each axis
        mode: one of `PADDING_MODES`
        constant: what stands for zero

    Returns:
        shape (C, *padded)

    Raises:
        ValueError: an unknown mode, or more padding than the input can fill
    """
    if mode not in PADDING_MODES:
        raise ValueError(f"padding mode {mode!r} is none of {', '.join(PADDING_MODES)}")
    for window, n in zip(windows, values.shape[1:], strict=True):
        wide = max(window.before, window.after)
        if (mode == "reflect" and wide >= n) or (mode == "circular" and wide > n):
            relation = "smaller than" if mode == "reflect" else "at most"
            raise ValueError(
                f"{mode} padding must be {relation} the input, got {wide} for {n} pixels"
            )
    ends = [(0, 0), *((w.before, w.after) for w in windows)]
    if mode == "zeros":
        return np.pad(values, ends, constant_values=constant)
    numpy_mode: Any = _NUMPY[mode]
    return np.pad(values, ends, mode=numpy_mode)


def sources(size: int, before: int, after: int, mode: str) -> list[int]:
    """Which pixel of the input each cell along one padded axis repeats; -1 for a zero.

    Args:
        size: of the input, pixels
        before: cells of padding before it
        after: and after it
        mode: one of `PADDING_MODES`
    """
    pixels, ends = np.arange(size), (before, after)
    if mode == "zeros":
        return [int(pixel) for pixel in np.pad(pixels, ends, constant_values=-1)]
    numpy_mode: Any = _NUMPY[mode]
    return [int(pixel) for pixel in np.pad(pixels, ends, mode=numpy_mode)]
