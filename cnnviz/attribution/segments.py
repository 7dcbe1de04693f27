"""Regions of an image whose pixels are switched off together: square patches or superpixels."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.attribution.errors import AttributionError

KINDS = ("superpixels", "patches")
COMPACTNESS = 10.0  # of SLIC: how much nearness counts beside colour
Regions = NDArray[np.int64]


def segments(image: NDArray[Any], kind: str = "superpixels", count: int = 50) -> Regions:
    """Cut an image into regions; the same image is always cut in the same way.

    Args:
        image: shape (H, W, C) or (H, W); numbers of any range
        kind: "superpixels" follow the image's edges (SLIC, Achanta et al. 2012), "patches" are
            rectangles of a grid
        count: about how many regions; superpixels are often fewer

    Returns:
        the region of each pixel, shape (H, W), numbered from 0 without a gap

    Raises:
        AttributionError: an unknown kind, or a count that the image has no pixels for
    """
    height, width = image.shape[:2]
    if kind not in KINDS:
        raise AttributionError(f"regions are one of {KINDS}, got {kind!r}")
    if not 1 <= count <= height * width:
        raise AttributionError(f"{height} x {width} pixels cannot be cut into {count} regions")
    return _patches(height, width, count) if kind == "patches" else _superpixels(image, count)


def _patches(height: int, width: int, count: int) -> Regions:
    """A grid with about as many rows and columns as the image's shape asks for."""
    rows = min(height, max(1, round(math.sqrt(count * height / width))))
    columns = min(width, max(1, round(count / rows)))
    down, across = np.arange(height) * rows // height, np.arange(width) * columns // width
    return (down[:, None] * columns + across).astype(np.int64)


def _superpixels(image: NDArray[Any], count: int) -> Regions:
    from skimage.segmentation import slic  # the import takes most of a second

    values = image.astype(np.float64)
    spread = float(np.ptp(values))
    values = (values - values.min()) / (spread or 1)
    found = slic(
        values,
        n_segments=count,
        compactness=COMPACTNESS if _is_colour(image) else COMPACTNESS / 100,
        convert2lab=_is_colour(image),
        channel_axis=-1 if image.ndim == 3 else None,
        start_label=0,
    )
    numbers: Regions = np.unique(found, return_inverse=True)[1].reshape(found.shape)
    return numbers.astype(np.int64)


def _is_colour(image: NDArray[Any]) -> bool:
    return image.ndim == 3 and image.shape[2] == 3
