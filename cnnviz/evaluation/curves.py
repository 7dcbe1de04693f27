"""One class against the rest: ROC and precision-recall as the threshold falls."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.evaluation.judged import Judged

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve along which the threshold on the score falls.

    Args:
        x: false positive rate, or recall, shape (T,)
        y: true positive rate, or precision, shape (T,)
        threshold: score from which on an image is taken for the class, shape (T,); infinite
            where none is
        area: under the curve; nan where it is not defined
        error: standard error of the area; nan where it is not defined
        positive: images of the class
        negative: images of other classes
    """

    x: Floats
    y: Floats
    threshold: Floats
    area: float
    error: float
    positive: int
    negative: int


def roc(score: Floats, positive: Mask) -> Curve:
    """True against false positive rate, from (0, 0) to (1, 1).

    The area is the probability that an image of the class has the larger score of the two (Hanley
    and McNeil 1982, Radiology 143, 29, whose standard error this is).

    Args:
        score: larger for the class, shape (N,)
        positive: images of the class, shape (N,)

    Raises:
        ValueError: shapes that differ
    """
    hits, alarms, threshold = _counts(score, positive)
    p, n = int(hits[-1]), int(alarms[-1])
    x = alarms / n if n else np.full(len(alarms), np.nan)
    y = hits / p if p else np.full(len(hits), np.nan)
    area = float(np.trapezoid(y, x)) if p and n else float("nan")
    return Curve(x, y, threshold, area, hanley_mcneil(area, p, n), p, n)


def precision_recall(score: Floats, positive: Mask) -> Curve:
    """Precision against recall, from recall 0 on.

    The area is the average precision sum_t (R_t - R_(t-1)) P_t, a step for each threshold: lines
    between the points would promise more than can be had (Davis and Goadrich 2006). Its standard
    error is not defined here.

    Args:
        score: larger for the class, shape (N,)
        positive: images of the class, shape (N,)

    Raises:
        ValueError: shapes that differ
    """
    hits, alarms, threshold = _counts(score, positive)
    p, n = int(hits[-1]), int(alarms[-1])
    taken = hits + alarms
    # nothing is taken at the first threshold: its precision is that of the next, as a limit
    precision = np.divide(hits, taken, out=np.ones(len(hits)), where=taken > 0)
    if len(precision) > 1:
        precision[0] = precision[1]
    recall = hits / p if p else np.full(len(hits), np.nan)
    area = float(np.sum(np.diff(recall) * precision[1:])) if p else float("nan")
    return Curve(recall, precision, threshold, area, float("nan"), p, n)


def hanley_mcneil(area: float, positive: int, negative: int) -> float:
    """Standard error of the area under a ROC curve (Hanley and McNeil 1982, equation 1)."""
    if not positive or not negative:
        return float("nan")
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    of_positive, of_negative = (positive - 1) * (q1 - area**2), (negative - 1) * (q2 - area**2)
    variance = (area * (1 - area) + of_positive + of_negative) / (positive * negative)
    return float(np.sqrt(max(variance, 0.0)))


def one_against_rest(judged: Judged, group: int) -> tuple[Floats, Mask]:
    """Score and truth for one column of the matrix.

    Args:
        judged: N images
        group: number of the column; its probability is the sum of its outputs'

    Returns:
        score and truth of the images of which the label says whether they are of it, shape (M,)
    """
    members = judged.groups[group]
    inside = np.asarray(judged.allowed[:, members].any(axis=1))
    outside = np.asarray(np.delete(judged.allowed, members, axis=1).any(axis=1))
    clear = ~(inside & outside)
    return judged.probabilities[:, members].sum(axis=1)[clear], inside[clear]


def _counts(score: Floats, positive: Mask) -> tuple[Floats, Floats, Floats]:
    """Hits, false alarms and threshold after each different score, from none on."""
    if score.ndim != 1 or score.shape != positive.shape:
        raise ValueError(f"scores of shape {score.shape} but truths of shape {positive.shape}")
    order = np.argsort(-score, kind="stable")
    falling, truth = score[order], positive[order].astype(np.float64)
    steps = np.append(np.diff(falling) != 0, True)[: len(score)]
    last = np.flatnonzero(steps)
    hits, alarms = np.cumsum(truth)[last], np.cumsum(1 - truth)[last]
    begin = np.zeros(1)
    threshold = np.concatenate([np.full(1, np.inf), falling[last]])
    return np.concatenate([begin, hits]), np.concatenate([begin, alarms]), threshold
