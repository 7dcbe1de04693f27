"""Attribution as a measurement: against radius, and its shares in parts of the picture."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from cnnviz.photometry import Mask, distances

Plane = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Profile:
    """A map in rings around a centre; each array has the shape (R,).

    Args:
        inner: radius where each ring begins, pixels
        outer: radius where it ends, pixels
        count: pixels in it
        signed: mean value
        signed_error: standard error of that mean, nan where a ring has one pixel
        absolute: mean magnitude
        absolute_error: standard error of that mean
    """

    inner: Plane
    outer: Plane
    count: NDArray[np.int64]
    signed: Plane
    signed_error: Plane
    absolute: Plane
    absolute_error: Plane

    @property
    def middle(self) -> Plane:
        """Radius of the middle of each ring, pixels."""
        return (self.inner + self.outer) / 2


@dataclass(frozen=True)
class Share:
    """How much of a map a part of the picture has, each from 0 to 1.

    Args:
        area: of the pixels; what a map that knows nothing of the galaxy would give
        absolute: of the sum of magnitudes; nan for a map of zeros
        positive: of the sum of positive values; nan where there are none
    """

    area: float
    absolute: float
    positive: float


def enlarged(map: NDArray[np.float32] | Plane, shape: tuple[int, int]) -> Plane:
    """A small map as large as the picture, between its values bilinearly.

    Args:
        map: shape (h, w)
        shape: (H, W); a map that has it is handed back
    """
    values = np.asarray(map, np.float64)
    if values.shape == tuple(shape):
        return values
    made = functional.interpolate(
        torch.from_numpy(values)[None, None], shape, mode="bilinear", align_corners=False
    )
    large: Plane = made[0, 0].numpy()
    return large


def profile(map: Plane, centre: tuple[float, float], width: float = 2.0) -> Profile:
    """Mean of a map in rings, out to the nearest edge of the picture.

    Errors are s / sqrt(n), of independent pixels; neighbours are alike, so that they are too small.

    Args:
        map: shape (H, W)
        centre: row and column, pixels
        width: of a ring, pixels

    Raises:
        ValueError: a width that is not positive, or a centre outside the map
    """
    if not width > 0:
        raise ValueError(f"a ring's width is positive, got {width}")
    room = [side for n, c in zip(map.shape, centre, strict=True) for side in (c + 0.5, n - 0.5 - c)]
    if min(room) <= 0:
        raise ValueError(f"the centre {centre} is outside the map of shape {map.shape}")
    rings = max(1, int(min(room) / width + 1e-9))
    ring = (distances(map.shape, centre) / width).astype(np.int64).ravel()
    inside = ring < rings
    values, ring = map.ravel()[inside], ring[inside]
    count = np.bincount(ring, minlength=rings)
    edges = width * np.arange(rings + 1.0)
    signed, absolute = (_means(each, ring, count) for each in (values, np.abs(values)))
    return Profile(edges[:-1], edges[1:], count, *signed, *absolute)


def shares(map: Plane, parts: Mapping[str, Mask]) -> dict[str, Share]:
    """Shares of a map in parts of the picture.

    Args:
        map: shape (H, W)
        parts: pixels by name, each of shape (H, W)
    """
    magnitudes, positive = np.abs(map), np.maximum(map, 0)
    return {
        name: Share(
            float(part.mean()), _share(magnitudes, part), _share(positive, part)
        )
        for name, part in parts.items()
    }  # fmt: skip


def _share(values: Plane, part: Mask) -> float:
    total = float(values.sum())
    return float(values[part].sum()) / total if total > 0 else float("nan")


def _means(values: Plane, ring: NDArray[np.int64], count: NDArray[np.int64]) -> tuple[Plane, Plane]:
    """Mean and standard error in each ring; nan where there are too few pixels."""
    n = count.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(ring, values, len(count)) / n
        squares = np.bincount(ring, (values - mean[ring]) ** 2, len(count))
        error = np.sqrt(squares / (n - 1) / n)
    return mean, error
