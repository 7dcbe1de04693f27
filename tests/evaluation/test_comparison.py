"""McNemar's test."""

import numpy as np
import pytest
from scipy import stats

from cnnviz.evaluation import McNemar, mcnemar
from cnnviz.evaluation.comparison import compare
from tests.evaluation.cases import random


def test_a_table_by_hand():
    found = McNemar(both=60, first=10, second=25, neither=5)
    assert found.images == 100
    assert found.difference == pytest.approx(0.15)
    assert found.error == pytest.approx(np.sqrt(35 - 15**2 / 100) / 100)
    assert found.chi_square == pytest.approx(14**2 / 35)


def test_published_numbers():
    # Agresti 2002, table 10.1: approval of the prime minister, 150 against 86 of 1,600
    found = McNemar(both=794, first=150, second=86, neither=570)
    assert found.difference == pytest.approx(-0.04, abs=0.0005)
    assert found.error == pytest.approx(0.0095, abs=0.00005)
    assert pytest.approx(17.36, abs=0.005) == (150 - 86) ** 2 / 236  # without the correction
    assert found.chi_square == pytest.approx(63**2 / 236)
    assert found.p_exact < 1e-4


@pytest.mark.parametrize(("b", "c"), [(0, 0), (0, 1), (3, 3), (5, 2), (40, 61), (200, 150)])
def test_probabilities_are_those_of_scipy(b, c):
    found = McNemar(10, b, c, 10)
    exact = stats.binomtest(b, b + c, 0.5).pvalue if b + c else 1.0
    assert found.p_exact == pytest.approx(exact)
    assert found.p_chi_square == pytest.approx(stats.chi2.sf(found.chi_square, 1))


def test_counting():
    a = np.array([True, True, False, False, True])
    b = np.array([True, False, True, False, False])
    assert mcnemar(a, b) == McNemar(1, 2, 1, 1)
    assert mcnemar(a, a).p_exact == 1
    assert mcnemar(a, a).chi_square == 0


def test_nothing_in_common():
    none = np.empty(0, bool)
    assert np.isnan(mcnemar(none, none).difference)
    assert np.isnan(mcnemar(none, none).error)


def test_the_same_images_of_two_networks():
    from dataclasses import replace

    one, two = random(n=100), random(n=100, sharp=0.5)
    found = compare(one, two)
    difference = two.right.mean() - one.right.mean()
    assert found.difference == pytest.approx(difference)
    few = np.arange(0, 100, 2)
    part = replace(two, logits=two.logits[few], labels=two.labels[few], index=few)
    assert compare(one, part) == mcnemar(one.right[few], two.right[few])


def test_other_shapes():
    with pytest.raises(ValueError, match=r"\(2,\) images judged by one and \(3,\)"):
        mcnemar(np.ones(2, bool), np.ones(3, bool))
