"""Where a galaxy is in a picture, how far it reaches, and how large it is, by photutils.

All of it is measured in the pixels that a network receives. Pictures are stretched: their values
grow more slowly than the light. `undo_stretch` gives the light back where the stretch is known.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnviz import sources
from cnnviz.sources import PhotometryError, Plane, Sources, distances, sky_of

__all__ = [
    "Photometry",
    "PhotometryError",
    "brightest",
    "brightness",
    "distances",
    "half_light_radius",
    "measure",
    "undo_stretch",
]

Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]

NEARLY_ALL = 0.95  # of an outline's pixels are within its reach: a few stick out
LEAST_SIDE = 16  # pixels: of less nobody can tell the sky


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
    def reach(self) -> float:
        """How far from its centre nearly all of the outline is, pixels."""
        return float(np.quantile(self.radius[self.outline], NEARLY_ALL))

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
    values = brightness(pixels)
    return _photometry(values, sources.central(values - sky_of(values)[0]), softening)


def brightest(pixels: Pixels) -> Photometry:
    """Find the source with the most light anywhere in a picture, and measure it as `measure` does.

    Args:
        pixels: uint8 of shape (H, W, 3), or (H, W)

    Raises:
        PhotometryError: the picture is very small, or nothing stands out from the sky
    """
    values = brightness(pixels)
    if min(values.shape) < LEAST_SIDE:
        raise PhotometryError(f"a side has less than {LEAST_SIDE} pixels")
    return _photometry(values, sources.brightest(values - sky_of(values)[0]), None)


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


def _photometry(values: Plane, chosen: tuple[Sources, int], softening: float | None) -> Photometry:
    # it takes a second to import, and few pages need it
    from photutils.segmentation import SourceCatalog

    found, label = chosen
    sky, noise = sky_of(values)
    above = values - sky
    outline: Mask = np.asarray(found.segments.data == label)
    others: Mask = np.asarray((found.segments.data != 0) & ~outline)
    catalog = SourceCatalog(above, found.segments, mask=others, convolved_data=found.smooth)
    source = catalog[found.segments.get_index(label)]
    column, row = (float(x) for x in source.centroid_win)
    if not np.isfinite((row, column)).all():  # the window found no peak, as among stripes
        column, row = (float(x) for x in source.centroid)
    if not np.isfinite((row, column)).all():
        raise PhotometryError("what stands out from the sky has no centre")
    light = above
    if softening is not None:
        light = undo_stretch(values, softening) - undo_stretch(np.full(1, sky), softening)
    return Photometry(
        (row, column), half_light_radius(light, (row, column), outline),
        1 / float(source.elongation.value), sky, noise, outline, others,
    )  # fmt: skip
