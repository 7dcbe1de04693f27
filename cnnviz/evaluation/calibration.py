"""Whether a network that says 80 % is right in 80 of 100 cases, and how to make it so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from cnnviz.evaluation.judged import Judged, nll
from cnnviz.inference import softmax
from cnnviz.metrics import wilson_interval

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
BINS = 10
HOTTEST = 20.0  # times hotter or colder at most
EXACT = 1e-9  # of the logarithm of the temperature


@dataclass(frozen=True)
class Bin:
    """The images whose confidence lies in one interval.

    Args:
        low: of the interval, which contains it
        high: of the interval, which does not contain it (the last one does)
        images: in it
        right: of them
        confidence: their mean confidence; nan without images
    """

    low: float
    high: float
    images: int
    right: int
    confidence: float

    @property
    def share(self) -> float:
        """Share that is right; nan without images."""
        return self.right / self.images if self.images else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson interval of the share, 95 %."""
        return wilson_interval(self.right, self.images)


def reliability(confidence: Floats, right: Mask, bins: int = BINS) -> list[Bin]:
    """Sort images by confidence into intervals of equal width.

    Args:
        confidence: max_k f_k(x), shape (N,), 0 to 1
        right: whether the prediction is right, shape (N,)
        bins: how many intervals

    Raises:
        ValueError: shapes that differ, no bins, or a confidence outside 0 to 1
    """
    if confidence.shape != right.shape or confidence.ndim != 1:
        raise ValueError(f"{confidence.shape} confidences but {right.shape} judgements")
    if bins < 1:
        raise ValueError(f"at least one bin, got {bins}")
    if len(confidence) and not 0 <= confidence.min() <= confidence.max() <= 1 + 1e-12:
        raise ValueError(f"confidences run from {confidence.min():g} to {confidence.max():g}")
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="right") - 1, 0, bins - 1)
    return [_bin(edges, i, confidence[place == i], right[place == i]) for i in range(bins)]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """ECE = sum_b n_b / N |share right - mean confidence| (Naeini et al. 2015; Guo et al. 2017).

    It is positive even for a calibrated network, because shares scatter; nan without images.
    """
    total = sum(each.images for each in bins)
    gaps = (each.images * abs(each.share - each.confidence) for each in bins if each.images)
    return sum(gaps) / total if total else float("nan")


@dataclass(frozen=True)
class Temperature:
    """A temperature fitted to N images: softmax(z / T) instead of softmax(z).

    Args:
        value: T; above 1 the network was too sure of itself
        error: standard error of T from the curvature of the loss; nan where the images do not
            determine T: at a bound, or where all are right
        before: mean cross-entropy with T = 1, nats
        after: with the fitted T, nats
        images: N
    """

    value: float
    error: float
    before: float
    after: float
    images: int


def temperature(logits: Floats, allowed: Mask) -> Temperature:
    """The T that minimises the mean of -log sum_(k allowed) softmax(z / T)_k (Guo et al. 2017).

    For full labels the loss is convex in 1 / T, so that there is one minimum. T is at least 1 / 20
    and at most 20: with everything right the loss would fall for ever as T goes to 0.

    Args:
        logits: z, shape (N, K)
        allowed: candidates of each label, bool of shape (N, K)

    Raises:
        ValueError: no images
    """
    if not len(logits):
        raise ValueError("a temperature cannot be fitted to no image")
    bound = float(np.log(HOTTEST))
    found = minimize_scalar(
        lambda log_t: nll(logits / np.exp(log_t), allowed), bounds=(-bound, bound),
        method="bounded", options={"xatol": EXACT},
    )  # fmt: skip
    value = float(np.exp(found.x))
    error = _error(logits, allowed, value)
    if abs(found.x) > bound - 1e-3 or error > 10 * value:
        error = float("nan")
    after = nll(logits / value, allowed)
    return Temperature(value, error, nll(logits, allowed), after, len(logits))


def fit(judged: Judged) -> Temperature:
    """The temperature of a judged set; see `temperature`."""
    return temperature(judged.logits, judged.allowed)


def cooled(judged: Judged, value: float) -> Judged:
    """The same images with all logits divided by T; predictions stay."""
    return judged.with_logits(judged.logits / value)


def _bin(edges: Floats, i: int, confidence: Floats, right: Mask) -> Bin:
    mean = float(confidence.mean()) if len(confidence) else float("nan")
    return Bin(float(edges[i]), float(edges[i + 1]), len(confidence), int(right.sum()), mean)


def _error(logits: Floats, allowed: Mask, value: float) -> float:
    """1 / sqrt(d^2 NLL / d beta^2) with beta = 1 / T, carried over to T = 1 / beta."""
    inside = np.where(allowed, logits, -np.inf)
    information = (_variance(logits, logits / value) - _variance(logits, inside / value)).sum()
    return float(value**2 / np.sqrt(information)) if information > 0 else float("nan")


def _variance(values: Floats, scores: Floats) -> Floats:
    """Variance of the values under softmax(scores), shape (N,)."""
    p = softmax(scores)
    mean = (p * values).sum(axis=1, keepdims=True)
    found: Floats = (p * (values - mean) ** 2).sum(axis=1)
    return found
