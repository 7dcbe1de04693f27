"""Addresses: what they may say, what is refused, and what is made possible."""

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from cnnviz.ui.resampling import reading
from cnnviz.ui.resampling.choices import Resampling
from cnnviz.ui.resampling.reading import settle
from tests.ui.resampling.drawing import ASKED, GALAXY


@settings(deadline=None)
@given(ASKED)
def test_what_is_written_into_an_address_reads_back(asked):
    choices = reading.choices(GALAXY)
    edited = replace(asked, changed=(((0, 1, 2), 7.0), ((0, 0, 0), -0.5)), temperature=2.5)
    for field in fields(edited):
        value = getattr(edited, field.name)
        text = choices.write.get(field.name, str)(value)
        assert choices.read[field.name](text) == value


def test_every_choice_has_its_reader():
    assert set(reading.choices(GALAXY).read) == {field.name for field in fields(Resampling)}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("stride", "1e308", "'1e308' is no whole number"),
        ("stride", "nan", "'nan' is no whole number"),
        ("stride", "0", "0 is not between 1 and 6"),
        ("kernel", "-3", "-3 is not between 1 and 7"),
        ("size", "999999999", "999999999 is not between 1 and 32"),
        ("operation", "<script>", "'<script>' is none of max, average, convolution"),
        ("temperature", "inf", "inf is not between 1 and 5"),
        ("temperature", "0", "0 is not between 1 and 5"),
        ("changed", "0.0.0:nan", "'nan' is not between -1,000,000 and 1,000,000"),
        ("dimensions", "3", "3 is not between 1 and 2"),
    ],
)
def test_absurd_values_are_refused_in_a_sentence(name, text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        reading.choices(GALAXY).read[name](text)


@pytest.mark.parametrize(
    ("asked", "changed", "note"),
    [
        (
            {"dimensions": 1, "source": "published"},
            {"source": "random"},
            "Random integers now, because the published example is an image.",
        ),
        (
            {"operation": "convolution", "weights": "published"},
            {"weights": "count"},
            "Counting weights now, because the published kernel is 3 by 3.",
        ),
        (
            {"source": "patch", "size": 32},
            {"size": 24},
            "Size 24 now, because the galaxy has no more pixels.",
        ),
        (
            {"padding": 2},
            {"padding": 1},
            "Padding 1 now, because padding 2 is more than half the kernel of 2.",
        ),
        (
            {"operation": "convolution", "size": 1, "kernel": 4, "dilation": 4},
            {"kernel": 1},
            "Kernel 1 now, because window spans 13 pixels but the padded input has 1.",
        ),
    ],
)
def test_what_is_impossible_becomes_possible_and_is_said(asked, changed, note):
    before = Resampling(**asked)
    assert settle(before, GALAXY) == (replace(before, **changed), [note])


def test_weights_that_are_not_used_change_without_a_word():
    found, notes = settle(Resampling(weights="published"), GALAXY)
    assert (found.weights, notes) == ("count", [])
