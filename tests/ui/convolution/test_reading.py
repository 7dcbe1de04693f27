"""The bench's choices in the address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.ui.convolution import reading
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.possible import settle
from tests.ui.convolution.test_possible import GALAXY, LEARNED, benches

CHOICES = reading.choices(GALAXY, LEARNED)


def texts(bench):
    """As `Choices` writes them."""
    return {
        name: reading.WRITE.get(name, str)(getattr(bench, name))
        for name in bench.__dataclass_fields__
        if getattr(bench, name) != getattr(Bench(), name)
    }


@settings(max_examples=100, deadline=None)
@given(benches)
def test_what_is_written_is_read(asked):
    bench, _ = settle(asked, GALAXY, LEARNED)
    assert CHOICES.parse(texts(bench)) == (bench, [])


def test_the_address_of_the_first_visit_is_short():
    assert texts(Bench()) == {}
    assert settle(Bench(), GALAXY, LEARNED) == (Bench(), [])


ABSURD = [
    "", "nan", "inf", "-inf", "1e308", "-1", "0", "99999999999999999999", "1x", "x", "3x3x3", "0x0",
    "NaN.NaN", "<script>alert(1)</script>", "\0", "\N{ARABIC-INDIC DIGIT THREE}", "None", "[]",
    "1 2; 3", "|", ";", "_", ":", ".", "network-0", "network-99999", "box.box.box.box.box",
    "9" * 9000,
]  # fmt: skip


@pytest.mark.parametrize("name", reading.READ)
@pytest.mark.parametrize("text", ABSURD)
def test_absurd_values_are_ignored_or_made_possible(name, text):
    bench, notes = CHOICES.parse({name: text})
    assert settle(bench, GALAXY, LEARNED) == (bench, [])
    assert bench == Bench() or texts(bench)
    assert notes or getattr(bench, name) != getattr(Bench(), name) or texts(bench) == {}


@pytest.mark.parametrize("name", ["stride", "kernel", "padding", "source", "kernels", "size"])
@pytest.mark.parametrize("text", ["nan", "1e308", "<script>"])
def test_what_cannot_be_read_is_named(name, text):
    bench, notes = CHOICES.parse({name: text})
    assert bench == Bench()
    assert len(notes) == 1
    assert f"`{name}`" in notes[0]


def test_an_unknown_choice_is_named():
    bench, notes = CHOICES.parse({"strides": "2"})
    assert bench == Bench()
    assert notes == [
        "The address was ignored where it says `strides`: there is no such choice on this page."
    ]


@given(st.dictionaries(st.sampled_from([*reading.READ]), st.text(max_size=30), max_size=4))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_a_possible_bench(asked):
    bench, _ = CHOICES.parse(asked)
    assert settle(bench, GALAXY, LEARNED) == (bench, [])
