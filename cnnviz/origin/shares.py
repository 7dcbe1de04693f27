"""What makes a number large: the largest terms, and what each channel contributes."""

from collections.abc import Mapping
from math import prod

import numpy as np
from numpy.typing import NDArray

from cnnviz.layers import Shape
from cnnviz.origin.operations import Convolution, Floats, Taps
from cnnviz.origin.reads import Values
from cnnviz.origin.rules import Rule
from cnnviz.origin.terms import Origin, Term, source_outputs


def largest(origin: Origin, count: int) -> tuple[Term, ...]:
    """The terms with the largest absolute products, the largest first; of equal ones the first.

    Args:
        origin: of a unit
        count: how many at most
    """
    order = np.argsort(-np.abs(origin.products), kind="stable")
    return origin.some(order[: max(count, 0)])


def by_channel(origin: Origin, shape: Shape | None = None) -> Values:
    """Sum of the products of each channel of what was read; with the bias they make the number.

    Args:
        origin: of a unit
        shape: (C, H, W) of the maps that were flattened to the vector that a linear layer reads;
            without it each value of the vector is a channel

    Returns:
        shape (C,)

    Raises:
        ValueError: maps of this shape are not what was read
    """
    read = origin.rule.shapes[0]
    shape = read if shape is None else shape
    if prod(shape) != prod(read) or (len(read) > 1 and shape != read):
        raise ValueError(f"{origin.rule.layer.name} reads the shape {read}, not {shape}")
    channels = origin.units[:, 0] if len(read) > 1 else origin.units[:, 0] // prod(shape[1:])
    sums = np.zeros(shape[0])
    np.add.at(sums, channels, origin.products)
    return sums


def contributions(rule: Rule, outputs: Mapping[str, Floats], channel: int) -> Values:
    """What each input channel contributes to one output channel of a convolution.

    Args:
        rule: of a convolution
        outputs: for one image, of the layer that it reads, (I, H, W)
        channel: of its output

    Returns:
        shape (I, h, w); with the bias their sum is the output channel, and the channels of other
        groups contribute 0

    Raises:
        ValueError: no convolution, no such channel, or the source's outputs are missing
    """
    operation, shape = rule.operation, rule.layer.shape
    if not isinstance(operation, Convolution):
        raise ValueError(f"{rule.layer.name} is no convolution but a {rule.layer.kind}")
    if not 0 <= channel < shape[0]:
        raise ValueError(f"{rule.layer.name} has {shape[0]} channels, and {channel} is none")
    weight = operation.weight[channel].astype(np.float64)
    group = operation.groups * channel // shape[0]
    read = slice(group * len(weight), (group + 1) * len(weight))
    maps = source_outputs(rule, 0, outputs)
    found = np.zeros((len(maps), *shape[1:]))
    rows, columns = _cells(operation.rows, maps.shape[1]), _cells(operation.columns, maps.shape[2])
    padded = np.pad(maps[read], ((0, 0), (0, 1), (0, 1)))  # one cell stands for all the padding
    for i, j in np.ndindex(weight.shape[1:]):
        found[read] += weight[:, i, j, None, None] * padded[:, rows[i]][:, :, columns[j]]
    return found


def _cells(taps: Taps, size: int) -> NDArray[np.int64]:
    """Rows, or columns, by place in the kernel and output, those in the padding at `size`."""
    cells = np.array(taps).T
    return np.where((cells >= 0) & (cells < size), cells, size)
