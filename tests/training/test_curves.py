"""Curves from a run's events, and what is said of them."""

import numpy as np
import pytest

from cnnviz.training.curves import Curve, band, history, parting, smoothed

EVENTS = [
    {"event": "begin", "iteration": 0},
    {"event": "validation", "iteration": 0, "training_loss": None, "validation_loss": 1.9,
     "validation_accuracy": 0.1},
    {"event": "progress", "iteration": 5, "training_loss": 1.5, "training_accuracy": 0.3,
     "learning_rate": 0.01},
    {"event": "learning_rate", "iteration": 6, "learning_rate": 0.002},
    {"event": "validation", "iteration": 10, "training_loss": 1.2, "training_accuracy": 0.4,
     "validation_loss": 1.3, "validation_accuracy": 0.35, "learning_rate": 0.002},
    {"event": "finished", "iteration": 10},
]  # fmt: skip


def curve(values, every=10):
    return Curve(every * np.arange(1.0, len(values) + 1), np.array(values, float))


def told(training, validation):
    found = history([])
    return parting(
        type(found)(
            curve(training), curve([]), curve(validation), curve([]), curve([]), []
        )
    )  # fmt: skip


def test_events_become_curves():
    found = history(EVENTS)
    assert found.loss.iteration.tolist() == [5, 10]
    assert found.loss.value.tolist() == [1.5, 1.2]
    assert found.validation_loss.value.tolist() == [1.9, 1.3]
    assert found.learning_rate.value.tolist() == [0.01, 0.002]
    assert found.changes == [(6, 0.002)]
    assert len(history([]).accuracy) == 0


def test_smoothing_by_hand():
    # 1; (0.5 + 0.5 * 3 - ...): s = 0.5, then 0.25 + 1.5 = 1.75; over 0.5 and 0.75
    assert smoothed(curve([1, 3]), 0.5).value.tolist() == pytest.approx([1, 1.75 / 0.75])
    assert smoothed(curve([2, 2, 2]), 0.9).value.tolist() == pytest.approx([2, 2, 2])
    same = curve([1, 5])
    assert smoothed(same, 0) is same


def test_seeds_are_a_band_of_those_that_have_come_so_far():
    at, mean, least, largest = band([curve([1, 2, 3]), curve([3, 6]), curve([])])
    assert at.tolist() == [10, 20, 30]
    assert mean.tolist() == [2, 4, 3]
    assert least.tolist() == [1, 2, 3]
    assert largest.tolist() == [3, 6, 3]
    assert len(band([curve([])])[0]) == 0


def test_overfitting_is_said_with_its_numbers():
    words = told([1.5, 1.0, 0.5, 0.1], [1.6, 1.2, 1.3, 1.9])
    assert words.startswith("From iteration 20 on the loss falls")
    assert "(1.00 to 0.10)" in words
    assert "(1.20 to 1.90 nats)" in words


def test_where_the_two_part():
    words = told([1.5, 1.2, 1.0, 0.9], [1.5, 1.3, 1.25, 1.2])
    assert "part at about iteration 30" in words
    assert "0.30 nats apart, of 1.20" in words
    assert "iteration 10;" in told([1.0, 0.9, 0.8], [1.5, 1.4, 1.3])


def test_together_and_too_early():
    assert "stay together: 1.00 and 1.02" in told([1.5, 1.2, 1.0], [1.5, 1.2, 1.02])
    assert told([1.5, 1.2], [1.5, 1.2]) == ""
    assert told([], [1.5, 1.2, 1.1]) == ""
