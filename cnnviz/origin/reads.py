"""Which units a unit reads, with which weights, and what it adds to their products."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.layers import Shape
from cnnviz.origin.operations import (
    Addition,
    Average,
    Convolution,
    Dense,
    Flatten,
    Maximum,
    Normalisation,
    Operation,
)

Unit = tuple[int, ...]  # (channel, row, column), or (index,) after flattening
Units = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reads:
    """What one unit reads.

    Args:
        units: shape (T, 3), or (T, 1) after flattening; outside of the source in the padding
        weights: shape (T,); those of a maximum follow from the values and are 1 here
        bias: what is added to the products
    """

    units: Units
    weights: Values
    bias: float = 0.0


def reads(operation: Operation, unit: Unit, shape: Shape) -> Reads:
    """What a unit reads of its source.

    Args:
        operation: of its layer, not Unexplained
        unit: one that the layer has
        shape: of the source
    """
    match operation:
        case Convolution():
            return _convolution(operation, unit)
        case Dense(weight, bias):
            units = np.arange(weight.shape[1])[:, None]
            return Reads(units, weight[unit[0]].astype(np.float64), float(bias[unit[0]]))
        case Average():
            return _average(operation, unit)
        case Maximum(rows, columns):
            row, column = _place(unit)
            return _even(_grid((unit[0],), rows[row], columns[column]), 1.0)
        case Normalisation():
            return _normalisation(operation, unit)
        case Flatten():
            return _even(np.array([np.unravel_index(unit[0], shape)]), 1.0)
        case Addition():
            return _even(np.array([unit, unit]), 1.0)
    return _even(np.array([unit]), 1.0)  # functions, and what is left as it is


def _convolution(operation: Convolution, unit: Unit) -> Reads:
    channel, row, column = unit
    outputs, inputs = operation.weight.shape[:2]
    first = channel // (outputs // operation.groups) * inputs
    channels = range(first, first + inputs)
    units = _grid(channels, operation.rows[row], operation.columns[column])
    weights = operation.weight[channel].astype(np.float64).ravel()
    return Reads(units, weights, float(operation.bias[channel]))


def _average(operation: Average, unit: Unit) -> Reads:
    row, column = _place(unit)
    units = _grid((unit[0],), operation.rows[row], operation.columns[column])
    return _even(units, 1 / (operation.row_counts[row] * operation.column_counts[column]))


def _normalisation(operation: Normalisation, unit: Unit) -> Reads:
    mean, variance, scale, shift = (
        float(values[unit[0]])
        for values in (operation.mean, operation.variance, operation.scale, operation.shift)
    )
    weight = scale / np.sqrt(variance + operation.epsilon)
    return Reads(np.array([unit]), np.array([weight]), float(shift - mean * weight))


def _place(unit: Unit) -> tuple[int, int]:
    """Row and column; a mean over whole maps leaves neither."""
    return (unit[1], unit[2]) if len(unit) > 1 else (0, 0)


def _grid(channels: range | Unit, rows: Unit, columns: Unit) -> Units:
    """Channel by channel, in each row by row: the order of a kernel's weights."""
    axes = (np.array(axis, np.int64) for axis in (channels, rows, columns))
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)


def _even(units: Units, weight: float) -> Reads:
    return Reads(units, np.full(len(units), weight))
