"""Reliability, expected calibration error and temperature."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from cnnviz import metrics
from cnnviz.evaluation import reliability
from cnnviz.evaluation.calibration import (
    HOTTEST,
    cooled,
    expected_calibration_error,
    fit,
    temperature,
)
from cnnviz.evaluation.judged import nll
from tests.evaluation.cases import random

CONFIDENCE = np.array([0.55, 0.58, 0.95, 0.91, 0.99, 1.0])
RIGHT = np.array([True, False, True, True, False, True])


def test_bins_by_hand():
    bins = reliability(CONFIDENCE, RIGHT)
    assert [b.images for b in bins] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 4]
    assert (bins[5].share, bins[9].share) == (0.5, 0.75)
    assert bins[5].confidence == pytest.approx(0.565)
    assert bins[9].confidence == pytest.approx(0.9625)
    assert bins[9].interval == metrics.wilson_interval(3, 4)
    by_hand = (2 * abs(0.5 - 0.565) + 4 * abs(0.75 - 0.9625)) / 6
    assert expected_calibration_error(bins) == pytest.approx(by_hand)


def test_an_edge_belongs_to_the_bin_above():
    bins = reliability(np.array([0.5, 1.0, 0.0]), np.array([True, True, False]), 2)
    assert [b.images for b in bins] == [1, 2]


def test_bins_are_those_of_scikit_learn():
    found = random(n=1000)
    bins = [b for b in reliability(found.confidence, found.right) if b.images]
    share, mean = calibration_curve(found.right, found.confidence, n_bins=10)
    np.testing.assert_allclose([b.share for b in bins], share)
    np.testing.assert_allclose([b.confidence for b in bins], mean)


def test_nothing_has_no_error():
    assert np.isnan(expected_calibration_error(reliability(np.empty(0), np.empty(0, bool))))


@pytest.mark.parametrize(
    ("confidence", "right", "bins", "message"),
    [
        (CONFIDENCE, RIGHT[:2], 10, r"\(6,\) confidences but \(2,\)"),
        (CONFIDENCE, RIGHT, 0, "at least one bin, got 0"),
        (CONFIDENCE + 1, RIGHT, 10, "run from 1.55 to 2"),
    ],
)
def test_what_cannot_be_sorted(confidence, right, bins, message):
    with pytest.raises(ValueError, match=message):
        reliability(confidence, right, bins)


def test_a_temperature_by_hand():
    # two classes, logits (a, 0), right three times of four: softmax must say 3/4, so a / T = log 3
    logits = np.tile([2.0, 0.0], (4, 1))
    allowed = np.eye(2, dtype=bool)[[0, 0, 0, 1]]
    found = temperature(logits, allowed)
    assert found.value == pytest.approx(2 / np.log(3), rel=1e-6)
    assert found.after == pytest.approx(-(3 * np.log(3 / 4) + np.log(1 / 4)) / 4)
    assert found.before == pytest.approx(2 * 1 / 4 + np.log(1 + np.exp(-2)))
    # information of beta: 4 images, variance of the logit 2^2 * 3/4 * 1/4
    assert found.error == pytest.approx(found.value**2 / np.sqrt(4 * 4 * 3 / 16), rel=1e-5)


@pytest.mark.parametrize("wrong", [0.25, 0.7, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(wrong):
    rng = np.random.default_rng(1)
    logits = rng.normal(scale=2, size=(20_000, 5))
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = (p.cumsum(1) < rng.random((len(p), 1))).sum(1)
    found = temperature(logits * wrong, np.eye(5, dtype=bool)[labels])
    assert abs(found.value - wrong) < 4 * found.error
    assert found.error < 0.02 * wrong


def test_there_is_no_better_temperature():
    found = random(n=300, sharp=1.0)
    best = fit(found)
    for t in np.geomspace(1 / HOTTEST, HOTTEST, 200):
        assert nll(found.logits / t, found.allowed) >= best.after - 1e-12
    assert cooled(found, best.value).cross_entropy() == pytest.approx(best.after)
    np.testing.assert_array_equal(cooled(found, best.value).predicted, found.predicted)


def test_partial_labels_count_with_the_sum_of_their_candidates():
    logits = np.log(np.array([[0.5, 0.3, 0.2]]))
    assert nll(logits, np.array([[False, True, True]])) == pytest.approx(np.log(2))


def test_where_all_is_right_nothing_determines_it():
    found = temperature(np.eye(3) * 4, np.eye(3, dtype=bool))
    assert 1 / HOTTEST <= found.value < 0.2
    assert np.isnan(found.error)


def test_where_nothing_is_right_it_stops_at_the_bound():
    found = temperature(np.eye(3) * 4, np.roll(np.eye(3, dtype=bool), 1, axis=1))
    assert found.value == pytest.approx(HOTTEST, rel=0.01)
    assert np.isnan(found.error)


def test_a_temperature_needs_images():
    with pytest.raises(ValueError, match="no image"):
        temperature(np.empty((0, 3)), np.empty((0, 3), bool))
