"""A set of labelled galaxy images, and the seven classes of the course."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CLASSES = (
    "Merging",
    "Round Smooth",
    "In-between Round Smooth",
    "Barred Spiral",
    "Unbarred Tight Spiral",
    "Unbarred Loose Spiral",
    "Edge-on with Bulge",
)


@dataclass(frozen=True)
class Images:
    """Galaxies and what is known about them.

    Args:
        pixels: RGB images, uint8 of shape (N, H, W, C)
        labels: index into `classes` of each image, int64 of shape (N,)
        classes: names of the K_data classes of this set
        candidates: bool of shape (K_data, K_model): the model's classes that each of these may
            be. A full label has one True in its row; a partial label (an unbarred spiral whose
            winding nobody judged) has several.
        table: one array of length N per known quantity (ra, dec, redshift, true parameters ...)
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: tuple[str, ...] = CLASSES
    candidates: NDArray[np.bool_] = field(
        default_factory=lambda: np.eye(len(CLASSES), dtype=np.bool_)
    )
    table: dict[str, NDArray] = field(default_factory=dict)  # type: ignore[type-arg]

    def __post_init__(self) -> None:
        """Check that the parts fit each other.

        Raises:
            ValueError: a shape, type or label that does not fit, named with its value
        """
        if self.pixels.ndim != 4 or self.pixels.dtype != np.uint8:
            found = f"{self.pixels.dtype} {self.pixels.shape}"
            raise ValueError(f"pixels must be uint8 of shape (N, H, W, C), got {found}")
        if self.labels.shape != (len(self.pixels),):
            raise ValueError(f"{len(self.pixels)} images but labels of shape {self.labels.shape}")
        if self.candidates.shape[0] != len(self.classes):
            rows = self.candidates.shape[0]
            raise ValueError(f"{len(self.classes)} classes but {rows} rows of candidates")
        if len(self.labels) and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            found = f"{self.labels.min()} to {self.labels.max()}"
            raise ValueError(f"labels run from {found} but there are {len(self.classes)} classes")

    def __len__(self) -> int:
        return len(self.pixels)

    def select(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> "Images":
        """The chosen images, by index or mask of shape (N,), in that order."""
        table = {name: column[chosen] for name, column in self.table.items()}
        return Images(
            self.pixels[chosen], self.labels[chosen], self.classes, self.candidates, table
        )

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """The model classes that each image may be, shape (N, K_model)."""
        allowed: NDArray[np.bool_] = self.candidates[self.labels]
        return allowed


def known(images: Images) -> Images:
    """The images of classes that the model has: those with a candidate at all."""
    return images.select(np.flatnonzero(images.allowed.any(axis=1)))


def cuts(count: int | NDArray[np.int64], shares: Sequence[float]) -> NDArray[np.int64]:
    """Where `split` cuts the images of one class.

    Args:
        count: of its images, or several counts, N of them
        shares: relative sizes of the parts, P of them

    Returns:
        ends of the first P - 1 parts, shape (P - 1,) or (P - 1, N)
    """
    edges = np.cumsum(shares)[:-1] / np.sum(shares)
    found: NDArray[np.int64] = np.round(np.multiply.outer(edges, count)).astype(np.int64)
    return found


def split(images: Images, shares: Sequence[float], seed: int) -> tuple[Images, ...]:
    """Cut a set into parts at random, each class in the same shares.

    Args:
        images: the set, N images
        shares: relative sizes of the parts, as (10, 1.6, 1) for the course's 10,000, 1,600, 1,000
        seed: of the shuffle

    Returns:
        one set per share; together they are the whole, without overlap
    """
    shuffled = np.random.default_rng(seed).permutation(len(images))
    parts: list[list[NDArray[np.int64]]] = [[] for _ in shares]
    for label in range(len(images.classes)):
        members = shuffled[images.labels[shuffled] == label]
        for part, piece in zip(parts, np.split(members, cuts(len(members), shares)), strict=True):
            part.append(piece)
    return tuple(images.select(np.sort(np.concatenate(part))) for part in parts)
