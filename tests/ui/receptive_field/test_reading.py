"""Addresses, good and hostile."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui import networks
from cnnviz.ui.receptive_field import reading
from cnnviz.ui.receptive_field.choices import MIDDLE, ReceptiveField

FIRST = ReceptiveField()
LAYERS = st.lists(
    st.tuples(*(st.integers(*bounds) for bounds in reading.BOUNDS.values())),
    min_size=1, max_size=reading.MOST_ROWS,
).map(tuple)  # fmt: skip


@given(LAYERS)
def test_layers_come_back_from_the_address(rows):
    assert reading.read_rows(reading.write_rows(rows)) == rows


def test_an_address_by_hand():
    assert reading.read_rows("3.1.1.1-2.2.0.1") == ((3, 1, 1, 1), (2, 2, 0, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is not kernel.stride.padding.dilation"),
        ("3.1.1", "'3.1.1' is not kernel.stride.padding.dilation"),
        ("3.1.1.x", "'x' is no whole number"),
        ("0.1.1.1", "0 is not between 1 and 31"),
        ("3.0.1.1", "0 is not between 1 and 16"),
        ("-".join(["3.1.1.1"] * 19), "19 layers are more than 18"),
    ],
)
def test_layers_that_cannot_be_read(text, said):
    with pytest.raises(ValueError, match=said):
        reading.read_rows(text)


def test_possible_choices_stay():
    asked = replace(FIRST, layer="block2_conv", channel=5, row=47, column=0)
    assert reading.settle(asked, "tutorial") == (asked, [])
    assert reading.settle(FIRST, "explorer") == (FIRST, [])


def test_a_layer_of_another_network_gives_way_with_a_sentence():
    asked = replace(FIRST, layer="stem_conv", channel=3, row=40, column=2)
    found, notes = reading.settle(asked, "tutorial")
    assert found == FIRST
    assert notes == ["`block4.pool` now, because tutorial has no layer `stem_conv`."]


def test_a_unit_beyond_the_layer_becomes_the_last():
    asked = replace(FIRST, layer="block4_pool", channel=99, row=6, column=10**6)
    found, notes = reading.settle(asked, "tutorial")
    assert (found.channel, found.row, found.column) == (12, 5, 5)
    assert notes[0] == ("Channel 12 now, because `block4.pool` has 13 channels, counted from 0.")
    linear, notes = reading.settle(replace(FIRST, layer="linear", row=1), "tutorial")
    assert linear.row == 0
    assert notes == ["Row 0 now, because `linear` has one row, counted from 0."]
    assert reading.settle(FIRST, "tutorial")[0].row == MIDDLE


@pytest.mark.parametrize("text", ["[]", "{", '{"blocks": []}', '{"size": 1e9}', "9" * 9000, ""])
def test_a_description_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        networks.read_built(text)


def test_a_network_that_cannot_be_built_is_refused():
    with pytest.raises(ValueError, match="block"):
        networks.read_built('{"size":8,"blocks":[{"channels":4,"stride":4},{"channels":4}]}')
