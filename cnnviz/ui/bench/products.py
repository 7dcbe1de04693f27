"""Every product that an operation adds up, as columns of a table.

What `Trace.__getitem__` gives one step at a time, for all steps at once. Everything is an image
here: a signal is an image of one row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnnviz.conv import Trace

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class Products:
    """P products in the order of the trace's steps, each step channel by channel.

    Args:
        outputs: row and column of the output, shape (P, 2)
        channels: of the input, shape (P,)
        taps: row and column of the input, without the padding, shape (P, 2)
        padding: whether it lies in the padding, shape (P,)
        values: shape (P,)
        weights: shape (P,)
        products: shape (P,)
    """

    outputs: Integers
    channels: Integers
    taps: Integers
    padding: NDArray[np.bool_]
    values: Array
    weights: Array
    products: Array


def count(traces: Sequence[Trace]) -> int:
    """How many products there are in all."""
    return sum(_count(trace) for trace in traces)


def table(trace: Trace) -> Products:
    """All products of an operation."""
    read = _gathered if trace.sources is None else _copied
    outputs, channels, taps, weights = read(trace)
    values = _image(trace.values)[(channels, *(taps + _pair(trace.before)).T)]
    with np.errstate(over="ignore", invalid="ignore"):
        # minus infinity of max pooling's padding times a weight of zero is not a number
        none = (trace.kind == "max") & (weights == 0)
        products = np.where(none, 0.0, values * weights)
    size = _pair(trace.size, fill=1)
    padding = ((taps < 0) | (taps >= size)).any(axis=1)
    return Products(outputs, channels, taps, np.asarray(padding), values, weights, products)


def _count(trace: Trace) -> int:
    if trace.sources is not None:
        return int((trace.sources >= 0).sum())
    rows = [sum(map(len, reads)) for reads in trace.reads]
    return len(trace.values) * int(np.prod(rows))


def _copied(trace: Trace) -> tuple[Integers, Integers, Integers, Array]:
    """Unpooling: an output has one input or none."""
    assert trace.sources is not None
    height, width = _pair(trace.output.shape[-len(trace.size) :], fill=1)
    sources = trace.sources.reshape(len(trace.values), height, width)
    channels, rows, columns = np.nonzero(sources >= 0)
    flat = sources[channels, rows, columns]
    taps = np.stack(np.divmod(flat, _pair(trace.size, fill=1)[1]), axis=1)
    return np.stack([rows, columns], axis=1), channels, taps, np.ones(len(flat))


def _gathered(trace: Trace) -> tuple[Integers, Integers, Integers, Array]:
    """Everything else: the product of what the rows and the columns read."""
    axes = [_flat(trace, axis) for axis in range(len(trace.size))]
    first, second = axes if len(axes) == 2 else (_ONE_ROW, *axes)
    i, j = (at.ravel() for at in np.indices((len(first[0]), len(second[0]))))
    outputs = np.stack([first[0][i], second[0][j]], axis=1)
    taps = np.stack([first[1][i], second[1][j]], axis=1)
    width = _pair(trace.output.shape[-len(trace.size) :], fill=1)[1]
    channels = np.repeat(np.arange(len(trace.values)), len(i))
    step = np.tile(outputs @ np.array([width, 1]), len(trace.values))
    order = np.lexsort((step, channels) if trace.apart else (channels, step))
    pair, channels = order % len(i), channels[order]
    weights = _weights(trace, channels, outputs[pair], first[2][i][pair], second[2][j][pair])
    return outputs[pair], channels, taps[pair], weights


_Axis = tuple[Integers, Integers, NDArray[Any]]  # with the weights' indices or the shares
_ONE_ROW: _Axis = (np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64))


def _flat(trace: Trace, axis: int) -> _Axis:
    """All that is read along one axis: the output, the tap, and the weight's index or share."""
    reads = trace.reads[axis]
    outputs = np.repeat(np.arange(len(reads)), [len(row) for row in reads])
    pairs = np.array([pair for row in reads for pair in row], np.int64).reshape(-1, 2)
    if trace.shares is None:
        return outputs, pairs[:, 0], pairs[:, 1]
    return outputs, pairs[:, 0], np.array([share for row in trace.shares[axis] for share in row])


def _weights(
    trace: Trace,
    channels: Integers,
    outputs: Integers,
    first: NDArray[Any],
    second: NDArray[Any],
) -> Array:
    if trace.shares is not None:
        one_row = len(trace.size) == 1
        shares: Array = second if one_row else first * second
        return shares
    if trace.picked is not None:
        picked = _image(trace.picked if trace.apart else trace.picked[None])
        taps = np.prod([len(reads[0]) for reads in trace.reads])
        # the steps are as long as each other, so the taps of each are counted by turns
        chosen = np.arange(len(channels)) % taps == picked[(channels, *outputs.T)]
        return np.asarray(chosen, dtype=float)
    assert trace.weight is not None
    weights: Array = _image(trace.weight)[channels, first, second]
    return weights


def _image(values: NDArray[T]) -> NDArray[T]:
    """A signal of shape (C, n) as an image of one row, (C, 1, n)."""
    return values[:, None] if values.ndim == 2 else values


def _pair(sizes: Sequence[int], fill: int = 0) -> Integers:
    return np.array([fill, *sizes][-2:], np.int64)
