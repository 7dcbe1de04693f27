"""The formulas with numbers in them."""

import numpy as np
import pytest

from cnnviz.ui.feature_maps import formulas


@pytest.mark.parametrize(
    ("value", "people", "latex"),
    [
        (0.0, "0", "0"),
        (-1.25, "\N{MINUS SIGN}1.25", "-1.25"),
        (6.57879, "6.579", "6.579"),
        (8.815e-07, "8.815e\N{MINUS SIGN}7", r"8.815 \cdot 10^{-7}"),
        (1.5e12, "1.5e12", r"1.5 \cdot 10^{12}"),
    ],
)
def test_numbers(value, people, latex):
    assert formulas.numeral(value) == people
    assert formulas.latex(value) == latex


def test_exponentials_beyond_all_measure_are_powers_of_ten():
    assert formulas.power(2.0) == "7.389"
    assert formulas.power(2302.585) == "10^1000"
    assert formulas.power(-2302.585) == "10^\N{MINUS SIGN}1000"
    assert formulas.log_sum(np.array([2e3, 0.0])) == 2000
    assert formulas.log_sum(np.log([1.0, 2.0, 5.0])) == pytest.approx(np.log(8))


def test_the_terms_of_a_logit_are_its_largest_and_the_rest():
    text = formulas.logit(2, np.array([0.5, -4.0, 1.0, 2.0, 0.25]), -0.75, -1.0)
    assert (
        r"= - 4 + 2 + 1 \underbrace{+ 0.75}_{2\ \text{others}} \underbrace{- 0.75}_{b_{2}}" in text
    )
    assert r"&= -1 " in text
    few = formulas.logit(0, np.array([0.5, 4.0]), 0.25, 4.75)
    assert r"&= 4 + 0.5 \underbrace{+ 0.25}_{b_{0}} \\ &= 4.75 " in few


def test_softmax_and_losses_have_their_numbers():
    text = formulas.softmax(1, np.log([1.0, 3.0]), 0.75)
    assert r"\frac{e^{z_{1}}}{\sum_j e^{z_j}} = \frac{3}{4} = 0.75" in text
    assert r"\frac{10^{434}}{10^{434}}" in formulas.softmax(0, np.array([1e3, 0.0]), 1.0)
    assert r"-\log f_{1}(x) = -\log 0.75 = 0.2877" in formulas.cross_entropy(1, 0.75, 0.28768)
    assert r"= 0.5 \\" in formulas.entropy(0.5, 7)
    assert r"\log 7 = 1.946" in formulas.entropy(0.5, 7)
