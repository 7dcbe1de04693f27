"""Profiles and shares, against hand-worked numbers and NumPy."""

import numpy as np
import pytest
import torch

from cnnviz import radial
from cnnviz.photometry import distances


def test_a_cross_by_hand():
    # rings of one pixel around the middle of 3 x 3: the middle, then its eight neighbours
    found = radial.profile(np.array([[1.0, -2, 1], [-2, 5, -2], [1, -2, 1]]), (1, 1), 1)
    np.testing.assert_array_equal(found.count, [1])
    assert (found.signed[0], found.absolute[0]) == (5, 5)
    assert np.isnan(found.signed_error[0])
    wide = radial.profile(np.array([[1.0, -2, 1], [-2, 5, -2], [1, -2, 1]]), (1, 1), 1.5)
    # sum 5 - 8 + 4 = 1 over nine, magnitudes 17 over nine
    assert (wide.count[0], wide.signed[0]) == (9, pytest.approx(1 / 9))
    assert wide.absolute[0] == pytest.approx(17 / 9)
    # squares 25 + 16 + 4 = 45; s^2 = (45 - 9 (1/9)^2) / 8
    assert wide.signed_error[0] == pytest.approx(np.sqrt((45 - 1 / 9) / 8 / 9))
    assert (wide.inner[0], wide.middle[0], wide.outer[0]) == (0, 0.75, 1.5)


def test_rings_are_numpys_means_and_standard_errors():
    random = np.random.default_rng(0)
    values, centre = random.normal(size=(61, 70)), (28.4, 33.1)
    found, radius = radial.profile(values, centre, 2.5), distances((61, 70), centre)
    assert found.outer[-1] <= 28.9 < found.outer[-1] + 2.5
    for i in range(len(found.count)):
        ring = values[(radius >= found.inner[i]) & (radius < found.outer[i])]
        assert found.count[i] == ring.size
        for mean, error, each in (
            (found.signed, found.signed_error, ring),
            (found.absolute, found.absolute_error, np.abs(ring)),
        ):
            assert mean[i] == pytest.approx(each.mean())
            assert error[i] == pytest.approx(each.std(ddof=1) / np.sqrt(each.size))


def test_a_function_of_the_radius_is_found_again():
    centre = (47.5, 47.5)
    values = np.exp(-distances((96, 96), centre) / 10)
    found = radial.profile(values, centre, 1.0)
    np.testing.assert_allclose(found.signed, np.exp(-found.middle / 10), rtol=0.03)


@pytest.mark.parametrize(
    ("centre", "width", "said"), [((4, 4), 0, "positive"), ((-1, 4), 1, "outside the map")]
)
def test_what_has_no_rings_is_refused(centre, width, said):
    with pytest.raises(ValueError, match=said):
        radial.profile(np.zeros((9, 9)), centre, width)


def test_shares_by_hand():
    values = np.array([[1.0, -3], [2, 0]])
    top = np.array([[True, True], [False, False]])
    found = radial.shares(values, {"top": top, "all": np.ones((2, 2), bool)})
    assert found["top"] == radial.Share(0.5, pytest.approx(4 / 6), pytest.approx(1 / 3))
    assert found["all"] == radial.Share(1, 1, 1)


def test_an_even_map_has_the_share_of_the_area_and_an_empty_one_none():
    part = distances((40, 40), (20, 20)) < 9
    even = radial.shares(np.full((40, 40), 0.3), {"part": part})["part"]
    assert even.absolute == pytest.approx(even.area)
    assert even.positive == pytest.approx(even.area)
    none = radial.shares(np.zeros((40, 40)), {"part": part})["part"]
    assert np.isnan([none.absolute, none.positive]).all()
    negative = radial.shares(np.full((40, 40), -1.0), {"part": part})["part"]
    assert np.isnan(negative.positive)


def test_a_small_map_is_enlarged_between_its_values():
    small = np.arange(9, dtype=np.float32).reshape(3, 3)
    large = radial.enlarged(small, (96, 96))
    assert large.shape == (96, 96)
    # the middles of the small map's pixels are at 15.5, 47.5, 79.5; a plane stays a plane between
    rows, columns = np.indices((96, 96))
    plane = 3 * (rows - 15.5) / 32 + (columns - 15.5) / 32
    np.testing.assert_allclose(large[16:80, 16:80], plane[16:80, 16:80], atol=1e-6)
    assert large.mean() == pytest.approx(4)
    same = np.random.default_rng(1).normal(size=(5, 7))
    assert radial.enlarged(same, (5, 7)) is same
    wanted = torch.nn.functional.interpolate(
        torch.tensor(small)[None, None], (10, 7), mode="bilinear"
    )
    np.testing.assert_allclose(radial.enlarged(small, (10, 7)), wanted[0, 0], rtol=1e-6)
