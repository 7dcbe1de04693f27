import numpy as np
import pytest

from cnnviz import metrics
from cnnviz.data.images import CLASSES, Images


def images(labels, classes=CLASSES, candidates=None):
    labels = np.array(labels, np.int64)
    candidates = np.eye(len(classes), dtype=bool) if candidates is None else np.array(candidates)
    return Images(np.zeros((len(labels), 2, 2, 3), np.uint8), labels, classes, candidates.copy())


# confusion matrix


def test_confusion_matrix_by_hand():
    true, predicted = np.array([0, 0, 0, 1, 2, 2]), np.array([0, 0, 1, 1, 0, 2])
    matrix = metrics.confusion_matrix(true, predicted, 3)
    assert matrix.tolist() == [[2, 1, 0], [0, 1, 0], [1, 0, 1]]
    assert matrix.dtype == np.int64
    assert metrics.accuracy(matrix) == 4 / 6


def test_confusion_matrix_matches_a_loop():
    rng = np.random.default_rng(0)
    true, predicted = rng.integers(0, 7, 500), rng.integers(0, 7, 500)
    expected = np.zeros((7, 7), int)
    for i, j in zip(true, predicted, strict=True):
        expected[i, j] += 1
    matrix = metrics.confusion_matrix(true, predicted, 7)
    np.testing.assert_array_equal(matrix, expected)
    assert metrics.accuracy(matrix) == np.mean(true == predicted)


def test_small_integers_do_not_overflow():
    top = np.array([199], np.uint8)
    assert metrics.confusion_matrix(top, top, 200)[199, 199] == 1


def test_no_images_have_no_accuracy():
    nobody = np.array([], np.int64)
    matrix = metrics.confusion_matrix(nobody, nobody, 7)
    assert matrix.shape == (7, 7)
    assert np.isnan(metrics.accuracy(matrix))
    assert np.isnan(metrics.standard_error(0, 0))


@pytest.mark.parametrize(
    ("true", "predicted", "reason"),
    [
        ([0, 1], [0], "(2,) true classes but (1,) predicted"),
        ([[0]], [[0]], "(1, 1) true classes"),
        ([0, 3], [0, 1], "true classes run from 0 to 3 but there are 3"),
        ([0, 1], [-1, 1], "predicted classes run from -1 to 1 but there are 3"),
    ],
)
def test_classes_that_cannot_be_are_refused(true, predicted, reason):
    with pytest.raises(ValueError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        metrics.confusion_matrix(np.array(true), np.array(predicted), 3)


# errors


@pytest.mark.parametrize(
    ("correct", "total", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_is_the_published_one(correct, total, low, high):
    assert metrics.wilson_interval(correct, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("z", [1.0, 1.96, 3.0])
@pytest.mark.parametrize(("correct", "total"), [(0, 5), (3, 9), (712, 1000), (8, 8)])
def test_the_ends_of_the_interval_are_z_standard_errors_from_the_share(correct, total, z):
    for end in metrics.wilson_interval(correct, total, z):
        distance = abs(correct / total - end)
        assert distance == pytest.approx(z * np.sqrt(end * (1 - end) / total))


def test_the_interval_reaches_the_ends_and_mirrors():
    assert metrics.wilson_interval(0, 7)[0] == 0
    assert metrics.wilson_interval(7, 7)[1] == 1
    assert metrics.wilson_interval(0, 0) == (0, 1)
    low, high = metrics.wilson_interval(30, 100)
    assert metrics.wilson_interval(70, 100) == pytest.approx((1 - high, 1 - low))


def test_standard_error_by_hand():
    assert metrics.standard_error(50, 100) == 0.05
    assert metrics.standard_error(100, 100) == 0


@pytest.mark.parametrize(("correct", "total"), [(3, 2), (-1, 2), (1, 0)])
def test_a_share_that_cannot_be_is_refused(correct, total):
    for function in (metrics.wilson_interval, metrics.standard_error):
        with pytest.raises(ValueError, match=f"{correct} right of {total} images"):
            function(correct, total)


# partial labels

ZOO = ("Merging", "Unbarred", "Edge-on")
ZOO_CANDIDATES = [
    [True, False, False, False],
    [False, True, True, False],
    [False, False, False, True],
]
MODEL = ("Merging", "Tight", "Loose", "Edge-on")


def test_partial_labels_merge_the_classes_they_cannot_tell_apart():
    data = images([0, 0, 1, 1, 1, 2], ZOO, ZOO_CANDIDATES)
    result = metrics.evaluate(data, np.array([0, 1, 1, 2, 3, 3]), MODEL)
    assert result.classes == ZOO
    assert result.predictions == ("Merging", "Tight or Loose", "Edge-on")
    assert result.matrix.tolist() == [[1, 1, 0], [0, 2, 1], [0, 0, 1]]
    assert (result.correct, result.images, result.left_out) == (4, 6, 0)
    np.testing.assert_allclose(result.recall, [1 / 2, 2 / 3, 1])


def test_a_label_that_tells_them_apart_keeps_them_apart():
    candidates = [*ZOO_CANDIDATES, [False, True, False, False]]
    data = images([1, 1, 3, 3], (*ZOO, "Tight"), candidates)
    result = metrics.evaluate(data, np.array([1, 2, 1, 2]), MODEL)
    assert result.predictions == MODEL
    assert result.matrix.tolist() == [[0] * 4, [0, 1, 1, 0], [0] * 4, [0, 1, 1, 0]]
    assert result.correct == 3
    np.testing.assert_array_equal(result.recall, [np.nan, 1, np.nan, 0.5])


def test_full_labels_give_the_confusion_matrix():
    rng = np.random.default_rng(1)
    labels, predicted = rng.integers(0, 7, 300), rng.integers(0, 7, 300)
    result = metrics.evaluate(images(labels), predicted, CLASSES)
    np.testing.assert_array_equal(result.matrix, metrics.confusion_matrix(labels, predicted, 7))
    assert result.accuracy == metrics.accuracy(result.matrix)


def test_classes_that_the_model_does_not_know_are_left_out_and_counted():
    candidates = [[False, False], [True, False], [False, True]]
    data = images([0, 0, 1, 2, 2], ("Disturbed", "Merging", "Round"), candidates)
    result = metrics.evaluate(data, np.array([0, 1, 0, 0, 1]), ("Merging", "Round"))
    assert result.classes == ("Merging", "Round")
    assert result.matrix.tolist() == [[1, 0], [1, 1]]
    assert result.left_out == 2
    assert result.accuracy == 2 / 3


def test_model_classes_that_no_label_allows_stay_by_themselves():
    data = images([0], ("Merging",), [[True, False, False]])
    result = metrics.evaluate(data, np.array([2]), ("Merging", "Round", "Edge-on"))
    assert result.predictions == ("Merging", "Round", "Edge-on")
    assert result.matrix.tolist() == [[0, 0, 1]]
    assert result.correct == 0


def test_an_empty_set_is_evaluated_to_nothing():
    result = metrics.evaluate(images([]), np.array([], np.int64), CLASSES)
    assert result.images == 0
    assert np.isnan(result.accuracy)
    assert np.isnan(result.recall).all()


def test_data_about_another_number_of_classes_is_refused():
    with pytest.raises(ValueError, match="the data knows 7 classes but the model 2"):
        metrics.evaluate(images([0]), np.array([0]), ("A", "B"))
    with pytest.raises(ValueError, match="predicted classes run from 7 to 7"):
        metrics.evaluate(images([0]), np.array([7]), CLASSES)
