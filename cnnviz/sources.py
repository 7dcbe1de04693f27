"""What stands out from the sky of a picture: connected pixels, touching ones parted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.ndimage import label as label_pieces

Plane = NDArray[np.float64]

BORDER = 0.06  # of the side: where the sky is looked for
CORNER = 0.2  # of the side: squares in which the noise is looked for
SMOOTHING = 0.0125  # of the side: sigma of the Gaussian before detection, 1.2 of 96 pixels
SIGMAS = 2.0  # above the sky, of the smoothed picture's noise
PEAK = 5.0  # the same, of a source's brightest pixel: noise alone seldom goes beyond 4
LEAST_STEP = 1 / 255  # above the sky at least: one step of a picture's values
LEAST_AREA = 1 / 600  # of the picture: smaller specks are no source
CONTRAST = 0.05  # a neighbour of at least this share of the light is a source of its own
CENTRAL = 0.12  # of the side: sigma of the weight by which the central source is chosen
REACH = 0.25  # of the side: a source that is nowhere nearer to the middle is not central


class PhotometryError(ValueError):
    """Nothing to measure; one sentence."""


@dataclass(frozen=True, eq=False)
class Sources:
    """All sources of a picture.

    Args:
        segments: photutils' SegmentationImage of shape (H, W)
        smooth: the smoothed picture, shape (H, W)
        level: the sky of the smoothed picture
        noise: its standard deviation
    """

    segments: Any
    smooth: Plane
    level: float
    noise: float

    def faint(self, label: int) -> bool:
        """Whether noise alone may be as bright."""
        quiet = min(self.noise, _quietest(self.smooth))
        return bool(self.smooth[self.segments.data == label].max() < self.level + PEAK * quiet)


def distances(shape: tuple[int, ...], centre: tuple[float, float]) -> Plane:
    """Distance of each pixel's middle from a point (row, column), shape (H, W), pixels."""
    rows, columns = np.indices(shape)
    away: Plane = np.hypot(rows - centre[0], columns - centre[1])
    return away


def sky_of(values: Plane) -> tuple[float, float]:
    """Median at the border and standard deviation, after clipping at 2.5 sigma."""
    from astropy.stats import sigma_clipped_stats

    width = max(2, round(BORDER * min(values.shape)))
    inside = np.zeros(values.shape, bool)
    inside[width:-width, width:-width] = True
    _, median, deviation = sigma_clipped_stats(values[~inside], sigma=2.5, maxiters=10)
    return float(median), float(deviation)


def _quietest(values: Plane) -> float:
    """Standard deviation in the quietest of the four corners.

    A galaxy that reaches over the border looks like noise there, but seldom in every corner.
    """
    n = max(3, round(CORNER * min(values.shape)))
    parts = (values[rows, columns] for rows in _ends(n) for columns in _ends(n))
    return min(float(1.4826 * np.median(np.abs(part - np.median(part)))) for part in parts)


def _ends(count: int) -> tuple[slice, slice]:
    return slice(count), slice(-count, None)


def find(above: Plane) -> Sources:
    """Connected pixels of the smoothed picture above its sky, parted where they touch.

    Args:
        above: brightness above the sky, shape (H, W)

    Raises:
        PhotometryError: nothing stands out from the sky
    """
    from photutils.segmentation import deblend_sources, detect_sources

    smooth = gaussian_filter(above, SMOOTHING * min(above.shape))
    level, noise = sky_of(smooth)
    area = max(5, round(LEAST_AREA * above.size))
    threshold = level + max(SIGMAS * noise, LEAST_STEP)
    # photutils warns where it finds none
    pieces, _ = label_pieces(smooth > threshold, np.ones((3, 3)))
    if np.bincount(pieces.ravel())[1:].max(initial=0) < area:
        raise PhotometryError("nothing stands out from the sky")
    found = detect_sources(smooth, threshold, area)
    found = deblend_sources(smooth, found, area, n_levels=16, contrast=CONTRAST, progress_bar=False)
    return Sources(found, smooth, level, noise)


def central(above: Plane) -> tuple[Sources, int]:
    """All sources, and the label of the one with the most light near the middle.

    Raises:
        PhotometryError: nothing stands out from the sky there
    """
    found = find(above)
    side, data = min(above.shape), found.segments.data
    middle = distances(above.shape, ((above.shape[0] - 1) / 2, (above.shape[1] - 1) / 2))
    weight = np.exp(-0.5 * (middle / (CENTRAL * side)) ** 2) * above
    label = max(found.segments.labels, key=lambda each: weight[data == each].sum())
    if found.faint(label) or middle[data == label].min() > REACH * side:
        raise PhotometryError("nothing stands out from the sky near the middle of the picture")
    return found, label


def brightest(above: Plane) -> tuple[Sources, int]:
    """All sources, and the label of the one with the most light anywhere.

    Raises:
        PhotometryError: nothing stands out from the sky
    """
    found = find(above)
    light = {label: above[found.segments.data == label].sum() for label in found.segments.labels}
    for label in sorted(light, key=light.__getitem__, reverse=True):
        if not found.faint(label):
            return found, label
    raise PhotometryError("nothing stands out from the sky")
