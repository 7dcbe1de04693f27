"""Coarse graining: pooling again and again, beside what statistical physics does to spins.

The spins are those of the two-dimensional Ising model, J = k_B = 1, on a torus.
"""

from math import isfinite, log, sqrt
from typing import Final, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cnnviz.conv import Window, pool
from cnnviz.conv.steps import Array
from cnnviz.conv.window import whole

Spins = NDArray[np.int8]
CRITICAL_TEMPERATURE: Final = 2 / log(1 + sqrt(2))  # Onsager, Phys. Rev. 65, 117 (1944)
_SWEEPS = 40  # many times the correlation time of the algorithm, also at the critical point


def spins(size: int, temperature: float, seed: int) -> Spins:
    """A configuration near equilibrium, by the Swendsen-Wang algorithm (PRL 58, 86, 1987).

    Each sweep joins equal neighbours with probability 1 - exp(-2 / T) and turns each cluster as a
    whole with probability 1/2. That needs few sweeps even where single spins would need thousands.

    Args:
        size: spins along each side
        temperature: T in units of J / k_B; the lattice orders below `CRITICAL_TEMPERATURE`
        seed: of the random numbers

    Returns:
        1 or -1, shape (size, size)

    Raises:
        ValueError: fewer than two spins along a side, a temperature that is not above zero
    """
    size, seed = whole(size, "lattice size", 2), whole(seed, "seed", 0)
    if not (isfinite(temperature) and temperature > 0):
        raise ValueError(f"temperature must be a number above 0, got {temperature}")
    joined = -np.expm1(-2 / np.float64(max(temperature, 1e-300)))
    rng = np.random.default_rng(seed)
    lattice = np.ones((size, size), dtype=np.int8)
    for _ in range(_SWEEPS):
        lattice = _sweep(lattice, float(joined), rng)
    return lattice


def _sweep(lattice: Spins, joined: float, rng: Generator) -> Spins:
    sites = np.arange(lattice.size).reshape(lattice.shape)
    starts, ends = [], []
    for axis in (0, 1):
        bond = (lattice == np.roll(lattice, -1, axis)) & (rng.random(lattice.shape) < joined)
        starts.append(sites[bond])
        ends.append(np.roll(sites, -1, axis)[bond])
    pairs = np.concatenate(starts), np.concatenate(ends)
    graph = coo_array((np.ones(len(pairs[0]), bool), pairs), shape=(lattice.size, lattice.size))
    count, cluster = connected_components(graph, directed=False)
    turned = rng.choice(np.array([-1, 1], dtype=np.int8), count)
    changed: Spins = lattice * turned[cluster].reshape(lattice.shape)
    return changed


def energy(lattice: Spins) -> float:
    """Energy of each spin, minus the sum over neighbours (each pair once) of their product."""
    pairs = sum(int((lattice * np.roll(lattice, 1, axis)).sum(dtype=int)) for axis in (0, 1))
    return -pairs / lattice.size


def block_spin(lattice: Spins) -> Spins:
    """Kadanoff's blocks: the majority of each 2x2 spins; in a tie the top left one decides.

    Args:
        lattice: shape (H, W); an odd last row or column is left out, as in pooling

    Returns:
        shape (floor(H / 2), floor(W / 2))
    """
    lattice = _even(lattice)
    blocks = lattice.reshape(lattice.shape[0] // 2, 2, lattice.shape[1] // 2, 2)
    total = blocks.sum(axis=(1, 3), dtype=np.int64)
    return np.where(total == 0, blocks[:, 0, :, 0], np.sign(total)).astype(np.int8)


def decimate(lattice: Spins) -> Spins:
    """Keep every second spin of every second row.

    Args:
        lattice: shape (H, W); an odd last row or column is left out, as in pooling

    Returns:
        shape (floor(H / 2), floor(W / 2))
    """
    return _even(lattice)[::2, ::2].copy()


def coarse_grain(
    image: ArrayLike, kind: Literal["max", "average"], times: int
) -> tuple[Array, ...]:
    """Pool 2x2 pixels into one, again and again.

    Args:
        image: shape (H, W) or (C, H, W)
        kind: of pooling
        times: how often

    Returns:
        the image and what each pooling makes of it, `times` + 1 arrays

    Raises:
        ValueError: the image is too small
    """
    images = [np.array(image, dtype=np.float64)]
    least = 2 ** whole(times, "number of poolings", 0)
    if images[0].ndim not in (2, 3) or min(images[0].shape[-2:]) < least:
        shape = images[0].shape
        raise ValueError(f"{times} times 2x2 pooling needs {least}x{least} pixels, got {shape}")
    for _ in range(times):
        images.append(pool(images[-1], [Window(2, 2)] * 2, kind).output)
    return tuple(images)


def _even(lattice: Spins) -> Spins:
    if lattice.ndim != 2 or min(lattice.shape) < 2:
        raise ValueError(f"a lattice of at least 2x2 spins is needed, got shape {lattice.shape}")
    height, width = (n - n % 2 for n in lattice.shape)
    return lattice[:height, :width]
