"""Pictures drawn and changed as a network is trained on them."""

import numpy as np
import pytest

from cnnviz.data.images import Images
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import Config
from cnnviz.training.sample import sample


def flat(*values):
    """Pictures of one value each."""
    pixels = np.array(values, np.uint8)[:, None, None, None].repeat(4, 1).repeat(4, 2).repeat(3, 3)
    return Images(pixels, np.zeros(len(values), np.int64))


def test_without_augmentation_the_pictures_are_those_of_the_sets():
    found = sample([flat(1, 2), flat(200)], Config(), 60, 0)
    assert (found.shape, found.dtype) == ((60, 4, 4, 3), np.uint8)
    assert (found == found[:, :1, :1, :1]).all()
    assert set(found[:, 0, 0, 0]) == {1, 2, 200}


@pytest.mark.parametrize(("shares", "expected"), [((), 0.9), ((3, 1), 0.75), ((1, 9), 0.1)])
def test_sets_come_by_their_shares_else_by_their_sizes(shares, expected):
    found = sample([flat(*[10] * 9), flat(20)], Config(shares=shares), 2_000, 3)
    assert (found[:, 0, 0, 0] == 10).mean() == pytest.approx(expected, abs=0.03)


def test_pictures_are_changed_as_in_the_training_and_cut_off_at_black_and_white():
    config = Config(augmentation=Augmentation(noise=0.5))
    found = sample([flat(0, 255)], config, 40, 1)
    assert found.std(axis=(1, 2, 3)).max() > 20
    # half of the noise is cut off: what was black stays so in half of the pixels
    noisy = found[(found == 0).mean(axis=(1, 2, 3)) > 0.2]
    assert 0.3 < (noisy == 0).mean() < 0.8


def test_the_draw_is_its_seeds():
    config = Config(augmentation=Augmentation(gain=0.3))
    one, same, other = (sample([flat(90, 120)], config, 20, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


@pytest.mark.parametrize(
    ("sets", "shares", "reason"),
    [
        ([flat(1)], (1, 2), "2 shares for 1 data sets"),
        ([], (), "without images"),
        ([flat(1), flat()], (), "without images"),
    ],
)
def test_sets_that_do_not_fit_are_refused(sets, shares, reason):
    with pytest.raises(ValueError, match=reason):
        sample(sets, Config(shares=shares), 5, 0)
