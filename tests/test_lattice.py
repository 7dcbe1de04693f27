import numpy as np
import pytest
import torch
from scipy.special import ellipk
from torch.nn import functional

from cnnviz.lattice import (
    CRITICAL_TEMPERATURE,
    block_spin,
    coarse_grain,
    decimate,
    energy,
    spins,
)


def onsager_energy(temperature):
    """Energy per spin of the infinite lattice, Onsager 1944."""
    k = 2 / temperature
    modulus = 2 * np.sinh(k) / np.cosh(k) ** 2
    bracket = 1 + 2 / np.pi * (2 * np.tanh(k) ** 2 - 1) * ellipk(modulus**2)
    return -bracket / np.tanh(k)


def yang_magnetisation(temperature):
    """Spontaneous magnetisation of the infinite lattice, Yang 1952."""
    return (1 - np.sinh(2 / temperature) ** -4) ** (1 / 8)


# spins


def test_the_critical_temperature():
    # Mehta et al., arXiv:1803.08823
    assert pytest.approx(2.269185314, abs=1e-9) == CRITICAL_TEMPERATURE


@pytest.mark.parametrize("temperature", [1.5, 2.0, 2.6, 3.5])
def test_the_energy_is_onsager_s(temperature):
    found = [energy(spins(64, temperature, seed)) for seed in range(12)]
    spread = np.std(found) / np.sqrt(len(found))
    assert np.mean(found) == pytest.approx(onsager_energy(temperature), abs=5 * spread + 1e-3)
    assert spread < 0.02


@pytest.mark.parametrize("temperature", [1.2, 1.8, 2.1])
def test_the_magnetisation_is_yang_s(temperature):
    found = [abs(spins(64, temperature, seed).mean()) for seed in range(12)]
    assert np.mean(found) == pytest.approx(yang_magnetisation(temperature), abs=0.02)


def test_there_is_no_magnetisation_above_the_critical_temperature():
    found = [spins(64, 4.0, seed).mean() for seed in range(12)]
    assert np.abs(found).max() < 0.15


def test_both_directions_are_equally_good():
    signs = {np.sign(spins(16, 1.0, seed).mean()) for seed in range(20)}
    assert signs == {-1, 1}


def test_the_same_seed_gives_the_same_spins():
    first, second = spins(32, 2.3, 5), spins(32, 2.3, 5)
    np.testing.assert_array_equal(first, second)
    assert first.dtype == np.int8
    assert set(np.unique(first)) == {-1, 1}
    assert (first != spins(32, 2.3, 6)).any()


@pytest.mark.parametrize(("temperature", "order"), [(1e-308, 1.0), (1e308, None)])
def test_extreme_temperatures(temperature, order):
    found = spins(24, temperature, 0)
    assert abs(found.mean()) == order if order else abs(found.mean()) < 0.2


def test_energies_by_hand():
    assert energy(np.ones((4, 4), np.int8)) == -2
    checkerboard = (np.indices((4, 4)).sum(axis=0) % 2 * 2 - 1).astype(np.int8)
    assert energy(checkerboard) == 2
    assert energy(np.repeat([[1, -1]], 4, axis=0).repeat(2, axis=1).astype(np.int8)) == -1
    assert energy(np.ones((200, 200), np.int8)) == -2


# blocks


def test_blocks_by_hand():
    lattice = np.array([[1, 1, -1, 1], [1, -1, 1, -1], [-1, -1, 1, -1], [-1, 1, 1, -1]], np.int8)
    # the two blocks on the right are ties: their top left spins are -1 and 1
    assert block_spin(lattice).tolist() == [[1, -1], [-1, 1]]
    assert decimate(lattice).tolist() == [[1, -1], [-1, 1]]
    assert decimate(lattice[1:, 1:]).tolist() == [[-1]]
    assert block_spin(lattice[1:, 1:]).tolist() == [[-1]]
    assert block_spin(lattice).dtype == decimate(lattice).dtype == np.int8


def test_blocks_are_the_sign_of_average_pooling():
    lattice = spins(32, 2.5, 1)
    pooled = functional.avg_pool2d(torch.from_numpy(lattice).double()[None], 2)[0].numpy()
    decided = pooled != 0
    np.testing.assert_array_equal(block_spin(lattice)[decided], np.sign(pooled[decided]))
    np.testing.assert_array_equal(block_spin(lattice)[~decided], decimate(lattice)[~decided])


def test_blocks_flow_away_from_the_critical_point():
    cold, hot = spins(128, 1.9, 2), spins(128, 3.2, 2)
    colder, hotter = cold, hot
    for _ in range(3):
        colder, hotter = block_spin(colder), block_spin(hotter)
    assert energy(colder) < energy(cold)
    assert energy(hotter) > energy(hot)


# pooling


def test_coarse_graining_by_hand():
    image = np.arange(16.0).reshape(4, 4)
    averaged = coarse_grain(image, "average", 2)
    assert [one.tolist() for one in averaged[1:]] == [[[2.5, 4.5], [10.5, 12.5]], [[7.5]]]
    assert averaged[0].tolist() == image.tolist()
    assert [one.tolist() for one in coarse_grain(image, "max", 1)][1] == [[5, 7], [13, 15]]
    assert len(coarse_grain(image, "max", 0)) == 1


def test_coarse_graining_matches_torch():
    image = np.random.default_rng(0).normal(size=(3, 21, 18))
    found = coarse_grain(image, "average", 3)
    expected = torch.from_numpy(image)[None]
    for one in found:
        np.testing.assert_allclose(one, expected[0], atol=1e-12)
        expected = functional.avg_pool2d(expected, 2)


# errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 2.0, 0), "lattice size must be a whole number of at least 2, got 1"),
        ((8, 0, 0), "temperature must be a number above 0, got 0"),
        ((8, -1.0, 0), r"temperature must be a number above 0, got -1\.0"),
        ((8, float("nan"), 0), "temperature must be a number above 0, got nan"),
        ((8, float("inf"), 0), "temperature must be a number above 0, got inf"),
        ((8, 2.0, -1), "seed must be a whole number of at least 0, got -1"),
    ],
)
def test_impossible_lattices(arguments, message):
    with pytest.raises(ValueError, match=message):
        spins(*arguments)


@pytest.mark.parametrize("function", [block_spin, decimate])
def test_a_lattice_without_blocks(function):
    with pytest.raises(ValueError, match=r"at least 2x2 spins is needed, got shape \(1, 4\)"):
        function(np.ones((1, 4), np.int8))


def test_impossible_coarse_graining():
    with pytest.raises(ValueError, match=r"3 times 2x2 pooling needs 8x8 pixels, got \(7, 20\)"):
        coarse_grain(np.ones((7, 20)), "max", 3)
    with pytest.raises(ValueError, match=r"needs 2x2 pixels, got \(4,\)"):
        coarse_grain(np.ones(4), "max", 1)
    with pytest.raises(ValueError, match=r"number of poolings must be .* at least 0, got -1"):
        coarse_grain(np.ones((4, 4)), "max", -1)
    with pytest.raises(ValueError, match="pooling 'min' is neither max nor average"):
        coarse_grain(np.ones((4, 4)), "min", 1)
