"""Numbers as people read them."""

import numpy as np
import pytest

from cnnviz.data.images import CLASSES
from cnnviz.evaluation import McNemar
from cnnviz.evaluation.calibration import Bin, Temperature
from cnnviz.evaluation.scores import Share
from cnnviz.ui.evaluate import sentences, versus
from cnnviz.ui.evaluate.calibrating import about, ece_formula, softmax_formula
from cnnviz.ui.evaluate.reading import read_priors, write_priors
from cnnviz.ui.evaluate.skies import GALAXY10, SKIES

NAN = float("nan")


def said(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_shares():
    assert said(sentences.percent(0.936)) == "93.6 %"
    assert sentences.percent(NAN) == "\N{EN DASH}"
    assert said(sentences.interval((0.915, 0.952))) == "91.5 to 95.2 %"
    assert said(sentences.counted(Share(1, 2))) == "50.0 % (9.5 to 90.5)"
    assert sentences.counted(None) == sentences.counted(Share(0, 0)) == "\N{EN DASH}"
    assert said(sentences.with_error(0.5, 0.01)) == "50.0 ± 1.0 %"
    assert sentences.points(-0.02, 0.01) == "\N{MINUS SIGN}2.0 ± 1.0"
    assert sentences.points(0.02, 0.01) == "+2.0 ± 1.0"


def test_probabilities():
    assert said(sentences.p_value(0.0213)) == "p = 0.021"
    assert said(sentences.p_value(1e-9)) == "p < 0.0001"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (McNemar(60, 10, 25, 5), "probably not chance"),
        (McNemar(60, 4, 25, 5), "hardly chance"),
        (McNemar(60, 5, 6, 5), "within chance"),
        (McNemar(60, 0, 0, 5), "nothing to tell them apart"),
    ],
)
def test_a_verdict(table, words):
    assert words in sentences.verdict(table)


def test_more_and_less_often():
    assert sentences.more_often(McNemar(60, 10, 25, 5)).endswith("percentage points more often")
    assert sentences.more_often(McNemar(60, 25, 10, 5)).startswith("15.0 ± ")
    assert sentences.more_often(McNemar(60, 25, 10, 5)).endswith("less often")


def test_the_formula_of_the_difference():
    text = versus.formula(McNemar(60, 10, 25, 5))
    assert r"\frac{25 - 10}{100}" in text
    assert r"\sqrt{35 - 225/100}" in text
    assert text.endswith("0.1500 \\pm 0.0572")


def test_the_formula_of_the_calibration_error():
    bins = [Bin(0.5, 0.6, 2, 1, 0.565), Bin(0.9, 1.0, 4, 3, 0.9625), Bin(0, 0.1, 0, 0, NAN)]
    text = ece_formula(bins)
    assert r"\tfrac{4}{6}\,|0.750 - 0.963|" in text or r"|0.750 - 0.962|" in text
    assert r"\ldots" not in text
    assert text.endswith("= 0.163")


def test_the_formula_of_the_temperature():
    text = softmax_formula(np.array([2.0, 0.0]), 2.0)
    assert "e^{2.00/2.00}" in text
    assert "= 0.731" in text
    assert "0.881" in text


def test_what_a_temperature_says():
    assert "too sure of itself" in about(Temperature(1.5, 0.1, 1.0, 0.9, 700))
    assert "not sure enough" in about(Temperature(0.8, 0.05, 1.0, 0.9, 700))
    assert "about as sure as it may be" in about(Temperature(1.05, 0.05, 1.0, 0.9, 700))
    assert "±" not in about(Temperature(0.05, NAN, 1.0, 0.9, 700)).split(":")[0]


def test_priors_in_the_address():
    assert read_priors(write_priors((1, 0, 100))) == (1, 0, 100)
    with pytest.raises(ValueError, match="101 is not between 0 and 100"):
        read_priors("1-101")
    with pytest.raises(ValueError, match="are more than"):
        read_priors("-".join(["1"] * 1001))


def test_skies():
    assert sum(GALAXY10.values()) == 14_898  # of Galaxy10's 17,736: three classes are left out
    assert SKIES["equal"].weigh(CLASSES) == ()
    assert SKIES["galaxy10"].weigh(CLASSES)[1] == 100
    assert SKIES["rare"].weigh(CLASSES) == (2, *6 * [16])
    assert SKIES["rare"].weigh(("Star",)) == (98,)
