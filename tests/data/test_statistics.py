"""Means and histograms of a set, block by block."""

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.data.statistics import Tally


def test_two_pictures_by_hand():
    tally = Tally(2, 1)
    tally.add(np.array([[[[0, 10, 255]]], [[[4, 10, 0]]]], np.uint8), np.array([1, 1]))
    found = tally.statistics()
    assert found.counts.tolist() == [0, 2]
    np.testing.assert_array_equal(found.means[1], [[[2, 10, 127.5]]])
    assert np.isnan(found.means[0]).all()
    assert found.histograms[1, 0].nonzero()[0].tolist() == [0, 4]
    assert found.shares(1)[1, 10] == 1
    assert found.shares()[2, [0, 255]].tolist() == [0.5, 0.5]
    assert not found.shares(0).any()
    np.testing.assert_array_equal(found.pictures()[:, 0, 0], [[0, 0, 0], [2, 10, 128]])


@pytest.mark.parametrize("block", [1, 5, 14])
def test_blocks_give_what_numpy_gives_of_the_whole(block):
    images = simulator.galaxies([j % 7 for j in range(14)], [j // 7 for j in range(14)], 32)
    tally = Tally(7, 32)
    for at in range(0, 14, block):
        part = slice(at, at + block)
        tally.add(images.pixels[part], images.labels[part])
    found = tally.statistics()
    for k in range(7):
        members = images.pixels[images.labels == k]
        np.testing.assert_allclose(found.means[k], members.mean(axis=0))
        for c in range(3):
            counts = np.histogram(members[..., c], bins=256, range=(0, 256))[0]
            np.testing.assert_array_equal(found.histograms[k, c], counts)
    assert found.shares().sum(axis=1) == pytest.approx([1, 1, 1])


def test_what_was_handed_out_does_not_change_afterwards():
    tally = Tally(1, 1)
    before = tally.statistics()
    tally.add(np.full((1, 1, 1, 3), 9, np.uint8), np.array([0]))
    assert before.counts.tolist() == [0]
    assert not before.histograms.any()


@pytest.mark.parametrize(
    ("shape", "labels", "message"),
    [
        ((1, 4, 4, 3), [0], r"1 labels for pictures \(1, 4, 4, 3\), each of \(2, 2, 3\)"),
        ((1, 2, 2, 3), [0, 0], "2 labels for pictures"),
    ],
)
def test_pictures_that_do_not_fit_are_refused(shape, labels, message):
    with pytest.raises(ValueError, match=message):
        Tally(1, 2).add(np.zeros(shape, np.uint8), np.array(labels))
