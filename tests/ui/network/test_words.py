"""Numbers as people say them."""

import pytest

from cnnviz.ui.network import words
from cnnviz.ui.network.choices import Look
from cnnviz.ui.network.own import read_numbers
from cnnviz.ui.network.residual import said
from cnnviz.ui.network.subject import subject


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (999_999, "999,999"), (714_188_480, "714 million"), (1.5e10, "15 billion")],
)
def test_many(count, text):
    assert words.many(count) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(12, "12 B"), (20_712, "20.7 kB"), (244_403_360, "244 MB"), (4e9, "4 GB")],
)
def test_memory(count, text):
    assert words.memory(count) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(96, 100, "96 %"), (1, 1, "100 %"), (99_999, 100_000, "over 99.9 %"), (0, 5, "0 %"),
     (1, 0, "0 %")],
)  # fmt: skip
def test_percent(part, whole, text):
    assert words.percent(part, whole).replace(words.NO_BREAK, " ") == text


def test_alexnet_in_a_sentence():
    sentence = words.where(subject(Look(model="alexnet"), "tutorial"))
    # 58,631,144 of 61,100,840; 655,566,528 of 714,188,480
    assert sentence.replace(words.NO_BREAK, " ") == (
        "The dense layers have 96 % of the parameters and do 8.21 % of the multiply-adds; the "
        "convolutions do 91.8 % of the multiply-adds with 4.04 % of the parameters."
    )


def test_numbers_of_a_row():
    assert read_numbers(" 8 16,32 ") == [8, 16, 32]
    assert read_numbers("") == []
    for text in ("8 x", "-3", "1.5", "٣", "9" * 30):
        with pytest.raises(ValueError, match="is no whole number"):
            read_numbers(text)


def test_the_formula_of_a_block_has_its_shortcut():
    blocks = subject(Look(model="resnet50"), "tutorial").blocks
    assert "h_1 = f_s[x, \\phi_s] + f_1[x, \\phi_1]" in said(blocks[0])
    assert "h_1 = x + f_1[x, \\phi_1]" in said(blocks[1])
