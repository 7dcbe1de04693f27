"""Two networks on the same images (McNemar 1947, Psychometrika 12, 153)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, chdtrc

from cnnviz.evaluation.judged import Judged

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class McNemar:
    """How often each of two networks is right, image by image.

    Args:
        both: images that both take rightly
        first: that only the first does (b)
        second: that only the second does (c)
        neither: that neither does
    """

    both: int
    first: int
    second: int
    neither: int

    @property
    def images(self) -> int:
        """n, all images."""
        return self.both + self.first + self.second + self.neither

    @property
    def difference(self) -> float:
        """Accuracy of the second less that of the first, (c - b) / n; nan without images."""
        return (self.second - self.first) / self.images if self.images else float("nan")

    @property
    def error(self) -> float:
        """Its standard error, sqrt(b + c - (b - c)^2 / n) / n: images in pairs, not apart."""
        b, c, n = self.first, self.second, self.images
        return float(np.sqrt(b + c - (b - c) ** 2 / n)) / n if n else float("nan")

    @property
    def p_exact(self) -> float:
        """Two-sided probability of b and c at least so unequal where neither network is better.

        Twice the binomial tail, 2 sum_(i <= min(b, c)) C(b + c, i) / 2^(b + c), at most 1.
        """
        fewer, total = min(self.first, self.second), self.first + self.second
        return min(1.0, 2 * float(bdtr(fewer, total, 0.5))) if total else 1.0

    @property
    def chi_square(self) -> float:
        """(|b - c| - 1)^2 / (b + c), with Edwards's continuity correction; 0 where b = c."""
        total = self.first + self.second
        return max(abs(self.first - self.second) - 1, 0) ** 2 / total if total else 0.0

    @property
    def p_chi_square(self) -> float:
        """Probability of a chi square at least so large with one degree of freedom."""
        return float(chdtrc(1, self.chi_square))


def mcnemar(first: Mask, second: Mask) -> McNemar:
    """Count.

    Args:
        first: whether the first network is right, shape (N,)
        second: whether the second is right of the same images, shape (N,)

    Raises:
        ValueError: shapes that differ
    """
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"{first.shape} images judged by one and {second.shape} by the other")
    counts = (first & second, first & ~second, ~first & second, ~first & ~second)
    return McNemar(*(int(each.sum()) for each in counts))


def compare(first: Judged, second: Judged) -> McNemar:
    """Count on the images of one set that both networks can know."""
    _, a, b = np.intersect1d(first.index, second.index, assume_unique=True, return_indices=True)
    return mcnemar(first.right[a], second.right[b])
