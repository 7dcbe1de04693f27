"""Where a galaxy is in a picture, how far it reaches, and how large it is, by photutils.

All of it is measured in the pixels that a network receives. Pictures are stretched: their values
grow more slowly than the light. `undo_stretch` gives the light back where the stretch is known.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.ndimage import label as label_pieces

Plane = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]

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
class Photometry:
    """The central galaxy of a picture.

    Args:
        centre: row and column of its light's windowed centroid, pixels from the middle of the
            first pixel
        half_light: radius of the circle around the centre with half of the light that is inside
            the outline, pixels
        axis_ratio: minor over major axis, from the second moments of the smoothed picture
        sky: the picture's value where there is nothing, 0 to 1
        noise: standard deviation of the sky, in the same units
        outline: its pixels, shape (H, W)
        others: pixels of other sources, shape (H, W)
    """

    centre: tuple[float, float]
    half_light: float
    axis_ratio: float
    sky: float
    noise: float
    outline: Mask = field(repr=False)
    others: Mask = field(repr=False)

    @property
    def radius(self) -> Plane:
        """Distance of each pixel's middle from the centre, shape (H, W), pixels."""
        return distances(self.outline.shape, self.centre)

    @property
    def inner(self) -> Mask:
        """Pixels whose middle is within the half-light radius, shape (H, W)."""
        inside: Mask = self.radius <= self.half_light
        return inside

    @property
    def empty(self) -> Mask:
        """Pixels of the sky, outside all sources, shape (H, W)."""
        sky: Mask = ~(self.outline | self.others)
        return sky


def measure(pixels: Pixels, softening: float | None = None) -> Photometry:
    """Find the central galaxy and measure it.

    Sky and noise come from the border (median and deviation after clipping at 2.5 sigma). Sources
    are connected pixels of the smoothed picture above the sky; touching ones are parted as
    SExtractor does (Bertin and Arnouts 1996). The central one has the most light near the middle.

    Args:
        pixels: uint8 of shape (H, W, 3), or (H, W)
        softening: Q of the picture's asinh stretch, to measure the half-light radius in the light;
            None to measure it in the picture's own values

    Raises:
        PhotometryError: nothing stands out from the sky near the middle
    """
    # it takes a second to import, and few pages need it
    from photutils.segmentation import SourceCatalog

    values = brightness(pixels)
    sky, noise = _sky(values)
    above = values - sky
    segments, label, smooth = _central(above)
    outline: Mask = np.asarray(segments.data == label)
    others: Mask = np.asarray((segments.data != 0) & ~outline)
    catalog = SourceCatalog(above, segments, mask=others, convolved_data=smooth)
    source = catalog[segments.get_index(label)]
    column, row = (float(x) for x in source.centroid_win)
    light = above
    if softening is not None:
        light = undo_stretch(values, softening) - undo_stretch(np.full(1, sky), softening)
    return Photometry(
        (row, column), half_light_radius(light, (row, column), outline),
        1 / float(source.elongation.value), sky, noise, outline, others,
    )  # fmt: skip


def brightness(pixels: Pixels) -> Plane:
    """Mean of the colours, 0 to 1, shape (H, W)."""
    values = pixels.astype(np.float64) / 255
    mean: Plane = values.mean(axis=2) if values.ndim == 3 else values
    return mean


def undo_stretch(values: Plane, softening: float) -> Plane:
    """Light from a picture's brightness: sinh(sqrt(Q) v) / Q.

    The inverse of v = asinh(Q I) / sqrt(Q) (Lupton et al. 2004), which is a picture's mean over its
    colours where none of them is cut off.

    Args:
        values: any shape, 0 to 1
        softening: Q
    """
    light: Plane = np.sinh(np.sqrt(softening) * values) / softening
    return light


def distances(shape: tuple[int, ...], centre: tuple[float, float]) -> Plane:
    """Distance of each pixel's middle from a point (row, column), shape (H, W), pixels."""
    rows, columns = np.indices(shape)
    away: Plane = np.hypot(rows - centre[0], columns - centre[1])
    return away


def half_light_radius(
    light: Plane, centre: tuple[float, float], outline: Mask | None = None
) -> float:
    """Radius of the circle that holds half of the light.

    Pixels that the circle cuts count with the part that is inside.

    Args:
        light: above the sky, shape (H, W)
        centre: row and column, pixels
        outline: pixels that count; all where None

    Returns:
        pixels

    Raises:
        PhotometryError: there is no light
    """
    from photutils.profiles import CurveOfGrowth

    counted = np.ones(light.shape, bool) if outline is None else outline
    light = np.where(counted, light, 0)
    total = float(light.sum())
    if total <= 0:
        raise PhotometryError("there is no light inside the outline")
    # a pixel's corner is at most 0.71 from its middle
    reach = float(distances(light.shape, centre)[counted].max()) + 0.75
    radii = np.linspace(0.25, max(reach, 0.5), max(2, round(2 * reach)))
    curve = CurveOfGrowth(light, centre[::-1], radii).profile / total
    # the radius at which the curve last passes one half: noise may bend it
    after = int(np.flatnonzero(np.append(curve[:-1] < 0.5, False)).max(initial=-1)) + 1
    x0, y0 = (0.0, 0.0) if after == 0 else (radii[after - 1], curve[after - 1])
    return float(x0 + (0.5 - y0) / (curve[after] - y0) * (radii[after] - x0))


def _sky(values: Plane) -> tuple[float, float]:
    """Median and standard deviation at the border."""
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


def _central(above: Plane):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """All sources, the label of the central one, and the smoothed picture."""
    from photutils.segmentation import deblend_sources, detect_sources

    side = min(above.shape)
    smooth = gaussian_filter(above, SMOOTHING * side)
    level, noise = _sky(smooth)
    area = max(5, round(LEAST_AREA * above.size))
    threshold = level + max(SIGMAS * noise, LEAST_STEP)
    # photutils warns where it finds none
    pieces, _ = label_pieces(smooth > threshold, np.ones((3, 3)))
    if np.bincount(pieces.ravel())[1:].max(initial=0) < area:
        raise PhotometryError("nothing stands out from the sky")
    found = detect_sources(smooth, threshold, area)
    found = deblend_sources(smooth, found, area, n_levels=16, contrast=CONTRAST, progress_bar=False)
    middle = distances(above.shape, tuple((n - 1) / 2 for n in above.shape))
    weight = np.exp(-0.5 * (middle / (CENTRAL * side)) ** 2) * above
    label = max(found.labels, key=lambda each: weight[found.data == each].sum())
    of_source = found.data == label
    faint = smooth[of_source].max() < level + PEAK * min(noise, _quietest(smooth))
    if faint or middle[of_source].min() > REACH * side:
        raise PhotometryError("nothing stands out from the sky near the middle of the picture")
    return found, label, smooth
