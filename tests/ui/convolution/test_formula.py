"""The output size as a formula with its numbers."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.ui.convolution import arithmetic, formula
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.possible import settle
from tests.ui.convolution.test_possible import GALAXY, LEARNED, benches

PUBLISHED = Bench(stride=(2, 2), padding=("1", "1"))


def test_the_lectures_letters():
    assert formula.sizes(PUBLISHED, (5, 5)) == [
        r"\lfloor (W - F + 2P) / S \rfloor + 1 = \lfloor (5 - 3 + 2 \cdot 1) / 2 \rfloor + 1 = 3"
    ]


def test_dilation_and_uneven_padding():
    bench = Bench(kernel=(4, 4), padding=("same", "same"), dilation=(3, 3))
    [line] = formula.sizes(bench, (7, 7))
    assert r"W - D(F - 1) - 1 + P_{\text{before}} + P_{\text{after}}" in line
    assert r"7 - 3(4 - 1) - 1 + 4 + 5" in line
    assert line.endswith("= 7")


def test_each_axis_where_they_differ():
    lines = formula.sizes(PUBLISHED, (5, 7))
    assert [line[len(r"\lfloor (")] for line in lines] == ["H", "W"]
    assert [line[-1] for line in lines] == ["3", "4"]


def test_the_border_that_no_window_reads():
    assert formula.unread(Bench(), (5, 5)) == ""
    odd = formula.unread(PUBLISHED, (6, 6))
    assert "the last row and the last column" in odd
    gaps = formula.unread(Bench(kernels=("box",), kernel=(1, 1), stride=(2, 2)), (5, 5))
    assert gaps == "Stride and dilation leave cells out that no window reads (hatched)."
    assert "the last 2 rows of" in formula.unread(Bench(stride=(3, 1)), (5, 5))


@settings(max_examples=80, deadline=None)
@given(benches, st.data())
def test_the_numbers_in_the_formula_give_the_size_of_the_output(asked, data):
    bench, _ = settle(asked, GALAXY, LEARNED)
    work = arithmetic.compute(bench, GALAXY, LEARNED)
    assume(bench.source != "galaxy")
    for line in formula.sizes(bench, work.x.shape[1:]):
        numbers = re.search(r"= \\lfloor \((.*)\) / (\d+) \\rfloor", line)
        above = re.sub(r"(\d)\(", r"\1*(", numbers[1].replace(r"\cdot", "*"))
        size = eval(above) // int(numbers[2]) + 1
        assert line.endswith(f"= {size}")
        assert size in work.outputs.shape[1:]
