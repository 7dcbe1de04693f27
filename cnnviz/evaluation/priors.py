"""From the probabilities of a network to those of a sky with other class frequencies.

A network trained with classes in the proportions pi0 learns f_k(x) = p(x|k) pi0_k / sum_j (...).
Where galaxies come in the proportions pi, Bayes's theorem with the same p(x|k) gives
p(k|x) = f_k(x) pi_k / pi0_k / sum_j f_j(x) pi_j / pi0_j (Saerens et al. 2002, Neural Comp. 14, 21).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.evaluation.judged import Judged

Floats = NDArray[np.float64]


def normalised(weights: Floats) -> Floats:
    """Weights of any sum as proportions of sum 1, shape (K,).

    Raises:
        ValueError: a weight that is negative or not finite, or none that is positive
    """
    values = np.asarray(weights, np.float64)
    if not np.isfinite(values).all() or (values < 0).any() or not values.sum() > 0:
        raise ValueError(f"priors are not negative and not all zero, got {values.tolist()}")
    found: Floats = values / values.sum()
    return found


def reweigh(f: Floats, pi: Floats, pi0: Floats | None = None) -> Floats:
    """p(k|x) = f_k pi_k / pi0_k / sum_j f_j pi_j / pi0_j.

    Args:
        f: probabilities of the network along the last axis, shape (..., K)
        pi: weights of the classes where the galaxies come from, shape (K,), of any sum
        pi0: in the training, shape (K,), all positive; None for equal ones

    Returns:
        shape (..., K); where every f_k pi_k is zero, pi

    Raises:
        ValueError: weights of another length, negative, or all zero; a zero in pi0
    """
    pi = normalised(pi)
    pi0 = normalised(np.ones(len(pi)) if pi0 is None else pi0)
    if f.shape[-1] != len(pi) or pi.shape != pi0.shape:
        raise ValueError(f"{f.shape[-1]} probabilities, {len(pi)} priors and {len(pi0)} of before")
    if not (pi0 > 0).all():
        raise ValueError(f"a class that was never trained on has no p(x|k), got {pi0.tolist()}")
    weighed = f * (pi / pi0)
    total = weighed.sum(axis=-1, keepdims=True)
    found: Floats = np.where(total > 0, weighed / np.where(total > 0, total, 1), pi)
    return found


@dataclass(frozen=True)
class Posterior:
    """Accuracy in a sky with the proportions pi.

    Args:
        accuracy: sum_k pi_k R_k with the recall R_k of each class on the images at hand
        error: sqrt(sum_k pi_k^2 R_k (1 - R_k) / n_k)
        missing: classes with a prior but without images, whose recall nobody knows
    """

    accuracy: float
    error: float
    missing: tuple[str, ...] = ()


def reweighed(judged: Judged, pi: Floats, pi0: Floats | None = None) -> Judged:
    """The same images with the posterior's logarithms as outputs; errors as of `reweigh`."""
    p = reweigh(judged.probabilities, pi, pi0)
    return judged.with_logits(np.log(np.maximum(p, np.finfo(np.float64).tiny)))


def accuracy(judged: Judged, pi: Floats) -> Posterior:
    """Accuracy of a network where galaxies come in other proportions than in the set.

    Each image counts by the prior of its class over the number of its images. The prior of a class
    of the data is that of its candidates together.

    Args:
        judged: N images
        pi: weights of the K outputs, of any sum

    Raises:
        ValueError: as `normalised`
    """
    found = judged.evaluation
    known = judged.candidates[judged.candidates.any(axis=1)]
    weights = known @ normalised(pi)
    counts = found.matrix.sum(axis=1)
    there = counts > 0
    missing = tuple(np.array(found.classes)[~there & (weights > 0)].tolist())
    total = weights[there].sum()
    if not total > 0:
        return Posterior(float("nan"), float("nan"), missing)
    share, recall, n = weights[there] / total, found.recall[there], counts[there]
    error = np.sqrt(np.sum(share**2 * recall * (1 - recall) / n))
    return Posterior(float(np.sum(share * recall)), float(error), missing)
