"""What each output reads along one axis, and the sums and maxima over all axes.

The core of `cnnviz.conv`. Which outputs use one weight is an arithmetic progression on every axis,
and so are the inputs that it multiplies; NumPy slices do the work, one weight at a time.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from cnnviz.conv.steps import Array, Integers, Reads
from cnnviz.conv.window import Window

Slices = tuple[slice, ...]


def sliding(window: Window, size: int) -> Reads:
    """Along one axis, output o reads the inputs o s - p + d a with the weights a."""
    starts = (o * window.stride - window.before for o in range(window.output_size(size)))
    offsets = [(a * window.dilation, a) for a in range(window.kernel)]
    return tuple(tuple((start + offset, a) for offset, a in offsets) for start in starts)


def spreading(window: Window, size: int, outputs: int) -> Reads:
    """Along one axis, output o reads those inputs i, in order, for which i s + d a = o + p."""
    rows: list[list[tuple[int, int]]] = [[] for _ in range(outputs)]
    for i in range(size):
        for a in range(window.kernel):
            o = i * window.stride + a * window.dilation - window.before
            if 0 <= o < outputs:
                rows[o].append((i, a))
    return tuple(tuple(row) for row in rows)


def weighted(values: Array, weight: Array, reads: Sequence[Reads], before: Sequence[int]) -> Array:
    """What each channel contributes to each output.

    Args:
        values: the padded input, shape (C, *padded)
        weight: shape (C, *k)
        reads: one for each axis
        before: cells of padding before the first pixel, one for each axis

    Returns:
        shape (C, *out)
    """
    sums = np.zeros((len(values), *map(len, reads)))
    per_channel = np.moveaxis(weight, 0, -1)
    # weights of 1e308 are a user's right: their sums overflow to infinity, as in PyTorch
    with np.errstate(over="ignore", invalid="ignore"):
        for a, outputs, taps in _by_weight(weight.shape[1:], reads, before):
            factor = per_channel[a].reshape(-1, *(1 for _ in reads))
            sums[:, *outputs] += factor * values[:, *taps]
    return sums


def largest(
    values: Array, reads: Sequence[Reads], before: Sequence[int], size: Sequence[int]
) -> tuple[Array, Integers]:
    """The first largest value in each window, and its index among the taps.

    Args:
        values: the input padded with minus infinity, shape (C, *padded)
        reads: one for each axis; each output reads the same number of taps
        before: cells of padding before the first pixel, one for each axis
        size: the input's own size, one for each axis; padding is never picked

    Returns:
        two arrays of shape (C, *out)
    """
    inside = np.zeros(values.shape[1:], dtype=bool)
    inside[tuple(slice(b, b + n) for b, n in zip(before, size, strict=True))] = True
    shape = (len(values), *map(len, reads))
    best, picked, found = np.full(shape, -np.inf), np.zeros(shape, np.int64), np.zeros(shape, bool)
    kernel = tuple(len(rows[0]) for rows in reads)
    for t, (_, _, taps) in enumerate(_by_weight(kernel, reads, before)):
        candidate = values[:, *taps]
        # not a number wins over every number, as in PyTorch
        better = (candidate > best) | (np.isnan(candidate) & ~np.isnan(best)) | ~found
        better &= inside[taps]
        best, picked = np.where(better, candidate, best), np.where(better, t, picked)
        found |= better
    return best, picked


def summed(sums: Array, bias: float) -> Array:
    """The output of shape (*out): the contributions (C, *out) of all channels, and the bias."""
    with np.errstate(over="ignore", invalid="ignore"):
        total: Array = sums.sum(axis=0) + bias
    return total


def _by_weight(
    kernel: tuple[int, ...], reads: Sequence[Reads], before: Sequence[int]
) -> Iterator[tuple[tuple[int, ...], Slices, Slices]]:
    """Every weight in row-major order, the outputs that use it and what it multiplies there."""
    axes = [_uses(rows, b, k) for rows, b, k in zip(reads, before, kernel, strict=True)]
    for a in np.ndindex(kernel):
        pairs = [axis[i] for axis, i in zip(axes, a, strict=True)]
        yield a, tuple(outputs for outputs, _ in pairs), tuple(taps for _, taps in pairs)


def _uses(rows: Reads, before: int, kernel: int) -> list[tuple[slice, slice]]:
    """For each weight along one axis: the outputs that use it and the cells that it multiplies."""
    outputs: list[list[int]] = [[] for _ in range(kernel)]
    taps: list[list[int]] = [[] for _ in range(kernel)]
    for o, row in enumerate(rows):
        for tap, a in row:
            outputs[a].append(o)
            taps[a].append(tap + before)
    return [(_slice(o), _slice(t)) for o, t in zip(outputs, taps, strict=True)]


def _slice(progression: list[int]) -> slice:
    if len(progression) < 2:
        return slice(progression[0], progression[0] + 1) if progression else slice(0, 0)
    return slice(progression[0], progression[-1] + 1, progression[1] - progression[0])
