"""Precision, recall and F1 of each class."""

from dataclasses import dataclass

import numpy as np

from cnnviz.metrics import Evaluation, wilson_interval

Interval = tuple[float, float]
NONE: Interval = (0.0, 1.0)


@dataclass(frozen=True)
class Share:
    """A share of images with what it was counted from.

    Args:
        part: images that count
        whole: images in all
    """

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Between 0 and 1; nan without images."""
        return self.part / self.whole if self.whole else float("nan")

    @property
    def interval(self) -> Interval:
        """Wilson interval, 95 %; 0 and 1 without images."""
        return wilson_interval(self.part, self.whole)


@dataclass(frozen=True)
class Score:
    """How well one class of the data is told from the others.

    Args:
        name: of the class
        images: of this class
        recall: share of them that are right
        precision: share of the images taken for it that are of it; None where the labels do not
            give the class one prediction of its own
        either: images that are of the class and taken for it, among those that are one or the
            other (Jaccard's index J); None as `precision`
    """

    name: str
    images: int
    recall: Share
    precision: Share | None
    either: Share | None

    @property
    def f1(self) -> float:
        """2 P R / (P + R) = 2 J / (1 + J), the harmonic mean (van Rijsbergen 1979); nan for none.

        It is 0 where nothing is right.
        """
        return _f1(self.either.value) if self.either else float("nan")

    @property
    def f1_interval(self) -> Interval:
        """Wilson interval of J, 95 %, carried over by 2 J / (1 + J), which grows with J."""
        if self.either is None:
            return NONE
        low, high = self.either.interval
        return _f1(low), _f1(high)


def per_class(found: Evaluation) -> list[Score]:
    """The scores of each class, one for each row of the matrix (R, C).

    The class has a precision where exactly one prediction is right for it and for no other class.
    """
    return [_score(found, row) for row in range(len(found.classes))]


def _score(found: Evaluation, row: int) -> Score:
    total = int(found.matrix[row].sum())
    right = int(found.matrix[row][found.right[row]].sum())
    columns = np.flatnonzero(found.right[row])
    precision = either = None
    if len(columns) == 1 and found.right[:, columns[0]].sum() == 1:
        taken = int(found.matrix[:, columns[0]].sum())
        precision, either = Share(right, taken), Share(right, total + taken - right)
    return Score(found.classes[row], total, Share(right, total), precision, either)


def _f1(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)
