"""One operation with all its numbers, ready to be drawn step by step.

A stage in the browser and an animation in a file draw the same scene. Everything is an image here:
a signal is an image of one row. All numbers are those that `cnnviz.conv` computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cnnviz.conv.steps import Array, Reads, Shares, Trace
from cnnviz.conv.transposing import insert_zeros
from cnnviz.conv.window import Window

Kind = Literal["sum", "max", "average"]


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
        reads: one for the rows, one for the columns: for each output what it reads, pairs
            (position in `values`, index of the weight)
        kind: "sum" adds value times weight; "max" takes the first largest value; "average" the mean
        spread: steps are inputs, each spread over the outputs (a transposed convolution), and not
            outputs, each gathered from the inputs
        inserted: (rows, columns) where the input is a stretched one: cells of `values` whose
            distance from the first pixel is no multiple of these are inserted zeros
        shares: (rows, columns) for interpolation: the share of each of the `reads`, nested tuples
        sources: for max unpooling: position in the flat input (C H W of them) that each flat output
            (K h w of them) came from, or -1
        channels: names of the input channels, C of them
        kernels: names of the kernels, K of them
        line: the signal or image is one row high

    Where channels are pooled or enlarged each by itself, K is C, `sums` and the weights of average
    pooling are zero between different channels. Max pooling's padding is minus infinity.
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
    shares: tuple[Shares, Shares] | None = None
    sources: tuple[int, ...] | None = None
    channels: tuple[str, ...] = ("",)
    kernels: tuple[str, ...] = ("",)
    line: bool = False


def convolution(
    traces: Sequence[Trace], channels: Sequence[str] = (), kernels: Sequence[str] = ()
) -> Scene:
    """The scene of a convolution.

    Args:
        traces: one for each kernel, all of the same input
        channels: names of the input channels
        kernels: names of the kernels

    Raises:
        ValueError: no trace, or traces of different inputs
    """
    _check(traces)
    first = traces[0]
    weights = [_image(t.weight) for t in traces if t.weight is not None]
    return Scene(
        values=_image(first.values),
        inside=_inside(first),
        weights=np.stack(weights),
        bias=np.array([t.bias for t in traces]),
        outputs=np.stack([_image(t.output[None])[0] for t in traces]),
        sums=np.stack([_image(t.sums) for t in traces]),
        reads=_reads(first),
        channels=tuple(channels) or ("",) * len(first.values),
        kernels=tuple(kernels) or ("",) * len(traces),
        line=len(first.size) == 1,
    )


def transposed(
    traces: Sequence[Trace], channels: Sequence[str] = (), kernels: Sequence[str] = ()
) -> Scene:
    """The scene of a transposed convolution: each input is spread over the outputs.

    Args:
        traces: one for each kernel, all of the same input
        channels: names of the input channels
        kernels: names of the kernels

    Raises:
        ValueError: no trace, or traces of different inputs
    """
    return replace(convolution(traces, channels, kernels), spread=True)


def stretched(
    traces: Sequence[Trace], channels: Sequence[str] = (), kernels: Sequence[str] = ()
) -> Scene:
    """The same transposed convolution as a direct one, with flipped kernels.

    It slides at stride 1 over the stretched input, which has stride - 1 zeros between neighbours. A
    padding larger than the window's leaves cells of the stretched input unread.

    Args:
        traces: those of the transposed convolution, one for each kernel
        channels: names of the input channels
        kernels: names of the kernels

    Raises:
        ValueError: no trace, or traces of different inputs
    """
    scene = convolution(traces, channels, kernels)
    windows = _windows(traces[0])
    values, inside, reads = scene.values, [], []
    for axis, (window, outputs) in enumerate(zip(windows, scene.outputs.shape[1:], strict=True), 1):
        values = insert_zeros(values, axis, window.stride)
        size = values.shape[axis]
        start = window.before - (window.span - 1)  # of the first window, in the stretched input
        before, after = max(0, -start), max(0, start + outputs - 1 + window.span - size)
        values = np.pad(values, [(before, after) if i == axis else (0, 0) for i in range(3)])
        inside.append((before, before + size))
        reads.append(_slide(start + before, outputs, window))
    (top, bottom), (left, right) = inside
    assert scene.weights is not None
    return replace(
        scene,
        values=values,
        inside=(top, left, bottom, right),
        weights=scene.weights[..., ::-1, ::-1].copy(),
        reads=(reads[0], reads[1]),
        inserted=(windows[0].stride, windows[1].stride),
    )


def pooling(trace: Trace, channels: Sequence[str] = ()) -> Scene:
    """The scene of max or average pooling; the channels' names are also those of the outputs."""
    scene = _apart(trace, channels, "max" if trace.kind == "max" else "average")
    if trace.weight is None:
        return scene
    weights = _diagonal(_image(trace.weight))
    return replace(scene, weights=weights)


def upsampling(trace: Trace, channels: Sequence[str] = ()) -> Scene:
    """The scene of nearest or bilinear upsampling."""
    one: Shares = ((1.0,),)
    shares = (one, *(trace.shares or ()))[-2:]
    return replace(_apart(trace, channels, "sum"), shares=(shares[0], shares[1]))


def unpooling(trace: Trace, channels: Sequence[str] = ()) -> Scene:
    """The scene of max unpooling: each output came from one input, or from none."""
    assert trace.sources is not None
    size = trace.values[0].size
    sources = trace.sources.reshape(len(trace.values), -1)
    flat = np.where(sources < 0, -1, sources + size * np.arange(len(sources))[:, None])
    scene = _apart(trace, channels, "sum")
    return replace(scene, sources=tuple(int(source) for source in flat.ravel()))


def _apart(trace: Trace, channels: Sequence[str], kind: Kind) -> Scene:
    """Every channel by itself."""
    names = tuple(channels) or ("",) * len(trace.values)
    return Scene(
        values=_image(trace.values),
        inside=_inside(trace),
        weights=None,
        bias=np.zeros(len(trace.values)),
        outputs=_image(trace.sums),
        sums=_diagonal(_image(trace.sums)),
        reads=_reads(trace),
        kind=kind,
        channels=names,
        kernels=names,
        line=len(trace.size) == 1,
    )


def _check(traces: Sequence[Trace]) -> None:
    if not traces:
        raise ValueError("no trace: there must be one for each kernel")
    first = traces[0]
    for other in traces[1:]:
        same = np.array_equal(first.values, other.values, equal_nan=True)
        if not same or first.reads != other.reads:
            raise ValueError(
                f"traces of different operations: outputs {first.output.shape} of {first.size}"
                f" pixels and {other.output.shape} of {other.size}"
            )


def _image(values: Array) -> Array:
    """Signals of shape (C, n) as images of one row, (C, 1, n)."""
    if values.ndim not in (2, 3):
        raise ValueError(f"only signals and images can be drawn, not shape {values.shape}")
    return values[:, None] if values.ndim == 2 else values


def _diagonal(values: Array) -> Array:
    """Shape (C, h, w) as (C, C, h, w), zero between different channels."""
    apart = np.zeros((len(values), *values.shape))
    apart[np.arange(len(values)), np.arange(len(values))] = values
    return apart


def _inside(trace: Trace) -> tuple[int, int, int, int]:
    top, left = (0, *trace.before)[-2:]
    height, width = (1, *trace.size)[-2:]
    return top, left, top + height, left + width


def _reads(trace: Trace) -> tuple[Reads, Reads]:
    """What each output reads along the rows and the columns, counted from the padding's first."""
    axes = [
        tuple(tuple((tap + before, a) for tap, a in row) for row in reads)
        for reads, before in zip(trace.reads, trace.before, strict=True)
    ]
    one_row: Reads = (((0, 0),),)
    rows, columns = (one_row, *axes)[-2:]
    return rows, columns


def _windows(trace: Trace) -> tuple[Window, Window]:
    rows, columns = (Window(1), *trace.windows)[-2:]
    return rows, columns


def _slide(start: int, outputs: int, window: Window) -> Reads:
    """Along one axis at stride 1, from a first cell on."""
    offsets = [(a * window.dilation, a) for a in range(window.kernel)]
    return tuple(tuple((start + o + offset, a) for offset, a in offsets) for o in range(outputs))
