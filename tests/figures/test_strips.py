"""A strip for each quantity: places by hand, words escaped."""

import math
import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures import Strip
from cnnviz.figures._strips import MARK

STRIP = Strip("Size", "4.0 pixels", "small", "7 to 19", 0.0, (2.0, 4.0, 5.0, 8.0, 10.0), True)


def test_places_by_hand():
    # from 0 to 10, with 0.06 left free at either end
    quantiles, value = STRIP.places
    assert quantiles == pytest.approx([0.236, 0.412, 0.5, 0.764, 0.94])
    assert value == pytest.approx(0.06)


def test_without_a_value_there_is_no_ring():
    unknown = replace(STRIP, value=math.nan, text="")
    assert unknown.places[1] is None
    assert unknown.places[0][0] == pytest.approx(0.06)
    html = figures.strips([unknown], "all")
    assert "gx-here" not in html
    assert "<td>small</td>" in html


def test_equal_numbers_lie_in_the_middle():
    constant = replace(STRIP, value=3.0, quantiles=(3.0,) * 5)
    assert constant.places == ([0.5] * 5, 0.5)


def test_the_table_has_names_values_ranges_and_marks():
    html = figures.strips([STRIP, replace(STRIP, name="<b>", marked=False)], 'a "quoted" word')
    assert html.count("<tr") == 2
    assert html.count("gx-best") == html.count("gx-other") == 1
    assert "<b>" not in html
    assert 'aria-label="a &quot;quoted&quot; word"' in html
    assert "<td>4.0 pixels, small</td>" in html
    assert "<td>7 to 19</td>" in html
    assert re.search(r'gx-usual" style="left: 41.20%; width: 35.20%"', html)
    assert re.search(r'gx-here" style="left: 6.00%"', html)


def test_nothing_to_compare():
    assert "nothing to compare" in figures.strips([], "all")


def test_the_file_has_the_ring_where_the_value_is():
    file = figures.strips_png([STRIP, replace(STRIP, value=math.nan)], "Title", ["below"])
    image = np.asarray(Image.open(BytesIO(file)).convert("RGB"))
    mark = np.array([int(MARK[i : i + 2], 16) for i in (1, 3, 5)])
    rows, columns = np.nonzero((image == mark).all(axis=2))
    assert columns.mean() == pytest.approx(24 + 0.06 * 560, abs=1)
    assert np.ptp(rows) < 20  # the second strip has none
