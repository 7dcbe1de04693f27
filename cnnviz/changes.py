"""A picture changed on purpose: worse seeing, noise, other bands, another direction.

Pictures are (H, W, 3), uint8 or float from 0 to 1; what comes back is float. The changes act on the
picture's values, which are stretched, and not on the light that the telescope saw.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, rotate

Picture = NDArray[np.float64]
Given = NDArray[np.uint8] | Picture
FWHM = float(2 * np.sqrt(2 * np.log(2)))  # of a Gaussian, in standard deviations
ORDERS = {"nearest": 0, "bilinear": 1, "cubic": 3}
NAMES = ("red", "green", "blue")
BANDS = {
    "all": (0, 1, 2),
    "no-red": (None, 1, 2),
    "no-green": (0, None, 2),
    "no-blue": (0, 1, None),
    "red-green": (1, 0, 2),
    "red-blue": (2, 1, 0),
    "green-blue": (0, 2, 1),
}


def as_float(pixels: Given) -> Picture:
    """Values from 0 to 1; shape kept."""
    values: Picture = pixels / 255 if pixels.dtype == np.uint8 else np.asarray(pixels, np.float64)
    return values


def as_uint8(picture: Picture) -> NDArray[np.uint8]:
    """A picture that can be shown and put through a network: rounded, cut off at 0 and 1."""
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def blur(pixels: Given, fwhm: float) -> Picture:
    """As a wider point-spread function would show it: a Gaussian, with the flux kept.

    At the edges the picture is continued by its mirror image, which keeps the sum of each band.

    Args:
        pixels: shape (H, W, 3)
        fwhm: full width at half maximum of what is added, pixels; squares of widths add up

    Raises:
        ValueError: a negative width
    """
    if not fwhm >= 0:
        raise ValueError(f"a width is not negative, got {fwhm}")
    sigma = fwhm / FWHM
    blurred: Picture = gaussian_filter(as_float(pixels), (sigma, sigma, 0), mode="reflect")
    return blurred


def add_noise(pixels: Given, sigma: float, seed: int = 0) -> Picture:
    """Gaussian noise, in each pixel and band by itself; the same seed gives the same pattern.

    Args:
        pixels: shape (H, W, 3)
        sigma: standard deviation, as a part of the full scale
        seed: of the pattern

    Returns:
        not cut off at 0 and 1

    Raises:
        ValueError: a negative deviation
    """
    if not sigma >= 0:
        raise ValueError(f"a standard deviation is not negative, got {sigma}")
    values = as_float(pixels)
    noise: Picture = np.random.default_rng(seed).standard_normal(values.shape)
    return values + sigma * noise


def turn(pixels: Given, angle: float, order: int = 1) -> Picture:
    """Turn a picture about its middle, against the clock; quarter turns are exact.

    What comes in from outside is each band's sky.

    Args:
        pixels: shape (H, W, 3); H = W, or quarter turns give another shape
        angle: degrees
        order: of the interpolation, 0 nearest, 1 bilinear, 3 cubic

    Raises:
        ValueError: the picture is no square
    """
    values = as_float(pixels)
    if values.shape[0] != values.shape[1]:
        raise ValueError(f"a picture that is turned is a square, got {values.shape[:2]}")
    if angle % 90 == 0:
        quarter: Picture = np.rot90(values, int(angle // 90) % 4)
        return quarter
    bands = [
        rotate(values[..., c], angle, reshape=False, order=order, mode="constant", cval=level)
        for c, level in enumerate(sky(values))
    ]
    turned: Picture = np.clip(np.stack(bands, axis=-1), 0, 1)
    return turned


def rearrange(pixels: Given, bands: str) -> Picture:
    """Switch a band off or swap two; a band that is off has its sky everywhere.

    Args:
        pixels: shape (H, W, 3)
        bands: a key of BANDS

    Raises:
        ValueError: no such change
    """
    if bands not in BANDS:
        raise ValueError(f"bands are one of {', '.join(BANDS)}, got {bands!r}")
    values, level = as_float(pixels), sky(as_float(pixels))
    planes = [
        np.full(values.shape[:2], level[at]) if source is None else values[..., source]
        for at, source in enumerate(BANDS[bands])
    ]
    return np.stack(planes, axis=-1)


def sky(pixels: Given) -> Picture:
    """Median of each band over the outermost pixels, shape (3,)."""
    values = as_float(pixels)
    border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    middle: Picture = np.median(border, axis=0)
    return middle
