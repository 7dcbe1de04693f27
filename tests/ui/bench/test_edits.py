"""Cells changed in place."""

import numpy as np
import pytest

from cnnviz.ui.bench import edits


def test_edits_go_on_top_and_into_the_address():
    made = edits.add((), (0, 1, 2), 5.0)
    made = edits.add(made, (0, 0, 0), -0.25)
    made = edits.add(made, (0, 1, 2), 7.0)
    assert edits.write(made) == "0.0.0:-0.25_0.1.2:7"
    assert edits.read("0.0.0:-0.25_0.1.2:7") == made
    values = np.ones((1, 2, 3))
    np.testing.assert_array_equal(edits.apply(values, made), [[[-0.25, 1, 1], [1, 1, 7]]])
    np.testing.assert_array_equal(values, np.ones((1, 2, 3)))


def test_an_edit_outside_changes_nothing():
    values = np.ones((1, 2, 2))
    outside = edits.read("0.0.5:7_1.0.0:7_0.2.0:7")
    np.testing.assert_array_equal(edits.apply(values, outside), values)
    assert edits.within((*outside, ((0, 1, 1), 2.0)), values.shape) == (((0, 1, 1), 2.0),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.0.0", "'0.0.0' is no edit such as 0.2.3:7"),
        ("0.0:1", "the position 0.0 has 2 numbers instead of 3"),
        ("0.0.0.0:1", "the position 0.0.0.0 has 4 numbers instead of 3"),
        ("0.x:1", "'x' is no whole number"),
        ("-1.0:1", "-1 is not between 0 and 1000"),
        ("0.0.0:nan", "'nan' is not between -1,000,000 and 1,000,000"),
        ("_".join(["0.0.0:1"] * 501), "501 edits are more than 500"),
    ],
)
def test_what_is_no_edit_says_why(text, message):
    with pytest.raises(ValueError, match=message):
        edits.read(text)


def test_there_are_no_more_edits_than_an_address_holds():
    made = tuple(((0, 0, i), 1.0) for i in range(edits.MOST))
    assert edits.add(made, (0, 0, 3), 2.0)[-1] == ((0, 0, 3), 2.0)
    with pytest.raises(ValueError, match="500 changed cells are as many as the address holds"):
        edits.add(made, (0, 1, 0), 1.0)
