"""Many measured pictures in a few numbers."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from cnnviz.familiarity.comparison import Level, level
from cnnviz.familiarity.quantities import DIGITS
from cnnviz.familiarity.seen import LEVELS, Seen


def summarise(measured: Sequence[Mapping[str, float]], data: str, command: str) -> Seen:
    """The quantiles of measured pictures.

    A quantity that not one picture has is left out.

    Args:
        measured: of each picture, as `measure` gives it
        data: what they were, in words
        command: that measured them

    Raises:
        ValueError: no picture
    """
    if not measured:
        raise ValueError("there is no picture to summarise")
    found = {}
    for name in measured[0]:
        values = np.array([each[name] for each in measured])
        if np.isfinite(values).any():
            at = np.quantile(values[np.isfinite(values)], LEVELS)
            found[name] = tuple(round(float(q), DIGITS) for q in at)
    empty = float(np.mean([math.isnan(each["size"]) for each in measured]))
    usual = float(np.mean([_usual(each, found) for each in measured]))
    return Seen(len(measured), round(empty, DIGITS), round(usual, DIGITS), data, command, found)


def errors(values: Sequence[float], draws: int = 200) -> tuple[float, ...]:
    """Standard errors of the quantiles at LEVELS, by the bootstrap (Efron 1979).

    Args:
        values: of the pictures; those that are nan are left out
        draws: how often as many pictures are drawn anew
    """
    known = np.array(values)[np.isfinite(values)]
    drawn = np.random.default_rng(0).choice(known, (draws, len(known)))
    return tuple(float(e) for e in np.quantile(drawn, LEVELS, axis=1).std(axis=1, ddof=1))


def _usual(measured: Mapping[str, float], quantiles: Mapping[str, tuple[float, ...]]) -> bool:
    """Whether a picture is usual in every quantity; one without an object is not."""
    return all(level(name, measured[name], at) is Level.USUAL for name, at in quantiles.items())
