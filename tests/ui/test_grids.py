"""Numbers that a visitor types."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz.ui import grids


def test_the_lectures_kernel():
    expected = [[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]
    np.testing.assert_array_equal(grids.grid("1 0 1; 0 1 0; 1 0 1"), expected)
    np.testing.assert_array_equal(grids.grid(" 1 0 1\n0 1 0\n1 0 1 ;"), expected)


def test_channels_and_decimals():
    np.testing.assert_array_equal(
        grids.grid("0,5 -1 | 2 \N{MINUS SIGN}3"), [[[0.5, -1]], [[2, -3]]]
    )


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: x + 0.0)


@given(arrays(float, st.tuples(*[st.integers(1, 3)] * 3), elements=numbers))
def test_what_is_written_is_read(values):
    np.testing.assert_array_equal(grids.grid(grids.text(values)), values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there are no numbers"),
        (" ; ", "there are no numbers"),
        ("1 2; 3", "the rows are not equally long: they have 2, 1 numbers"),
        ("1 2 | 3", "the rows are not equally long: they have 2, 1 numbers"),
        ("1 | 2; 3", "the rows are not equally long: they have 1, 1, 1 numbers"),
        ("1 two", "'two' is no number"),
        ("nan", "'nan' is not between -1,000,000 and 1,000,000"),
        ("1e308", "'1e308' is not between -1,000,000 and 1,000,000"),
        ("-inf", "'-inf' is not between -1,000,000 and 1,000,000"),
        ("1 " * 17, "1 by 17 numbers are more than 16 by 16"),
        ("1_000", "'1_000' is no number"),
        ("<script>" * 9, "'<script><script><scr' is no number"),
    ],
)
def test_what_is_no_grid_says_why(text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        grids.grid(text)


def test_a_text_from_outside_may_be_too_long():
    with pytest.raises(ValueError, match=r"^8001 letters are more than 8000$"):
        grids.typed("1" * 8001)
    long = grids.typed("1e6 " * 16 + 15 * (";" + "1e6 " * 16))
    np.testing.assert_array_equal(grids.grid(" | ".join([grids.text(long)] * 3))[0], long[0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3.5", "'3.5' is no whole number"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "is no whole number"),
        ("1e3", "'1e3' is no whole number"),
        ("9" * 400, "is no whole number"),
        ("0", "0 is not between 1 and 5"),
        ("6", "6 is not between 1 and 5"),
    ],
)
def test_what_is_no_integer_says_why(text, message):
    with pytest.raises(ValueError, match=message):
        grids.integer(text, 1, 5)


def test_bounds():
    assert grids.integer("5", 1, 5) == 5
    assert grids.bounded("0.5", 0.5, 1) == 0.5
    with pytest.raises(ValueError, match=r"^0.4 is not between 0.5 and 1$"):
        grids.bounded("0.4", 0.5, 1)
    for text, shown in (("inf", "inf"), ("-1e9", "-1e[+]09"), ("nan", "nan")):
        with pytest.raises(ValueError, match=f"^{shown} is not between 0.0001 and 20$"):
            grids.bounded(text, 0.0001, 20)
