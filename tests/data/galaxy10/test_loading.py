"""Sets of Galaxy10: all ten classes, the seven among them, the tutorial's subset."""

import numpy as np
import pytest

from cnnviz.data import CLASSES, DataError, load
from cnnviz.data.galaxy10 import arrays, astronn, loading
from cnnviz.data.images import Images, known
from cnnviz.data.sets import parts
from cnnviz.preprocessing import Preprocessing
from tests.data.galaxy10 import layout
from tests.data.galaxy10.conftest import LABELS

MIDDLE = np.s_[:, 80:176, 80:176]  # 96 of 256 pixels


def test_all_ten_classes_with_their_central_pixels(converted):
    images = load("galaxy10")
    np.testing.assert_array_equal(images.pixels, layout.images(18)[MIDDLE])
    assert images.labels.tolist() == LABELS
    assert [images.classes[k] for k in (0, 4, 8)] == [
        "Disturbed",
        "Cigar Shaped Smooth",
        "Edge-on without Bulge",
    ]
    np.testing.assert_array_equal(images.table["pxscale"], layout.columns(18)["pxscale"])


def test_the_seven_are_1_2_3_5_6_7_9_in_their_order(converted):
    images = load("galaxy10")
    assert [CLASSES[images.candidates[k].argmax()] for k in (1, 2, 3, 5, 6, 7, 9)] == list(CLASSES)
    assert images.candidates.sum(axis=1).tolist() == [0, 1, 1, 1, 0, 1, 1, 1, 0, 1]
    assert len(known(images)) == 15


def test_a_models_own_rule_cuts_the_images(converted):
    rule = Preprocessing()
    images = load("galaxy10", rule)
    expected = np.stack([rule.pixels(image) for image in layout.images(18)])
    np.testing.assert_array_equal(images.pixels, expected)
    assert not np.array_equal(expected, layout.images(18)[MIDDLE])


def test_the_file_is_converted_on_the_way_and_then_not_needed(fetched, monkeypatch):
    told = []
    first = load("galaxy10", progress=lambda *pair: told.append(pair))
    assert told == [(18, 18), (18, 18)]  # converted, cut
    fetched.unlink()
    monkeypatch.setattr(astronn, "source", pytest.fail)
    np.testing.assert_array_equal(load("galaxy10").pixels, first.pixels)


def test_images_are_cut_batch_by_batch(converted, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 7)
    told = []
    images = load("galaxy10", progress=lambda *pair: told.append(pair))
    assert told == [(7, 18), (14, 18), (18, 18)]
    np.testing.assert_array_equal(images.pixels, layout.images(18)[MIDDLE])


@pytest.mark.parametrize("name", ["galaxy10", "galaxy10-tutorial"])
def test_where_it_is_missing_the_sentence_says_how_to_get_it(source, name):
    with pytest.raises(DataError) as caught:
        load(name)
    assert str(caught.value) == (
        "galaxy10: it is not on this machine; python -m cnnviz download galaxy10 fetches it "
        "(2.54 GB)"
    )


def test_a_damaged_file_is_not_used(fetched):
    fetched.write_bytes(fetched.read_bytes()[:-1])
    with pytest.raises(DataError) as caught:
        load("galaxy10")
    assert str(caught.value) == (
        f"galaxy10: {fetched} is damaged or not complete; python -m cnnviz download galaxy10 "
        "fetches it again"
    )
    assert not arrays.available()


def test_the_same_file_by_its_path_is_the_same_set(converted, made):
    by_path = load(made, loading.CENTRAL)
    by_name = load("galaxy10")
    np.testing.assert_array_equal(by_path.pixels, by_name.pixels)
    np.testing.assert_array_equal(by_path.candidates, by_name.candidates)
    assert by_path.classes == by_name.classes


# the tutorial's


def test_the_tutorials_subset_has_as_many_of_each_of_the_seven(converted):
    images = loading.tutorial(seed=4, each=1)
    assert sorted(images.labels.tolist()) == list(range(7))
    assert images.classes == CLASSES
    rows = images.table["index"]
    assert rows.tolist() == sorted(rows)
    assert [loading.CLASSES[LABELS[row]] for row in rows] == [CLASSES[k] for k in images.labels]
    np.testing.assert_array_equal(images.pixels, layout.images(18)[rows][MIDDLE])
    np.testing.assert_array_equal(images.table["ra"], layout.columns(18)["ra"][rows])


def test_the_tutorials_subset_is_cut_the_same_whatever_the_model_says(converted):
    rule = Preprocessing(size=48, whole=128, fraction=0.5)
    images = loading.tutorial(0, rule, each=1)
    whole = loading.tutorial(0, each=1)
    expected = [Preprocessing(size=48).pixels(image) for image in whole.pixels]
    np.testing.assert_array_equal(images.pixels, expected)


def test_a_seed_is_a_choice():
    labels = np.tile(np.arange(10), 2000)
    first, again, other = (loading.chosen(labels, seed) for seed in (1, 1, 2))
    assert len(np.unique(first)) == 12_600
    assert np.bincount(labels[first]).tolist() == [0, *[1800] * 3, 0, *[1800] * 3, 0, 1800]
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_too_few_of_a_class_are_refused(converted):
    with pytest.raises(DataError) as caught:
        load("galaxy10-tutorial")
    assert str(caught.value) == (
        "galaxy10: 1800 galaxies of each class are wanted, it has 2 of Merging"
    )


def course():
    """As many images as the course's, each told by its first pixels."""
    number = np.arange(12_600)
    pixels = np.stack([number // 256, number % 256, 0 * number], axis=1).astype(np.uint8)
    return Images(pixels[:, None, None], number % 7)


def test_the_tutorials_parts_have_exactly_its_numbers():
    images = course()
    cut = parts("galaxy10-tutorial", images, (10_000, 1_600, 1_000), 3)
    assert [len(part) for part in cut] == [10_000, 1_600, 1_000]
    seen = np.concatenate([part.pixels.reshape(-1, 3) for part in cut])
    assert len(np.unique(seen, axis=0)) == 12_600
    again = loading.parts(images, 3)
    np.testing.assert_array_equal(cut[2].pixels, again[2].pixels)
    assert not np.array_equal(cut[2].pixels, loading.parts(images, 4)[2].pixels)


@pytest.mark.parametrize(
    ("name", "shares"),
    [("simulated", (10_000, 1_600, 1_000)), ("galaxy10-tutorial", (8, 1, 1))],
)
def test_other_sets_and_shares_are_split_class_by_class(name, shares):
    images = course()
    ours = parts(name, images, shares, 3)
    assert sum(map(len, ours)) == 12_600
    for part in ours:
        assert np.ptp(np.bincount(part.labels)) == 0


def test_another_number_of_images_has_no_such_parts():
    images = course().select(np.arange(70))
    with pytest.raises(ValueError, match="the tutorial's parts have 12,600 images, got 70"):
        loading.parts(images, 0)
