"""Two bars for each class, and their difference."""

import numpy as np
import pytest

from cnnviz import figures

BEFORE, AFTER = np.array([0.2, 0.7996, 0.0004]), np.array([0.652, 0.348, 0.0])


def test_numbers_and_bars():
    html = figures.change_bars(BEFORE, AFTER, ("Round", "<b>", "Disc"), 1)
    assert html.count("<tr") == 4
    assert "<b>" not in html
    assert "<td>20.0 %</td><td>65.2 %</td><td>+45.2</td>" in html
    assert "<td>80.0 %</td><td>34.8 %</td><td>\N{MINUS SIGN}45.2</td>" in html
    assert "<td>&lt; 0.1 %</td><td>0.0 %</td><td>0.0</td>" in html
    assert 'class="gx-now" style="width: 65.20%"' in html
    assert 'class="gx-then" style="width: 20.00%"' in html
    assert html.count("gx-best") == 1
    assert html.index("gx-best") < html.index("&lt;b&gt;") < html.index("Disc")


def test_no_classes():
    assert "No classes" in figures.change_bars(BEFORE[:0], AFTER[:0], (), 0)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (0.032, "+3.2"),
        (-0.5, "\N{MINUS SIGN}50.0"),
        (0.0004, "0.0"),
        (-0.0004, "0.0"),
        (1, "+100.0"),
    ],
)
def test_percentage_points(change, text):
    assert figures.points(change) == text


def test_a_minus_sign():
    assert figures.signed(-1.234) == "\N{MINUS SIGN}1.23"
    assert figures.signed(0.5, ".1f") == "0.5"
