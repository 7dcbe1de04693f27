"""What PyTorch computes for the operation on the stage."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from cnnviz.conv import Window
from cnnviz.ui.resampling.choices import Resampling

Array = NDArray[np.float64]


def expected(
    choices: Resampling, x: Array, weight: Array | None, windows: Sequence[Window]
) -> Array:
    """The operation by PyTorch, in float64.

    Args:
        choices: possible ones
        x: shape (C, *size)
        weight: of a convolution, shape (C, *k)
        windows: one for each axis

    Returns:
        shape (*out) of a convolution, else (C, *out)
    """
    given = torch.as_tensor(x)[None]
    with torch.inference_mode():
        if weight is not None:
            found = _convolved(choices, given, torch.as_tensor(weight), windows)[0, 0]
        else:
            found = _resampled(choices, given, windows)[0]
    result: Array = found.numpy()
    return result


def _convolved(choices: Resampling, x: Tensor, weight: Tensor, windows: Sequence[Window]) -> Tensor:
    d, numbers = len(windows), _numbers(windows)
    if choices.operation == "convolution":
        return _function(f"conv{d}d")(x, weight[None], **numbers)
    more = choices.output_padding
    # a transposed convolution's weights begin with the input channels
    return _function(f"conv_transpose{d}d")(x, weight[:, None], **numbers, output_padding=more)


def _resampled(choices: Resampling, x: Tensor, windows: Sequence[Window]) -> Tensor:
    d, numbers = len(windows), _numbers(windows)
    kernel = tuple(window.kernel for window in windows)
    match choices.operation:
        case "max":
            return _function(f"max_pool{d}d")(x, kernel, **numbers)
        case "average":
            del numbers["dilation"]
            return _function(f"avg_pool{d}d")(x, kernel, **numbers)
        case "unpooling":
            found, places = _function(f"max_pool{d}d")(x, kernel, **numbers, return_indices=True)
            stride, size = numbers["stride"], x.shape[2:]
            return _function(f"max_unpool{d}d")(found, places, kernel, stride, output_size=size)
        case kind:
            mode = {"bilinear": ("linear", "bilinear")[d - 1]}.get(kind, kind)
            return functional.interpolate(x, scale_factor=choices.factor, mode=mode)


def _numbers(windows: Sequence[Window]) -> dict[str, Any]:
    return {
        "stride": tuple(window.stride for window in windows),
        "padding": tuple(window.before for window in windows),
        "dilation": tuple(window.dilation for window in windows),
    }


def _function(name: str) -> Callable[..., Tensor]:
    found: Callable[..., Tensor] = getattr(functional, name)
    return found
