"""Statistics of maps, and maps made small."""

import numpy as np
import pytest
import torch

from cnnviz import activations, maps, weights


def test_statistics_by_hand():
    output = torch.tensor([[[0.0, 2.0], [-1.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]], [[3.0] * 2] * 2])
    found = maps.statistics(output)
    np.testing.assert_array_equal(found.low, [-1, 0, 3])
    np.testing.assert_array_equal(found.high, [2, 0, 3])
    np.testing.assert_array_equal(found.mean, [0.25, 0, 3])
    np.testing.assert_array_equal(found.zeros, [0.5, 1, 0])
    np.testing.assert_array_equal(found.dead, [False, True, False])


def test_each_value_of_a_vector_is_a_map():
    found = maps.statistics(torch.tensor([0.0, -2.0, 5.0]))
    np.testing.assert_array_equal(found.low, [0, -2, 5])
    np.testing.assert_array_equal(found.high, [0, -2, 5])
    np.testing.assert_array_equal(found.dead, [True, False, False])


def test_statistics_are_numpys_on_a_network():
    model, _ = weights.load("tutorial")
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 3, 96, 96)).astype("f4"))
    for output in activations.record(model, x).values():
        found, flat = maps.statistics(output[0]), output[0].numpy().reshape(output.shape[1], -1)
        np.testing.assert_array_equal(found.low, flat.min(1))
        np.testing.assert_array_equal(found.high, flat.max(1))
        np.testing.assert_allclose(found.mean, flat.mean(1, dtype="f8"), rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(found.zeros, (flat == 0).mean(1), rtol=1e-6)


def test_a_small_map_keeps_its_pixels_and_a_large_one_is_averaged():
    ramp = torch.arange(16.0).reshape(1, 4, 4)
    np.testing.assert_array_equal(maps.small(ramp, 4)[0], (np.arange(16) * 17).reshape(4, 4))
    # means 2.5, 4.5, 10.5, 12.5 of 15
    expected = [[42.5, 76.5], [178.5, 212.5]]
    np.testing.assert_allclose(maps.small(ramp, 2)[0], expected, atol=0.5)
    wide = torch.rand(3, 50, 30)
    assert maps.small(wide, 24).shape == (3, 24, 24)
    assert maps.small(wide, 40).shape == (3, 40, 30)


@pytest.mark.parametrize("value", [0.0, -3.5])
def test_a_map_of_one_value_is_black(value):
    assert not maps.small(torch.full((2, 5, 5), value), 24).any()
