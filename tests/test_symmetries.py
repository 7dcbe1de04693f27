"""The group of the square, against pictures that are turned."""

import numpy as np
import pytest

from cnnviz.evaluation.averaging import pictures
from cnnviz.symmetries import COUNT, NAMES, SHORT, composed, inverse, table

PICTURE = np.arange(4 * 4 * 3, dtype=np.uint8).reshape(4, 4, 3)
VIEWS = pictures(PICTURE, "symmetries")


def test_the_words_are_what_happens_to_the_picture():
    expected = {
        "as it is": PICTURE,
        "quarter turn to the left": np.rot90(PICTURE),
        "half turn": PICTURE[::-1, ::-1],
        "quarter turn to the right": np.rot90(PICTURE, -1),
        "mirrored left to right": PICTURE[:, ::-1],
        "mirrored at the falling diagonal": PICTURE.transpose(1, 0, 2),
        "mirrored top to bottom": PICTURE[::-1],
        "mirrored at the rising diagonal": PICTURE[::-1, ::-1].transpose(1, 0, 2),
    }
    assert tuple(expected) == NAMES
    for view, wanted in zip(VIEWS, expected.values(), strict=True):
        np.testing.assert_array_equal(view, wanted)
    assert len(set(SHORT)) == COUNT


def test_two_by_hand():
    assert composed(1, 1) == 2  # two quarter turns are half a turn
    assert composed(4, 4) == 0  # a mirror undoes itself
    assert composed(1, 4) != composed(4, 1)  # the order matters
    assert (inverse(1), inverse(5), inverse(0)) == (3, 5, 0)


@pytest.mark.parametrize("first", range(COUNT))
@pytest.mark.parametrize("second", range(COUNT))
def test_one_after_the_other_is_the_third(first, second):
    both = pictures(VIEWS[first], "symmetries")[second]
    np.testing.assert_array_equal(both, VIEWS[composed(first, second)])


def test_it_is_a_group():
    found = table()
    for lines in (found, found.T):
        assert all(sorted(line) == list(range(COUNT)) for line in lines.tolist())
    assert all(composed(inverse(which), which) == 0 for which in range(COUNT))


@pytest.mark.parametrize("pair", [(8, 0), (0, -1)])
def test_a_number_that_is_none_of_the_eight(pair):
    with pytest.raises(ValueError, match=r"the symmetries are 0 to 7, got (8|-1)"):
        composed(*pair)
