"""Entropy, cross-entropy and Kullback-Leibler divergence, as the lectures define them.

H(p) = -sum_x p(x) log p(x), H(p, f) = -sum_x p(x) log f(x), and D(p, f) = H(p, f) - H(p), with
p the true and f the model's probabilities; 0 log 0 = 0, the limit.
"""

from math import e, inf, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
TOLERANCE = 1e-6  # by which probabilities may miss a sum of 1


def entropy(p: ArrayLike, base: float = e) -> Floats:
    """H(p): how uncertain an outcome is; 0 where one is certain, log K where K are equally likely.

    Args:
        p: probabilities along the last axis, shape (..., K)
        base: of the logarithm: e for nats, 2 for bits

    Returns:
        shape (...), a number for one distribution

    Raises:
        ValueError: no probabilities, or no base of a logarithm
    """
    p = _probabilities(p, "p")
    return _in_units(-_expected(p, _logarithm(p, p)), base)


def cross_entropy(p: ArrayLike, f: ArrayLike, base: float = e) -> Floats:
    """H(p, f): the loss of probabilities f where the truth is p; -log f_y for one true class y.

    Args:
        p: true probabilities along the last axis, shape (..., K)
        f: the model's, shape (..., K); the axes before the last are broadcast
        base: of the logarithm: e for nats, 2 for bits

    Returns:
        shape (...), a number for one distribution; infinite where f is 0 and p is not

    Raises:
        ValueError: no probabilities, not the same K, or no base of a logarithm
    """
    p, f = _pair(p, f)
    return _in_units(-_expected(p, _logarithm(f, p)), base)


def kl_divergence(p: ArrayLike, f: ArrayLike, base: float = e) -> Floats:
    """D(p, f): by how much the loss of f exceeds the least possible; 0 where f = p.

    Args:
        p: true probabilities along the last axis, shape (..., K)
        f: the model's, shape (..., K); the axes before the last are broadcast
        base: of the logarithm: e for nats, 2 for bits

    Returns:
        shape (...), a number for one distribution; infinite where f is 0 and p is not

    Raises:
        ValueError: no probabilities, not the same K, or no base of a logarithm
    """
    p, f = _pair(p, f)
    found = _expected(p, _logarithm(p, p) - _logarithm(f, p))
    return _in_units(np.maximum(found, 0), base)  # by rounding alone it is below 0


def _logarithm(values: Floats, p: Floats) -> Floats:
    """Logarithm of the values where p > 0, elsewhere 0; -inf of 0."""
    values, p = np.broadcast_arrays(values, p)
    with np.errstate(divide="ignore"):
        found: Floats = np.log(values, out=np.zeros(values.shape), where=p > 0)
    return found


def _expected(p: Floats, values: Floats) -> Floats:
    """sum_x p(x) values(x); infinite values count only where p > 0."""
    found: Floats = (p * values).sum(axis=-1)
    return found


def _in_units(nats: Floats, base: float) -> Floats:
    if not 0 < base < inf or base == 1:
        raise ValueError(f"the base of a logarithm is a positive number other than 1, got {base}")
    return nats / log(base) + 0.0  # not -0


def _pair(p: ArrayLike, f: ArrayLike) -> tuple[Floats, Floats]:
    p, f = _probabilities(p, "p"), _probabilities(f, "f")
    try:
        fits = p.shape[-1] == f.shape[-1] and np.broadcast_shapes(p.shape, f.shape)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"p and f do not go together: their shapes are {p.shape} and {f.shape}")
    return p, f


def _probabilities(values: ArrayLike, name: str) -> Floats:
    found = np.asarray(values, np.float64)
    if not found.ndim or not found.shape[-1]:
        raise ValueError(f"{name} needs probabilities along its last axis, got shape {found.shape}")
    if (found < 0).any():
        raise ValueError(f"{name} has a negative probability, {found.min():g}")
    sums = found.sum(axis=-1)
    off = ~(np.abs(sums - 1) <= TOLERANCE)  # also where it is no number
    if off.any():
        raise ValueError(
            f"{name} must sum to 1, got {np.atleast_1d(sums)[np.atleast_1d(off)][0]:g}"
        )
    return found
