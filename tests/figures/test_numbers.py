"""Numbers as text: by hand, and that they fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.figures._numbers import bracketed, breadth, fitting, number, writer


def minus(text):
    """With a real minus sign."""
    return text.replace("-", "\N{MINUS SIGN}")


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (12.0, "12"), (-3.0, "-3"), (0.5, "0.5"), (1 / 3, "0.3333"),
        (-2 / 3, "-0.6667"), (1234567.0, "1234567"), (1e308, "1e308"), (12345.678, "12346"),
        (1e-5, "1e-5"), (2.5e-12, "2.5e-12"), (float("inf"), "∞"), (float("-inf"), "-∞"),
        (float("nan"), "NaN"),
    ],
)  # fmt: skip
def test_numbers_by_hand(x, text):
    assert number(x) == minus(text)


def test_negative_factors_stand_in_brackets():
    assert [bracketed(x) for x in (2.0, -2.0, 0.0)] == ["2", minus("(-2)"), "0"]
    assert bracketed(-0.123456, 2) == minus("(-0.12)")


@pytest.mark.parametrize(
    ("numbers", "digits", "tight", "texts"),
    [
        ([1.0, -20.0], 3, False, ["1", "-20"]),
        ([0.5, -0.25], 3, False, ["0.50", "-0.25"]),
        ([0.5, -0.25], 2, True, [".50", "-.25"]),
        ([0.5, 1 / 3], 3, False, ["0.500", "0.333"]),
        ([12.3, 0.04], 3, False, ["12.3", "0.0"]),
        ([-0.001, 12.3], 3, False, ["0.0", "12.3"]),
        ([1e308, 0.0], 3, False, ["1.0e308", "0"]),
        ([2e-9, 0.0], 3, False, ["2.0e-9", "0"]),
        ([float("-inf"), 2.0], 3, False, ["-∞", "2"]),
    ],
)
def test_one_grid_has_the_same_decimals(numbers, digits, tight, texts):
    write = writer(numbers, digits, tight=tight)
    assert [write(x) for x in numbers] == [minus(text) for text in texts]


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=9),
    st.floats(14, 80),
)
def test_what_is_written_fits_into_its_cell(numbers, size):
    write, font = fitting(numbers, size)
    assert font > 0
    assert all(breadth(write(x)) * font <= 0.9 * size - 1 + 1e-9 for x in numbers)


def test_fewer_digits_where_there_is_little_room():
    numbers = [-0.123, 0.456]
    wide, narrow = fitting(numbers, 60)[0], fitting(numbers, 14)[0]
    assert wide(0.123) == "0.123"
    assert narrow(0.123) == ".12"


def test_an_empty_grid_has_a_font_all_the_same():
    write, font = fitting([], 40)
    assert write(1.0) == "1"
    assert font == pytest.approx(18.4)
