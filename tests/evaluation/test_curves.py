"""ROC and precision-recall: by hand, and as scikit-learn has them."""

import numpy as np
import pytest
from sklearn import metrics as sk

from cnnviz.evaluation import judge, precision_recall, roc
from cnnviz.evaluation.curves import hanley_mcneil, one_against_rest
from tests.evaluation.cases import images, random

SCORE = np.array([0.9, 0.8, 0.8, 0.3])
TRUTH = np.array([True, False, True, False])


def test_a_roc_curve_by_hand():
    found = roc(SCORE, TRUTH)
    assert found.threshold.tolist() == [np.inf, 0.9, 0.8, 0.3]
    assert found.x.tolist() == [0, 0, 0.5, 1]
    assert found.y.tolist() == [0, 0.5, 1, 1]
    # of four pairs three are in order and one is equal
    assert found.area == pytest.approx(3.5 / 4)
    assert (found.positive, found.negative) == (2, 2)


def test_a_precision_recall_curve_by_hand():
    found = precision_recall(SCORE, TRUTH)
    assert found.x.tolist() == [0, 0.5, 1, 1]
    np.testing.assert_allclose(found.y, [1, 1, 2 / 3, 1 / 2])
    assert found.area == pytest.approx(0.5 + 0.5 * 2 / 3)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("digits", [1, 12])
def test_areas_and_points_are_those_of_scikit_learn(seed, digits):
    rng = np.random.default_rng(seed)
    truth = rng.random(300) < 0.3
    score = np.round(rng.random(300) * 0.7 + 0.3 * truth, digits)  # many equal ones with one digit
    ours = roc(score, truth)
    x, y, threshold = sk.roc_curve(truth, score, drop_intermediate=False)
    np.testing.assert_allclose(ours.x, x)
    np.testing.assert_allclose(ours.y, y)
    np.testing.assert_allclose(ours.threshold, threshold)
    assert ours.area == pytest.approx(sk.roc_auc_score(truth, score))
    assert precision_recall(score, truth).area == pytest.approx(
        sk.average_precision_score(truth, score)
    )


def test_the_error_of_an_area_by_hand():
    # A = 3/4 of two and two: Q1 = 0.6, Q2 = 1.125 / 1.75
    variance = (3 / 16 + (0.6 - 9 / 16) + (1.125 / 1.75 - 9 / 16)) / 4
    assert hanley_mcneil(0.75, 2, 2) == pytest.approx(np.sqrt(variance))
    assert hanley_mcneil(0.75, 1, 1) == pytest.approx(np.sqrt(3 / 16))


def test_the_error_is_the_scatter_of_the_area():
    # the formula is exact for exponential scores: A = rate / (rate + 1)
    rng = np.random.default_rng(0)
    truth = np.arange(60) < 25
    scale = np.where(truth, 4.0, 1.0)
    areas = [roc(rng.exponential(scale), truth).area for _ in range(3000)]
    assert np.mean(areas) == pytest.approx(0.8, abs=0.005)
    assert np.std(areas) == pytest.approx(hanley_mcneil(0.8, 25, 35), rel=0.05)


@pytest.mark.parametrize("truth", [True, False])
def test_one_kind_alone_has_no_area(truth):
    found = roc(np.array([0.2, 0.8]), np.array([truth, truth]))
    assert np.isnan(found.area)
    assert np.isnan(found.error)


def test_no_image_at_all():
    none = np.empty(0)
    assert np.isnan(roc(none, none.astype(bool)).area)
    assert np.isnan(precision_recall(none, none.astype(bool)).area)


def test_one_against_the_rest_is_the_column():
    found = random()
    score, truth = one_against_rest(found, 2)
    np.testing.assert_array_equal(score, found.probabilities[:, 2])
    np.testing.assert_array_equal(truth, found.labels == 2)


def test_images_that_may_be_either_are_left_out():
    candidates = np.array([[True, False, False], [False, True, True], [True, True, True]])
    set_ = images([0, 1, 2], ("a", "b", "any"), candidates)
    found = judge(set_, np.zeros((3, 3)), "xyz")
    score, truth = one_against_rest(found, 1)
    np.testing.assert_allclose(score, 2 / 3)
    assert truth.tolist() == [False, True]


def test_shapes_that_differ():
    with pytest.raises(ValueError, match=r"\(4,\) but truths of shape \(2,\)"):
        roc(SCORE, TRUTH[:2])
