"""Where one picture lies among those that a network was trained on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cnnviz.familiarity.quantities import QUANTITIES
from cnnviz.familiarity.seen import LEVELS, Seen

# of these a small value is what is wanted, however rare it is
ONE_SIDED = ("offset", "saturated")
FIRST, LOW, HIGH, LAST = 0, LEVELS.index(0.05), LEVELS.index(0.95), len(LEVELS) - 1


class Level(StrEnum):
    """How unlike the training pictures a value is."""

    USUAL = "usual"  # from the 5 % to the 95 % quantile, both included
    UNUSUAL = "unusual"  # otherwise from the 1 % to the 99 % quantile, both included
    OUTSIDE = "outside"  # beyond
    UNKNOWN = "unknown"  # the picture has no such value


@dataclass(frozen=True)
class Statement:
    """Of one quantity.

    Args:
        quantity: one of QUANTITIES
        value: of the picture; nan where it has none
        quantiles: of the training pictures at LEVELS
        below: share of the training pictures below it, between the quantiles by linear
            interpolation, half of those that are equal; 0 and 1 beyond the first and last quantile;
            nan where there is no value
        level: how unlike it is
    """

    quantity: str
    value: float
    quantiles: tuple[float, ...]
    below: float
    level: Level

    @property
    def high(self) -> bool:
        """Whether it is above the median of the training pictures."""
        return self.value > self.quantiles[LEVELS.index(0.5)]


def compare(measured: Mapping[str, float], seen: Seen) -> list[Statement]:
    """A statement for each quantity that both have, in the order of QUANTITIES.

    Args:
        measured: of one picture, as `measure` gives it
        seen: of the training pictures
    """
    return [
        _statement(name, measured[name], seen.quantiles[name])
        for name in QUANTITIES
        if name in measured and name in seen.quantiles
    ]


def share_below(value: float, quantiles: tuple[float, ...]) -> float:
    """Share of the training pictures below a value; see `Statement`."""
    if math.isnan(value):
        return math.nan
    if value < quantiles[FIRST] or value > quantiles[LAST]:
        return float(value > quantiles[LAST])
    equal = [level for level, q in zip(LEVELS, quantiles, strict=True) if q == value]
    if equal:
        return (equal[0] + equal[-1]) / 2
    return float(np.interp(value, quantiles, LEVELS))


def level(quantity: str, value: float, quantiles: tuple[float, ...]) -> Level:
    """How unlike the training pictures a value is; see `Level`.

    A small value of one of ONE_SIDED is usual.
    """
    if math.isnan(value):
        return Level.UNKNOWN
    if quantity in ONE_SIDED and value <= quantiles[HIGH]:
        return Level.USUAL
    if quantiles[LOW] <= value <= quantiles[HIGH]:
        return Level.USUAL
    return Level.UNUSUAL if quantiles[FIRST] <= value <= quantiles[LAST] else Level.OUTSIDE


def _statement(name: str, value: float, quantiles: tuple[float, ...]) -> Statement:
    below, how = share_below(value, quantiles), level(name, value, quantiles)
    return Statement(name, value, quantiles, below, how)
