"""Bayes's theorem with other priors."""

import numpy as np
import pytest

from cnnviz.evaluation.priors import accuracy, normalised, reweigh, reweighed
from tests.evaluation.cases import judged, random


def test_a_posterior_by_hand():
    # 0.6 of three times as many against 0.4: 1.8 to 0.4
    np.testing.assert_allclose(reweigh(np.array([0.6, 0.4]), [3, 1]), [1.8 / 2.2, 0.4 / 2.2])
    np.testing.assert_allclose(
        reweigh(np.array([0.6, 0.4]), [1, 1], [3, 1]), [0.2 / 0.6, 0.4 / 0.6]
    )


def test_the_priors_of_the_training_change_nothing():
    p = random().probabilities
    np.testing.assert_allclose(reweigh(p, np.ones(4)), p)
    np.testing.assert_allclose(reweigh(p, [1, 2, 3, 4], [2, 4, 6, 8]), p)


def test_bayes_with_known_densities_gives_the_exact_posterior():
    rng = np.random.default_rng(0)
    x, mean = rng.normal(size=50), np.array([-1.0, 0, 2])
    density = np.exp(-((x[:, None] - mean) ** 2) / 2)
    pi0, pi = np.array([0.2, 0.3, 0.5]), np.array([0.7, 0.2, 0.1])
    f = density * pi0 / (density * pi0).sum(1, keepdims=True)
    exact = density * pi / (density * pi).sum(1, keepdims=True)
    np.testing.assert_allclose(reweigh(f, pi, pi0), exact)


def test_a_class_that_is_not_there_is_never_answered():
    found = reweighed(random(), np.array([0, 1, 1, 1]))
    assert 0 not in found.predicted
    assert (reweigh(np.array([1.0, 0.0]), [0, 1]) == [0, 1]).all()


def test_accuracy_in_another_sky_by_hand():
    # of class a half are right (2 of 4), of class b all (2 of 2)
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9]])
    found = accuracy(judged(p, [0, 0, 0, 0, 1, 1], ("a", "b")), np.array([3.0, 1.0]))
    assert found.accuracy == pytest.approx(0.75 * 0.5 + 0.25)
    assert found.error == pytest.approx(0.75 * np.sqrt(0.5 * 0.5 / 4))
    assert found.missing == ()


def test_equal_priors_and_equal_counts_give_the_accuracy():
    p = random(n=40).probabilities
    found = judged(p, np.arange(40) % 4, "abcd")
    assert accuracy(found, np.ones(4)).accuracy == pytest.approx(found.right.mean())


def test_a_class_without_images_is_named():
    found = accuracy(judged([[0.9, 0.1]], [0], ("a", "b")), np.array([1.0, 1.0]))
    assert (found.accuracy, found.missing) == (1, ("b",))
    assert np.isnan(accuracy(judged([[0.9, 0.1]], [0], ("a", "b")), np.array([0, 1.0])).accuracy)


def test_reweighing_helps_where_the_priors_are_true():
    found = random(n=4000, sharp=1.0)
    pi = np.array([8.0, 1, 1, 1])
    assert accuracy(reweighed(found, pi), pi).accuracy > accuracy(found, pi).accuracy


@pytest.mark.parametrize("wrong", [[0, 0], [-1, 2], [np.nan, 1]])
def test_what_are_no_priors(wrong):
    with pytest.raises(ValueError, match="priors are not negative"):
        normalised(wrong)


def test_priors_of_another_length_or_of_an_untrained_class():
    with pytest.raises(ValueError, match="2 probabilities, 3 priors"):
        reweigh(np.array([0.5, 0.5]), [1, 1, 1])
    with pytest.raises(ValueError, match="never trained on"):
        reweigh(np.array([0.5, 0.5]), [1, 1], [0, 1])
