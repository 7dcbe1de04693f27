"""What the pictures that a network was trained on look like: quantiles, as a card keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from cnnviz.familiarity.quantities import QUANTITIES

LEVELS = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
LARGEST = 1_000_000  # pictures, and any number: a card that asks for more is damaged
LONGEST = 1_000  # letters


class SeenError(ValueError):
    """What is no such record; one clause."""


@dataclass(frozen=True)
class Seen:
    """The pictures that a network was trained on, as `measurement.measure` sees them.

    Args:
        pictures: how many were measured
        empty: share of them in which no object stands out near the middle
        ordinary: share of them that have an object and are usual in every quantity, as
            `comparison.level` tells it
        data: what they were, in words
        command: that measured them
        quantiles: at each of LEVELS, by the quantity's name; of the pictures that have it
    """

    pictures: int
    empty: float
    ordinary: float
    data: str
    command: str
    quantiles: Mapping[str, tuple[float, ...]]

    def to_dict(self) -> dict[str, Any]:
        """As it stands in a card."""
        return {**asdict(self), "quantiles": {k: list(q) for k, q in self.quantiles.items()}}


def from_dict(values: Mapping[str, Any]) -> Seen | None:
    """A card's record, checked; None where the card has none.

    Raises:
        SeenError: a key that is missing, unknown or of the wrong type, a number out of range, or
            quantiles that do not rise
    """
    if not values:
        return None
    wanted = {"pictures", "empty", "ordinary", "data", "command", "quantiles"}
    if other := sorted(map(str, values.keys() ^ wanted)):
        raise SeenError(f"its keys are {', '.join(sorted(wanted))}; {other[0]!r} does not fit")
    pictures, quantiles = values["pictures"], values["quantiles"]
    if not isinstance(pictures, int) or not _number(pictures) or pictures < 1:
        raise SeenError(f"pictures are a whole number from 1 on, got {_short(pictures)}")
    for key in ("empty", "ordinary"):
        if not _number(values[key]) or not 0 <= values[key] <= 1:
            raise SeenError(f"{key} is a share from 0 to 1, got {_short(values[key])}")
    for key in ("data", "command"):
        if not isinstance(values[key], str) or len(values[key]) > LONGEST:
            raise SeenError(f"{key} is a text of at most {LONGEST} letters")
    named = isinstance(quantiles, dict) and all(isinstance(name, str) for name in quantiles)
    if not quantiles or not named:
        raise SeenError("quantiles are lists of numbers by name, of one quantity at least")
    checked = {name: _quantiles(name, each) for name, each in quantiles.items()}
    return Seen(**{**values, "quantiles": checked})


def _quantiles(name: str, values: object) -> tuple[float, ...]:
    if name not in QUANTITIES:
        raise SeenError(f"no quantity is called {_short(name)}")
    if not isinstance(values, list) or len(values) != len(LEVELS) or not all(map(_number, values)):
        raise SeenError(f"{name} is {len(LEVELS)} numbers")
    if any(low > high for low, high in pairwise(values)):
        raise SeenError(f"the quantiles of {name} do not rise")
    return tuple(map(float, values))


def _number(value: object) -> bool:
    """Whether it is a finite number that a picture can have; True is none."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -LARGEST <= value <= LARGEST
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
