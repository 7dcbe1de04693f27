"""What PyTorch computes for the same operation: every number on a stage is held against it."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from cnnviz.conv import Window

Array = NDArray[np.float64]
_CONVOLVE = {1: functional.conv1d, 2: functional.conv2d}


def convolution(
    x: Array, weights: Array, bias: Array, windows: Sequence[Window], padding_mode: str = "zeros"
) -> Array:
    """The convolution with K kernels, by PyTorch in float64.

    Args:
        x: shape (C, *size)
        weights: shape (K, C, *k)
        bias: shape (K,)
        windows: one for each axis
        padding_mode: as in `torch.nn.Conv2d`

    Returns:
        shape (K, *output size)
    """
    ends = [end for window in reversed(windows) for end in (window.before, window.after)]
    mode = "constant" if padding_mode == "zeros" else padding_mode
    padded = functional.pad(torch.as_tensor(x)[None], ends, mode=mode)
    stride, dilation = [w.stride for w in windows], [w.dilation for w in windows]
    convolve = _CONVOLVE[len(windows)]
    with torch.inference_mode():
        given = torch.as_tensor(weights), torch.as_tensor(bias)
        result: Array = convolve(padded, *given, stride=stride, dilation=dilation)[0].numpy()
    return result


def difference(ours: Array, reference: Array) -> float:
    """The largest difference between two arrays, as a share of the largest number in them."""
    if ours.shape != reference.shape:
        return float("inf")
    scale = max(float(np.abs(reference).max(initial=0)), 1.0)
    return float(np.abs(ours - reference).max(initial=0)) / scale
