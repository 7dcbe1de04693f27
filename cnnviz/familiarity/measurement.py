"""What a picture looks like, in eight numbers that no class depends on."""

from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve, gaussian_filter

from cnnviz.familiarity.quantities import DIGITS, QUANTITIES
from cnnviz.photometry import Photometry, PhotometryError, brightness
from cnnviz.photometry import measure as find
from cnnviz.sources import BORDER

Plane = NDArray[np.float64]
Pixels = NDArray[np.uint8]
FINE, COARSE = 1.0, 4.0  # sigmas in pixels: detail below the first, from the first to the second
WEIGHTS = 6  # root of the sum of the squares of a second difference's weights
FULL = 255


def measure(pixels: Pixels) -> dict[str, float]:
    """Measure a picture as a network receives it.

    Args:
        pixels: uint8 of shape (H, W, 3)

    Returns:
        a number for each of QUANTITIES, rounded to DIGITS decimals; nan where it needs an object
        and none stands out from the sky near the middle
    """
    values = brightness(pixels)
    found = {
        "background": background(values),
        "noise": noise(values, _border(values.shape)),
        "saturated": float((pixels == FULL).any(axis=2).mean()),
    }
    with suppress(PhotometryError):
        found |= _of_object(pixels, values, find(pixels))
    return {name: round(found.get(name, np.nan), DIGITS) for name in QUANTITIES}


def background(values: Plane) -> float:
    """Median at the border.

    Args:
        values: shape (H, W)
    """
    return float(np.median(values[_border(values.shape)]))


def noise(values: Plane, where: NDArray[np.bool_]) -> float:
    """Standard deviation of one pixel from its neighbours.

    The mean magnitude of the second differences along both axes, which are zero on any slope, times
    sqrt(pi / 2) / 6 (Immerkaer 1996, Computer Vision and Image Understanding 64, 300). It is that
    of independent Gaussian noise, less where neighbours are alike.

    Args:
        values: shape (H, W)
        where: pixels that count, shape (H, W)
    """
    differences = np.abs(_differences(values))[1:-1, 1:-1]  # at the edge pixels would count twice
    return float(np.sqrt(np.pi / 2) / WEIGHTS * differences[where[1:-1, 1:-1]].mean())


def sharpness(values: Plane, inside: NDArray[np.bool_]) -> float:
    """Root mean square of fine detail over that of coarser detail, in an object.

    Detail are differences of Gaussians. What independent noise has in them is taken off first, so
    that it does not look sharp: its variance is the mean square of the second differences in the
    object (of `noise`; a mean square holds of any independent noise, also where black cuts it off).
    The sky would not do: an asinh stretch makes its noise larger than an object's. Noise of which
    neighbours share a part, as after resizing, counts as detail. Coarser detail counts at least as
    much as noise has in it.

    Args:
        values: shape (H, W)
        inside: the object's pixels, shape (H, W)

    Returns:
        from 0 on; nan where all values are equal
    """
    once, more = (gaussian_filter(values, sigma) for sigma in (FINE, COARSE))
    variance = float((_differences(values)[inside] ** 2).mean()) / WEIGHTS**2
    below = [gain * variance for gain in _gains()]
    fine, coarse = (float((x[inside] ** 2).mean()) for x in (values - once, once - more))
    fine, coarse = max(0.0, fine - below[0]), max(coarse - below[1], below[1])
    return float(np.sqrt(fine / coarse)) if coarse > 0 else np.nan


def _gains() -> tuple[float, float]:
    """Variance of fine and of coarser detail of independent noise of variance 1.

    The sum of the squares of the filters' weights, where those of a Gaussian of sigma have
    1 / (4 pi sigma^2).
    """
    low, high = 4 * np.pi * FINE**2, 4 * np.pi * COARSE**2
    return 1 - 4 / low + 1 / low, 1 / low + 1 / high - 4 / (low + high)


def _differences(values: Plane) -> Plane:
    """Second differences along both axes, shape (H, W)."""
    found: Plane = convolve(values, np.outer([1, -2, 1], [1, -2, 1]), mode="reflect")
    return found


def _of_object(pixels: Pixels, values: Plane, found: Photometry) -> dict[str, float]:
    """What needs an object."""
    side = min(values.shape)
    middle = [(n - 1) / 2 for n in values.shape]
    inner = found.inner & found.outline
    above = values - found.sky
    return {
        "size": found.half_light / side,
        "offset": float(np.hypot(*np.subtract(found.centre, middle))) / side,
        "contrast": float(above[inner if inner.any() else found.outline].mean()),
        "colour": _colour(pixels, found.outline),
        "sharpness": sharpness(values, found.outline),
    }


def _colour(pixels: Pixels, outline: NDArray[np.bool_]) -> float:
    planes = pixels.astype(np.float64) / FULL
    skies = np.median(planes[_border(outline.shape)], axis=0)
    red, green, blue = (planes[outline] - skies).sum(axis=0)
    total = float(red + green + blue)
    return float(red - blue) / total if total > 0 else np.nan


def _border(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The pixels near the edges, where photometry looks for the sky."""
    width = max(2, round(BORDER * min(shape)))
    border = np.ones(shape, np.bool_)
    border[width:-width, width:-width] = False
    return border
