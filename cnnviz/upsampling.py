"""Enlarging: nearest and bilinear upsampling, and max unpooling with the remembered positions."""

from collections.abc import Sequence
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.conv.steps import Array, Integers, Reads, Shares, Trace
from cnnviz.conv.window import whole


def upsample(
    x: ArrayLike, factor: int | Sequence[int], kind: Literal["nearest", "bilinear"]
) -> Trace:
    """Enlarge each channel by itself, as `torch.nn.functional.interpolate` does.

    Bilinear (for a signal: linear) is the kind with align_corners=False: pixels are areas, output o
    looks at (o + 1/2) / factor - 1/2 in the input, and the border is continued.

    Args:
        x: a signal of shape (n,), an image of shape (H, W) or (C, H, W)
        factor: outputs for each input pixel along each axis; one number, or one for each axis,
            which allows other shapes: (2,) takes signals with channels, shape (C, n)
        kind: "nearest" or "bilinear"

    Raises:
        ValueError: an unknown kind, a factor below 1, or a shape that does not fit
    """
    if kind not in ("nearest", "bilinear"):
        raise ValueError(f"upsampling {kind!r} is neither nearest nor bilinear")
    given = np.array(x, dtype=np.float64)
    axes = len(factor) if isinstance(factor, tuple | list) else max(1, min(given.ndim, 2))
    factors = factor if isinstance(factor, tuple | list) else (factor,) * axes
    values, apart = _channels(given, axes)
    size = values.shape[1:]
    tables = [
        _nearest(n, whole(f, "factor", 1))
        if kind == "nearest"
        else _linear(n, whole(f, "factor", 1))
        for n, f in zip(size, factors, strict=True)
    ]
    sums = values
    for axis, (reads, shares) in enumerate(tables, start=1):
        sums = _interpolated(sums, axis, reads, shares)
    return Trace(
        kind="upsampling",
        output=sums.copy() if apart else sums[0].copy(),
        windows=(),
        values=values,
        before=(0,) * axes,
        size=size,
        reads=tuple(reads for reads, _ in tables),
        sums=sums,
        leftover=(0,) * axes,
        shares=tuple(shares for _, shares in tables),
    )


def indices(trace: Trace) -> Integers:
    """Where each maximum of a max pooling was, as PyTorch's return_indices has it.

    Args:
        trace: of a max pooling

    Returns:
        flat positions in the channel's own input, shape as the output

    Raises:
        ValueError: it is no max pooling, or a window saw nothing but padding
    """
    if trace.picked is None:
        raise ValueError(f"only max pooling remembers positions, not {trace.kind}")
    chosen = np.unravel_index(trace.picked, tuple(w.kernel for w in trace.windows))
    outputs = np.indices(trace.picked.shape)[-len(trace.size) :]
    taps = [
        o * w.stride - w.before + w.dilation * a
        for o, w, a in zip(outputs, trace.windows, chosen, strict=True)
    ]
    outside = np.array([(tap < 0) | (tap >= n) for tap, n in zip(taps, trace.size, strict=True)])
    if outside.any():
        where = tuple(int(i) for i in np.argwhere(outside.any(axis=0))[0])
        raise ValueError(f"the window of output {where} sees only padding: there is no position")
    places: Integers = np.ravel_multi_index(tuple(taps), trace.size)
    return places


def unpool(x: ArrayLike, indices: ArrayLike, size: Sequence[int]) -> Trace:
    """Put each value where its maximum was and zero elsewhere, as `max_unpool2d` does.

    Where two values have the same place the later one stands.

    Args:
        x: shape (*pooled) or (C, *pooled)
        indices: flat positions in the channel's output, shape as x
        size: of the output, pixels, one for each axis

    Raises:
        ValueError: shapes that do not fit, or a position outside the output
    """
    axes = len(size)
    given, places = np.array(x, dtype=np.float64), np.asarray(indices)
    values, apart = _channels(given, axes)
    outputs = tuple(whole(n, "output size", 1) for n in size)
    if places.shape != given.shape:
        raise ValueError(f"values of shape {given.shape} but positions of shape {places.shape}")
    if places.dtype.kind not in "iu":
        raise ValueError(f"positions must be whole numbers, got {places.dtype}")
    if places.min() < 0 or places.max() >= prod(outputs):
        wrong = places.min() if places.min() < 0 else places.max()
        raise ValueError(f"position {wrong} is outside an output of {prod(outputs)} pixels")
    sources = np.full((len(values), prod(outputs)), -1, dtype=np.int64)
    flat = values.reshape(len(values), -1)
    for channel, own in zip(sources, places.reshape(flat.shape), strict=True):
        channel[own] = np.arange(len(own))
    sums = np.where(sources < 0, 0.0, np.take_along_axis(flat, np.maximum(sources, 0), axis=1))
    sums, shape = sums.reshape(-1, *outputs), (len(values), *outputs) if apart else outputs
    return Trace(
        kind="unpooling",
        output=sums.reshape(shape).copy(),
        windows=(),
        values=values,
        before=(0,) * axes,
        size=values.shape[1:],
        reads=tuple(((),) * n for n in outputs),
        sums=sums,
        leftover=(0,) * axes,
        sources=sources.reshape(shape),
    )


def _channels(given: Array, axes: int) -> tuple[Array, bool]:
    """The input as (C, *size), and whether it came with channels."""
    if given.ndim not in (axes, axes + 1):
        raise ValueError(f"input of shape {given.shape} does not fit {axes} axes")
    if given.size == 0:
        raise ValueError(f"input of shape {given.shape} is empty")
    return (given, True) if given.ndim > axes else (given[None], False)


def _nearest(size: int, factor: int) -> tuple[Reads, Shares]:
    """Along one axis, output o copies the input floor(o / factor)."""
    outputs = size * factor
    return tuple(((o // factor, 0),) for o in range(outputs)), ((1.0,),) * outputs


def _linear(size: int, factor: int) -> tuple[Reads, Shares]:
    """Along one axis, output o lies between two inputs; at the border and on a pixel it has one."""
    reads: list[tuple[tuple[int, int], ...]] = []
    shares: list[tuple[float, ...]] = []
    for o in range(size * factor):
        # (o + 1/2) / factor - 1/2 in units of 1 / (2 factor), so that nothing is rounded
        tap, rest = divmod(max(2 * o + 1 - factor, 0), 2 * factor)
        share = rest / (2 * factor)
        alone = rest == 0 or tap == size - 1
        reads.append(((tap, 0),) if alone else ((tap, 0), (tap + 1, 1)))
        shares.append((1.0,) if alone else (1 - share, share))
    return tuple(reads), tuple(shares)


def _interpolated(values: Array, axis: int, reads: Reads, shares: Shares) -> Array:
    """Each output along one axis from the one or two inputs that it reads."""
    first = np.take(values, [row[0][0] for row in reads], axis)
    last = np.take(values, [row[-1][0] for row in reads], axis)
    shape = [-1 if i == axis else 1 for i in range(values.ndim)]
    share = np.array([row[0] for row in shares]).reshape(shape)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(share == 1, first, share * first + (1 - share) * last)
