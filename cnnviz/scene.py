"""One operation with all its numbers, ready to be drawn step by step.

A stage in the browser and an animation in a file draw the same scene. Everything is an image here: a
signal is an image of one row. All numbers are those that `cnnviz.conv` computed.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["sum", "max", "average"]
# for each output along one axis: what it reads, as pairs (position in `Scene.values`, index of the weight)
Reads = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Scene:
    """One operation; C input channels, K output channels.

    Args:
        values: the input with its padding, shape (C, H, W)
        inside: (top, left, bottom, right) of the input itself in `values`, pixels, ends excluded
        weights: shape (K, C, kh, kw); None where there are none to show (max pooling, upsampling)
        bias: shape (K,)
        outputs: shape (K, h, w)
        sums: what each input channel contributes, before the bias, shape (K, C, h, w)
        reads: one for the rows, one for the columns
        kind: "sum" adds value times weight; "max" takes the first largest value; "average" their mean
        spread: steps are inputs, each spread over the outputs (a transposed convolution), and not
            outputs, each gathered from the inputs
        inserted: (rows, columns) where the input is a stretched one: cells of `values` whose distance
            from the first pixel is no multiple of these are inserted zeros
        shares: (rows, columns) for interpolation: the share of each of the `reads`, as nested tuples
        sources: for max unpooling: position in the flat input that each flat output came from, or -1
        channels: names of the input channels, C of them
        kernels: names of the kernels, K of them
        line: the signal or image is one row high
    """

    values: Array
    inside: tuple[int, int, int, int]
    weights: Array | None
    bias: Array
    outputs: Array
    sums: Array
    reads: tuple[Reads, Reads]
    kind: Kind = "sum"
    spread: bool = False
    inserted: tuple[int, int] = (1, 1)
    shares: tuple[tuple[tuple[float, ...], ...], tuple[tuple[float, ...], ...]] | None = None
    sources: tuple[int, ...] | None = None
    channels: tuple[str, ...] = ("",)
    kernels: tuple[str, ...] = ("",)
    line: bool = False
