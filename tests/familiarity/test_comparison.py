"""Quantiles, shares and levels by hand."""

import math

import numpy as np
import pytest

from cnnviz.familiarity.comparison import Level, compare, level, share_below
from cnnviz.familiarity.quantities import QUANTITIES
from cnnviz.familiarity.seen import LEVELS, Seen
from cnnviz.familiarity.summary import errors, summarise

QUANTILES = (1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0)  # of 0 to 100, evenly


def seen(**quantiles):
    return Seen(100, 0.0, 0.5, "pictures", "command", quantiles)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (1, 0.01), (3, 0.03), (15, 0.15), (50, 0.5), (62.5, 0.625), (99, 0.99),
        (0.99, 0), (99.01, 1), (-math.inf, 0), (math.inf, 1),
    ],
)  # fmt: skip
def test_between_two_quantiles_the_share_is_linear(value, share):
    assert share_below(value, QUANTILES) == pytest.approx(share)


def test_of_equal_quantiles_half_lie_below():
    assert share_below(0.0, (0.0,) * 7) == 0.5  # (1 % + 99 %) / 2
    ties = (0.0, 0.0, 0.0, 2.0, 2.0, 3.0, 4.0)
    assert share_below(0.0, ties) == pytest.approx((0.01 + 0.25) / 2)
    assert share_below(2.0, ties) == pytest.approx((0.5 + 0.75) / 2)
    assert share_below(1.0, ties) == pytest.approx((0.25 + 0.5) / 2)
    assert share_below(-0.1, ties) == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.99, "outside"), (1, "unusual"), (4.99, "unusual"), (5, "usual"), (95, "usual"),
        (95.01, "unusual"), (99, "unusual"), (99.01, "outside"), (math.nan, "unknown"),
    ],
)  # fmt: skip
def test_levels_take_their_ends_in(value, expected):
    assert level("size", value, QUANTILES) == expected


@pytest.mark.parametrize("name", ["offset", "saturated"])
def test_what_should_be_small_is_usual_when_it_is(name):
    assert level(name, 0.0, QUANTILES) is Level.USUAL
    assert level(name, 97, QUANTILES) is Level.UNUSUAL
    assert level(name, 100, QUANTILES) is Level.OUTSIDE


def test_a_constant_quantity_is_usual_where_it_is_equal_and_outside_elsewhere():
    constant = (0.02,) * 7
    assert level("background", 0.02, constant) is Level.USUAL
    assert level("background", 0.02001, constant) is Level.OUTSIDE
    assert level("background", 0.01999, constant) is Level.OUTSIDE


def test_statements_come_in_order_of_what_both_have():
    measured = dict.fromkeys(QUANTITIES, 3.0) | {"size": math.nan}
    found = compare(measured, seen(noise=QUANTILES, size=QUANTILES, offset=QUANTILES))
    assert [one.quantity for one in found] == ["size", "offset", "noise"]
    assert [one.level for one in found] == ["unknown", "usual", "unusual"]
    assert math.isnan(found[0].below)
    assert found[2].below == pytest.approx(0.03)
    assert not found[2].high
    assert compare(measured, seen()) == []


def pictures(values):
    return [dict.fromkeys(QUANTITIES, float(value)) for value in values]


def test_the_quantiles_of_a_hundred_and_one_numbers():
    found = summarise(pictures(range(101)), "numbers", "count")
    assert (found.pictures, found.empty, found.data, found.command) == (101, 0, "numbers", "count")
    for name in QUANTITIES:
        assert found.quantiles[name] == QUANTILES
    assert found.ordinary == pytest.approx(91 / 101, abs=1e-5)  # 5 to 95


def test_pictures_without_an_object_count_as_empty_alone():
    none = {"size": math.nan, "noise": 1.0}
    found = summarise([none, {"size": 2.0, "noise": 1.0}, none, none], "", "")
    assert found.empty == 0.75
    assert found.ordinary == 0.25
    assert found.quantiles["size"] == (2.0,) * 7
    lost = summarise([none], "", "")
    assert (lost.empty, list(lost.quantiles)) == (1, ["noise"])
    with pytest.raises(ValueError, match="no picture"):
        summarise([], "", "")


def test_the_error_of_a_median_is_the_published_one():
    # sigma sqrt(pi / 2 n) of n normal numbers
    values = np.random.default_rng(0).normal(0, 2, 2_000)
    found = errors([*values, math.nan], draws=1_000)
    assert found[LEVELS.index(0.5)] == pytest.approx(2 * np.sqrt(np.pi / 4_000), rel=0.2)
    assert found[0] > 2 * found[3]
