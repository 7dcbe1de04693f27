import re

import numpy as np
import pytest

from cnnviz import figures
from cnnviz.data.images import CLASSES
from cnnviz.figures._bars import percent

SURE = np.array([0.01, 0.0, 0.02, 0.9, 0.04, 0.0299, 0.0001])


def rows(html):
    return re.findall(r"<tr.*?</tr>", html)


def test_bars_are_as_long_as_the_probabilities():
    html = figures.probability_bars(SURE, CLASSES)
    widths = [float(width) for width in re.findall(r'style="width: ([0-9.]+)%"', html)]
    np.testing.assert_allclose(widths, 100 * SURE, atol=0.005)
    names = re.findall(r'scope="row">([^<]+)', html)
    assert tuple(names) == CLASSES


def test_only_the_largest_is_highlighted_and_only_the_label_is_marked():
    html = rows(figures.probability_bars(SURE, CLASSES, label=5))
    assert [k for k, row in enumerate(html) if "gx-best" in row] == [3]
    assert [k for k, row in enumerate(html) if ">true</em>" in row] == [5]
    assert not any("<em" in row for row in rows(figures.probability_bars(SURE, CLASSES)))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.873, "87.3 %"),
        (1.0, "100.0 %"),
        (0.9996, "> 99.9 %"),
        (0.0, "0.0 %"),
        (0.0004, "< 0.1 %"),
        (0.0006, "0.1 %"),
    ],
)
def test_percent_by_hand(share, text):
    assert percent(share) == text


def test_names_cannot_become_markup():
    assert "<b>" not in figures.probability_bars(np.ones(1), ["<b>bold</b>"])


def test_no_classes_is_a_sentence():
    assert "No classes to show." in figures.probability_bars(np.empty(0), [])
