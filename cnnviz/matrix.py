"""A convolution as a sparse matrix: few weights, shared by all its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from cnnviz.conv.padding import sources
from cnnviz.conv.steps import Array, Integers, Trace
from cnnviz.conv.window import whole


@dataclass(frozen=True)
class Counts:
    """How large the matrix of an operation is.

    Args:
        shape: outputs and inputs, the channels of both included
        nonzeros: cells that hold a weight, whatever its value
        parameters: weights that can be chosen freely, without biases
    """

    shape: tuple[int, int]
    nonzeros: int
    parameters: int

    @property
    def size(self) -> int:
        """Number of cells."""
        return prod(self.shape)


@dataclass(frozen=True)
class Matrix:
    """A sparse matrix, row by row; its product with the flattened input is the output without bias.

    Where the padding repeats pixels of the input a cell can be there several times, with one weight
    each time: its value is their sum.

    Args:
        rows: which output, kernel by kernel, each in row-major order, shape (M,)
        columns: which pixel of the unpadded input, channel by channel, shape (M,)
        values: shape (M,)
        weight: which weight, counted through shape (K, C, *k), shape (M,)
        counts: size, non-zeros and free parameters
    """

    rows: Integers
    columns: Integers
    values: Array
    weight: Integers
    counts: Counts

    @property
    def shape(self) -> tuple[int, int]:
        """Outputs and inputs."""
        return self.counts.shape

    def dense(self) -> Array:
        """The matrix with its zeros, of shape `shape`."""
        full = np.zeros(self.shape)
        with np.errstate(over="ignore", invalid="ignore"):
            np.add.at(full, (self.rows, self.columns), self.values)
        return full


def matrix(traces: Trace | Sequence[Trace]) -> Matrix:
    """The matrix of a convolution or of a transposed one.

    Args:
        traces: one for each kernel, all of the same input

    Raises:
        ValueError: no trace, an operation without weights of its own, or traces of several shapes
    """
    traces = _alike(traces)
    first = traces[0]
    channels, kernels = len(first.values), len(traces)
    block = np.arange(kernels * channels)
    rows, columns, weight = block // channels, block % channels, block
    axes = zip(_axes(first), first.output.shape, first.size, first.windows, strict=True)
    for (output, tap, a), outputs, n, window in axes:
        rows = (rows[:, None] * outputs + output).ravel()
        columns = (columns[:, None] * n + tap).ravel()
        weight = (weight[:, None] * window.kernel + a).ravel()
    order = np.lexsort((columns, rows))
    weights = np.concatenate([trace.weight.ravel() for trace in traces if trace.weight is not None])
    return Matrix(rows[order], columns[order], weights[weight[order]], weight[order], count(traces))


def count(traces: Trace | Sequence[Trace]) -> Counts:
    """How large the matrix is, without making it.

    Args:
        traces: one for each kernel, all of the same input

    Raises:
        ValueError: as `matrix`
    """
    traces = _alike(traces)
    first = traces[0]
    blocks = len(first.values) * len(traces)
    # a cell is there where each axis has its pair of an output and an input
    pairs = [len(set(zip(o.tolist(), tap.tolist(), strict=True))) for o, tap, _ in _axes(first)]
    return Counts(
        (first.output.size * len(traces), len(first.values) * prod(first.size)),
        blocks * prod(pairs),
        blocks * prod(window.kernel for window in first.windows),
    )


def fully_connected(inputs: int, outputs: int) -> int:
    """Weights of a fully connected layer, each output with its own for each input; no biases.

    Raises:
        ValueError: a number below 1
    """
    return whole(inputs, "inputs", 1) * whole(outputs, "outputs", 1)


def _alike(traces: Trace | Sequence[Trace]) -> Sequence[Trace]:
    traces = (traces,) if isinstance(traces, Trace) else tuple(traces)
    if not traces:
        raise ValueError("no trace: there must be one for each kernel")
    for trace in traces:
        if trace.kind not in ("convolution", "transposed"):
            raise ValueError(
                f"an operation of kind {trace.kind!r} has no kernel to make a matrix of"
            )
        if trace.reads != traces[0].reads or trace.values.shape != traces[0].values.shape:
            shapes = f"{traces[0].output.shape} and {trace.output.shape}"
            raise ValueError(f"traces of different operations: outputs of shapes {shapes}")
    return traces


def _axes(trace: Trace) -> list[tuple[Integers, Integers, Integers]]:
    """For each axis all that is read: output, pixel of the unpadded input, index of the weight."""
    axes = []
    ends = zip(trace.reads, trace.size, trace.before, trace.values.shape[1:], strict=True)
    for reads, n, before, padded in ends:
        pixel = sources(n, before, padded - n - before, trace.padding_mode)
        read = [(o, pixel[tap + before], a) for o, row in enumerate(reads) for tap, a in row]
        own = np.array([one for one in read if one[1] >= 0], np.int64).reshape(-1, 3)
        axes.append((own[:, 0], own[:, 1], own[:, 2]))
    return axes
