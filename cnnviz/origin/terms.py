"""The sum that made one number: what was read, with which weights, and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz.origin.functions import value
from cnnviz.origin.operations import Floats, Function, Maximum, Unexplained
from cnnviz.origin.reads import Unit, Units, Values, reads
from cnnviz.origin.rules import IMAGE, Rule


@dataclass(frozen=True)
class Term:
    """One number that was read.

    Args:
        source: the layer that made it; IMAGE for the input
        unit: (channel, row, column) or (index,) of the source
        value: the number; 0 in the padding
        weight: by which it was multiplied
        product: of both
        inside: False in the padding, where the source has no such unit
    """

    source: str
    unit: Unit
    value: float
    weight: float
    product: float
    inside: bool = True


@dataclass(frozen=True, eq=False)
class Origin:
    """How one unit's number came about.

    The number is the sum of the products and the bias; of a maximum all weights but the first
    largest value's are 0; of a function, which reads one number x, it is f(x).

    Args:
        rule: of the layer
        unit: (channel, row, column) or (index,)
        bias: what was added to the products
        total: the number that the terms give, computed in float64 from float32 numbers
        reads: for each term its source's place in `rule.sources`, shape (T,)
        units: of the sources, shape (T, 3), or (T, 1) after flattening
        values: shape (T,)
        weights: shape (T,)
        products: shape (T,)
        inside: bool of shape (T,)
    """

    rule: Rule
    unit: Unit
    bias: float
    total: float
    reads: Units = field(repr=False)
    units: Units = field(repr=False)
    values: Values = field(repr=False)
    weights: Values = field(repr=False)
    products: Values = field(repr=False)
    inside: NDArray[np.bool_] = field(repr=False)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """All terms: channel by channel, in each row by row."""
        return self.some(np.arange(len(self.values)))

    def some(self, which: Units) -> tuple[Term, ...]:
        """Some of the terms, by their places among all."""
        columns = (self.reads, self.units, self.values, self.weights, self.products, self.inside)
        return tuple(
            Term(self.rule.sources[source], tuple(unit), *numbers)
            for source, unit, *numbers in zip(*(c[which].tolist() for c in columns), strict=True)
        )


def origin(rule: Rule, outputs: Mapping[str, Floats], unit: Unit) -> Origin:
    """Where one number of a layer comes from.

    Args:
        rule: of the layer
        outputs: for one image, of the layers that it reads: (C, H, W) or (K,); IMAGE is the input
        unit: (channel, row, column) or (index,)

    Raises:
        ValueError: no such unit, a source's outputs are missing or have another shape, or the
            operation has no rule; one sentence
    """
    unit = _checked(rule, unit)
    if isinstance(rule.operation, Unexplained):
        raise ValueError(f"{rule.layer.name}: {rule.operation.why}")
    read = reads(rule.operation, unit, rule.shapes[0])
    count = len(rule.sources)
    sources = np.arange(len(read.units)) if count > 1 else np.zeros(len(read.units), np.int64)
    inside = np.all((read.units >= 0) & (read.units < rule.shapes[0]), axis=1)
    values = np.zeros(len(read.units))
    for place in range(count):
        there = inside & (sources == place)
        values[there] = source_outputs(rule, place, outputs)[tuple(read.units[there].T)]
    weights, products = _weighted(rule, values, read.weights)
    total = _total(rule, values, products, read.bias)
    return Origin(
        rule, unit, read.bias, total, sources, read.units, values, weights, products, inside
    )


def _weighted(rule: Rule, values: Values, weights: Values) -> tuple[Values, Values]:
    """Weights and products; of a maximum the weights are one-hot, the first of equals wins."""
    if not isinstance(rule.operation, Maximum) or not values.size:
        return weights, values * weights
    largest = np.arange(len(values)) == values.argmax()
    return largest.astype(np.float64), np.where(largest, values, 0.0)


def _total(rule: Rule, values: Values, products: Values, bias: float) -> float:
    if isinstance(rule.operation, Function):
        return value(rule.operation, float(values[0]))
    if isinstance(rule.operation, Maximum) and not values.size:
        return -np.inf  # a dilated window may lie in the padding alone, as PyTorch's
    return float(products.sum() + bias)


def _checked(rule: Rule, unit: Unit) -> Unit:
    """The unit as Python's numbers, that JSON and addresses take."""
    found, shape = tuple(unit), rule.layer.shape
    fits = len(found) == len(shape) and all(
        isinstance(i, int | np.integer) and not isinstance(i, bool) and 0 <= i < n
        for i, n in zip(found, shape, strict=True)
    )
    if not fits:
        raise ValueError(f"{rule.layer.name} has units {shape}, and {found} is none of them")
    return tuple(map(int, found))


def source_outputs(rule: Rule, place: int, outputs: Mapping[str, Floats]) -> Floats:
    """The outputs of one of the layers that a layer reads.

    Args:
        rule: of the layer that reads
        place: of the source in `rule.sources`
        outputs: for one image, by name

    Raises:
        ValueError: they are missing or have another shape
    """
    source, shape = rule.sources[place], rule.shapes[place]
    name = "the image" if source == IMAGE else source
    if source not in outputs:
        raise ValueError(f"{rule.layer.name} reads {name}, whose numbers are missing")
    found = np.asarray(outputs[source])
    if found.shape != shape:
        raise ValueError(f"{name} has the shape {shape} for one image, got {found.shape}")
    return found
