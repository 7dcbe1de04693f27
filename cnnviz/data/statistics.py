"""Mean picture and pixel histograms of each class of a set, added up block by block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = 256  # of an unsigned byte


@dataclass(frozen=True, eq=False)
class Statistics:
    """What a set's pixels are like.

    Args:
        counts: images of each class, int64 of shape (K,)
        means: mean value of each pixel, 0 to 255, float64 of shape (K, H, W, C); nan of a class
            without images
        histograms: pixels of each value, int64 of shape (K, C, 256)
    """

    counts: NDArray[np.int64]
    means: NDArray[np.float64]
    histograms: NDArray[np.int64]

    def shares(self, k: int | None = None) -> NDArray[np.float64]:
        """Shares of the pixels with each value, shape (C, 256); zeros where there is no pixel.

        Args:
            k: the class; None for all of them
        """
        counts = self.histograms.sum(axis=0) if k is None else self.histograms[k]
        total = counts.sum(axis=1, keepdims=True)
        found = np.zeros(counts.shape)
        np.divide(counts, total, out=found, where=total > 0)
        return found

    def pictures(self) -> NDArray[np.uint8]:
        """The means as pictures, rounded, black where there is none; uint8 (K, H, W, C)."""
        rounded: NDArray[np.uint8] = np.nan_to_num(self.means).round().astype(np.uint8)
        return rounded


class Tally:
    """Sums over images that come in blocks.

    Args:
        classes: K
        size: H and W in pixels
        channels: C
    """

    def __init__(self, classes: int, size: int, channels: int = 3) -> None:
        self._counts = np.zeros(classes, np.int64)
        self._sums = np.zeros((classes, size, size, channels), np.int64)
        self._histograms = np.zeros((classes, channels, LEVELS), np.int64)

    def add(self, pixels: NDArray[np.uint8], labels: NDArray[np.int64]) -> None:
        """Take a block in.

        Args:
            pixels: uint8 of shape (n, H, W, C)
            labels: classes of the n images

        Raises:
            ValueError: pictures of another shape, or another number of labels
        """
        if pixels.shape != (len(labels), *self._sums.shape[1:]):
            wanted = self._sums.shape[1:]
            raise ValueError(f"{len(labels)} labels for pictures {pixels.shape}, each of {wanted}")
        for label in np.unique(labels):
            members = pixels[labels == label]
            self._counts[label] += len(members)
            self._sums[label] += members.sum(axis=0, dtype=np.int64)
            for channel in range(pixels.shape[-1]):
                values = members[..., channel].ravel()
                self._histograms[label, channel] += np.bincount(values, minlength=LEVELS)

    def statistics(self) -> Statistics:
        """Of everything that was taken in so far."""
        many = self._counts[:, None, None, None]
        means = np.full(self._sums.shape, np.nan)
        np.divide(self._sums, many, out=means, where=many > 0)
        return Statistics(self._counts.copy(), means, self._histograms.copy())
