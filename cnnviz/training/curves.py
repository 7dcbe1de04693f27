"""A run's events as curves, and what they say in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnviz.training.events import Event

Floats = NDArray[np.float64]
PART = 0.15  # of the validation loss: a difference beyond it counts
WORSE = 1.05  # of the smallest validation loss: beyond it the network gets worse


@dataclass(frozen=True)
class Curve:
    """One quantity against the iteration.

    Args:
        iteration: shape (n,)
        value: shape (n,)
    """

    iteration: Floats
    value: Floats

    def __len__(self) -> int:
        return len(self.iteration)


@dataclass(frozen=True)
class History:
    """What a run measured of itself.

    Args:
        loss: of the training images, nats, each value a mean over the steps since the one before
        accuracy: of the same, 0 to 1
        validation_loss: nats
        validation_accuracy: 0 to 1
        learning_rate: of the step
        changes: iteration and learning rate where a visitor changed it
    """

    loss: Curve
    accuracy: Curve
    validation_loss: Curve
    validation_accuracy: Curve
    learning_rate: Curve
    changes: list[tuple[int, float]] = field(default_factory=list)


def history(events: Iterable[Event]) -> History:
    """The curves of a run's events, in the order of the iterations."""
    found = list(events)
    steps = [event for event in found if event["event"] in ("progress", "validation")]
    judged = [event for event in found if event["event"] == "validation"]
    changes = [event for event in found if event["event"] == "learning_rate"]
    return History(
        _curve(steps, "training_loss"),
        _curve(steps, "training_accuracy"),
        _curve(judged, "validation_loss"),
        _curve(judged, "validation_accuracy"),
        _curve(steps, "learning_rate"),
        [(int(event["iteration"]), float(event["learning_rate"])) for event in changes],
    )


def smoothed(curve: Curve, weight: float) -> Curve:
    """An exponential average, without the bias towards zero at its start.

    s_i = w s_(i-1) + (1 - w) y_i, shown divided by 1 - w^i (Kingma and Ba 2015).

    Args:
        curve: n values y
        weight: w, 0 for the curve itself, below 1
    """
    if not weight:
        return curve
    total, shown = 0.0, []
    for i, value in enumerate(curve.value, start=1):
        total = weight * total + (1 - weight) * value
        shown.append(total / (1 - weight**i))
    return Curve(curve.iteration, np.array(shown))


def band(curves: Sequence[Curve]) -> tuple[Floats, Floats, Floats, Floats]:
    """Several seeds: mean, least and largest of those that have come so far.

    Returns:
        iterations, mean, least, largest, each of shape (n,)
    """
    known = [dict(zip(c.iteration.tolist(), c.value.tolist(), strict=True)) for c in curves]
    at = sorted({i for values in known for i in values})
    found = [[values[i] for values in known if i in values] for i in at]
    ends = [[kind(values) for values in found] for kind in (np.mean, min, max)]
    mean, least, largest = (np.array(values, float) for values in ends)
    return np.array(at, float), mean, least, largest


def parting(found: History) -> str:
    """Where training and validation part, in a sentence; empty before there are three validations.

    The training loss at a validation is that of the steps before it.
    """
    at = found.validation_loss.iteration
    validation, at = found.validation_loss.value[at > 0], at[at > 0]
    if len(at) < 3 or not len(found.loss):
        return ""
    training = np.interp(at, found.loss.iteration, found.loss.value)
    best, end = int(validation.argmin()), len(at) - 1
    if best < end and validation[end] > WORSE * validation[best] and training[end] < training[best]:
        return (
            f"From iteration {at[best]:,.0f} on the loss falls on the images that it is trained on "
            f"({training[best]:.2f} to {training[end]:.2f}) and rises on those that it is not "
            f"({validation[best]:.2f} to {validation[end]:.2f} nats): it learns them by heart "
            "(overfitting)."
        )
    apart = validation - training > PART * validation
    if apart[end]:
        first = end - int(np.argmin(apart[::-1])) + 1 if not apart.all() else 0
        return (
            f"Training and validation part at about iteration {at[first]:,.0f}; at the end they "
            f"are {validation[end] - training[end]:.2f} nats apart, of {validation[end]:.2f}."
        )
    return (
        f"Training and validation stay together: {training[end]:.2f} and {validation[end]:.2f} "
        "nats at the end."
    )


def _curve(events: Sequence[Event], name: str) -> Curve:
    points = {
        float(event["iteration"]): float(event[name])
        for event in events
        if isinstance(event.get(name), int | float)
    }
    order = sorted(points)
    return Curve(np.array(order), np.array([points[i] for i in order]))
