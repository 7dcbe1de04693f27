"""Outputs beside labels, full and partial, of the same and of other classes."""

import numpy as np
import pytest
from sklearn import metrics as sk

from cnnviz import metrics
from cnnviz.data.images import CLASSES
from cnnviz.evaluation import judge, matched, per_class
from cnnviz.evaluation.report import document
from cnnviz.evaluation.scores import Share
from tests.evaluation.cases import images, judged, random

P = [[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.2, 0.35, 0.45]]


def test_four_images_by_hand():
    found = judged(P, [0, 1, 1, 0])
    assert found.predicted.tolist() == [0, 0, 1, 2]
    assert found.right.tolist() == [True, False, True, False]
    assert found.evaluation.matrix.tolist() == [[1, 0, 1], [1, 1, 0], [0, 0, 0]]
    np.testing.assert_allclose(found.confidence, [0.7, 0.5, 0.8, 0.45])
    assert [found.among(k) for k in (1, 2, 3)] == [2, 3, 4]
    assert found.cross_entropy() == pytest.approx(-np.mean(np.log([0.7, 0.3, 0.8, 0.2])))
    assert found.surest_mistakes(5).tolist() == [1, 3]
    assert found.least_sure_hits(1).tolist() == [0]


def test_scores_by_hand():
    # class a: one of two is found, two are taken for it, three are one or the other
    a, b, c = per_class(judged(P, [0, 1, 1, 0]).evaluation)
    assert (a.recall.value, a.precision.value, a.f1) == (0.5, 0.5, 0.5)
    assert (b.recall.value, b.precision.value) == (0.5, 1)
    assert b.f1 == pytest.approx(2 / 3)
    assert (c.images, c.precision.value, c.f1) == (0, 0, 0)
    assert np.isnan(c.recall.value)
    assert c.recall.interval == (0, 1)
    assert a.recall.interval == pytest.approx(metrics.wilson_interval(1, 2))
    low, high = metrics.wilson_interval(1, 3)
    assert a.f1_interval == pytest.approx((2 * low / (1 + low), 2 * high / (1 + high)))


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_scikit_learn(seed):
    found = random(seed=seed, sharp=1.5)
    precision, recall, f1, support = sk.precision_recall_fscore_support(
        found.labels, found.predicted
    )
    scores = per_class(found.evaluation)
    np.testing.assert_allclose([s.precision.value for s in scores], precision)
    np.testing.assert_allclose([s.recall.value for s in scores], recall)
    np.testing.assert_allclose([s.f1 for s in scores], f1)
    assert [s.images for s in scores] == support.tolist()
    assert all(s.f1_interval[0] < s.f1 < s.f1_interval[1] for s in scores)
    for k in (1, 2, 3):
        theirs = sk.top_k_accuracy_score(found.labels, found.probabilities, k=k)
        assert found.among(k) / len(found) == pytest.approx(theirs)
    assert found.cross_entropy() == pytest.approx(sk.log_loss(found.labels, found.probabilities))


def test_every_image_lies_in_its_cell():
    found = random(n=200)
    rows, columns = found.cells
    counted = metrics.confusion_matrix(rows, columns, 4)
    np.testing.assert_array_equal(counted, found.evaluation.matrix)


PARTIAL = np.array([[True, False, False], [False, True, True], [False, False, False]])


def test_a_partial_label_is_right_within_its_candidates():
    names = ("round", "spiral", "star")
    found = judge(images([1, 0, 2, 1], names, PARTIAL), np.log([P[3], P[0], P[0], P[0]]), "xyz")
    assert (len(found), found.left_out, found.index.tolist()) == (3, 1, [0, 1, 3])
    assert found.right.tolist() == [True, True, False]
    assert found.evaluation.predictions == ("x", "y or z")
    assert found.evaluation.matrix.tolist() == [[1, 0], [1, 1]]
    assert found.cells[0].tolist() == [1, 0, 1]
    assert found.cells[1].tolist() == [1, 0, 0]
    assert found.cross_entropy() == pytest.approx(-np.mean(np.log([0.8, 0.7, 0.3])))
    assert found.among(1) == 2
    # y and z are one answer, of which the probabilities add up
    np.testing.assert_allclose(found.confidence, [0.8, 0.7, 0.7])


def test_two_labels_of_one_prediction_have_no_precision():
    both = np.array([[True, False], [True, True]])
    scores = per_class(judge(images([0, 1], ("a", "b"), both), np.eye(2), ("x", "y")).evaluation)
    assert [s.precision for s in scores] == [None, None]
    assert np.isnan(scores[0].f1)
    assert scores[0].f1_interval == (0, 1)


def test_the_seven_classes_keep_their_candidates():
    assert matched(images([0]), CLASSES) is images([0]).candidates or np.array_equal(
        matched(images([0]), CLASSES), np.eye(7)
    )


def test_other_classes_are_matched_by_name():
    classes = ("Star", "Barred Spiral", "Merging")
    found = matched(images([0, 1]), classes)
    assert np.argwhere(found).tolist() == [[0, 2], [3, 1]]
    judged_few = judge(images([0, 1, 3, 3]), np.eye(3)[[2, 0, 1, 2]], classes)
    assert judged_few.left_out == 1
    assert judged_few.right.tolist() == [True, True, False]
    assert judged_few.evaluation.classes == ("Merging", "Barred Spiral")


def test_partial_labels_are_matched_by_name():
    seven = np.zeros((1, 7), bool)
    seven[0, [4, 5]] = True
    set_ = images([0], ("Unbarred Spiral",), seven)
    assert matched(set_, ("Unbarred Loose Spiral", "Merging")).tolist() == [[True, False]]
    assert matched(set_, ("Unbarred Spiral", "Merging")).tolist() == [[True, False]]


def test_nothing_in_common_is_nothing_judged():
    found = judge(images([0, 1]), np.zeros((2, 2)), ("cat", "dog"))
    assert (len(found), found.left_out) == (0, 2)
    text = document(found)
    assert text["accuracy"] is None
    assert text["images"] == 0


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"\(2, 3\) for 2 images and 7 classes"):
        judge(images([0, 1]), np.zeros((2, 3)), CLASSES)
    with pytest.raises(ValueError, match="k is from 1 to 3, got 4"):
        judged(P, [0, 1, 1, 0]).among(4)


def test_a_share_of_nothing():
    assert np.isnan(Share(0, 0).value)
    assert Share(0, 0).interval == (0, 1)
