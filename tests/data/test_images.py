"""A set of images, its selections and its splits."""

import numpy as np
import pytest

from cnnviz.data.images import CLASSES, Images, split


def make(count: int, **changes) -> Images:
    pixels = np.zeros((count, 4, 4, 3), np.uint8)
    return Images(**{"pixels": pixels, "labels": np.arange(count) % 7, **changes})


def test_the_courses_split_has_its_sizes_and_loses_nothing():
    images = make(12_600, table={"index": np.arange(12_600)})
    parts = split(images, (10_000, 1_600, 1_000), seed=3)
    assert [len(part) for part in parts] == [10_003, 1_596, 1_001]  # each class rounds by itself
    assert sorted(np.concatenate([part.table["index"] for part in parts])) == list(range(12_600))
    for part in parts:
        np.testing.assert_array_equal(part.labels, part.table["index"] % 7)


def test_a_split_follows_its_seed():
    images = make(70, table={"index": np.arange(70)})
    first, again, other = (split(images, (1, 1), s)[0].table["index"] for s in (1, 1, 2))
    assert list(first) == list(again)
    assert list(first) != list(other)


def test_allowed_is_the_labels_row():
    candidates = np.array([[True, False, False], [False, True, True]])
    images = make(3, labels=np.array([1, 0, 1]), classes=("a", "b or c"), candidates=candidates)
    expected = [[False, True, True], [True, False, False], [False, True, True]]
    assert images.allowed.tolist() == expected


def test_the_seven_classes_are_in_the_contracts_order():
    assert CLASSES[0] == "Merging"
    assert CLASSES[6] == "Edge-on with Bulge"
    assert len(CLASSES) == 7


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pixels": np.zeros((2, 4, 4, 3))}, "got float64"),
        ({"pixels": np.zeros((2, 4, 4), np.uint8)}, r"\(2, 4, 4\)"),
        ({"labels": np.zeros(3, np.int64)}, "2 images but labels of shape"),
        ({"labels": np.array([0, 7])}, "labels run from 0 to 7 but there are 7 classes"),
        ({"labels": np.array([-1, 0])}, "labels run from -1"),
        ({"classes": ("a",)}, "1 classes but 7 rows"),
    ],
)
def test_what_does_not_fit_is_named(changes, message):
    with pytest.raises(ValueError, match=message):
        make(2, **changes)
