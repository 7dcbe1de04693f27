"""From brightness to the screen's 256 levels by asinh: linear where faint, then logarithmic.

Lupton et al. 2004, PASP 116, 133: with the intensity I, the mean of the channels, each channel is
multiplied by f(I) / I, so that its colour stays, and a pixel of which a channel exceeds 1 is
divided by that channel. f(x) = asinh(x / b) / asinh(w / b), black at 0 and white at w.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SAMPLES = 30_000  # pixels that levels are measured on, at most: sky to a hundredth of its noise
CLIPPED = 3.0  # standard deviations from the sky beyond which a pixel is a source
MAD = 1.4826  # standard deviation of a Gaussian over its median absolute deviation
NOISELESS = 1e-3  # noise of an image without any, as a share of its range
BAND = 2**17  # pixels that are stretched at once
LARGEST = 1e6  # standard deviations
BLACK = -2.0  # standard deviations
EMPTY = 20.0  # standard deviations: white where nothing is brighter than the sky


@dataclass(frozen=True)
class Stretch:
    """What the visitor may change; the units are the sky's noise, so that any file's values fit.

    Args:
        black: brightness that is black, standard deviations of the noise above the sky; None for
            BLACK, below the sky, which leaves the sky a dark grey with its noise
        softening: b, where linear turns into logarithmic, standard deviations of the noise
        white: share of the pixels that are white, 0 to 1
    """

    black: float | None = None
    softening: float = 6.0
    white: float = 0.001

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises:
            ValueError: a black point, softening or share out of range
        """
        if self.black is not None and not abs(self.black) <= LARGEST:
            raise ValueError(f"the black point is at most {LARGEST:.0e} away, got {self.black}")
        if not 1 / LARGEST <= self.softening <= LARGEST:
            raise ValueError(f"softening is {1 / LARGEST} to {LARGEST:.0e}, got {self.softening}")
        if not 0 <= self.white < 1:
            raise ValueError(f"the share of white pixels is 0 to below 1, got {self.white}")


# chosen on simulated galaxies written as FITS of g, r and z, so that the explorer's network knows
# them about as often as the surveys' own pictures
AUTOMATIC = Stretch()


@dataclass(frozen=True)
class Levels:
    """What was measured on an image, in the file's own units.

    Args:
        sky: of each channel, shape (1,) or (3,)
        noise: standard deviation of the intensity's sky
        black: subtracted from each channel, shape (1,) or (3,)
        gain: that each channel is multiplied by then, shape (1,) or (3,)
        white: intensity above black that is white
        softening: b
    """

    sky: NDArray[np.float64]
    noise: float
    black: NDArray[np.float64]
    gain: NDArray[np.float64]
    white: float
    softening: float


def measured(planes: NDArray[Any], stretch: Stretch = AUTOMATIC, balanced: bool = True) -> Levels:
    """Sky by clipped median, noise by the median absolute deviation, white by a quantile.

    Args:
        planes: of shape (H, W) or (H, W, 3); NaN and infinite values are left out
        stretch: in units of the noise
        balanced: whether the channels' colours are the eye's; if not, as of a survey's bands, each
            is drawn in units of its own noise, close to what the surveys' own pictures do

    Returns:
        in the units of the planes
    """
    sample = _sample(planes)
    sky, spread = (np.array(found) for found in zip(*map(_sky, sample.T), strict=True))
    alike = balanced or not spread.all()
    gain = np.ones(len(sky)) if alike else spread.mean() / spread
    above = ((sample - sky) * gain).mean(axis=1)
    noise = _sky(above)[1] or NOISELESS * float(np.ptp(above)) or 1.0
    brightest = float(np.quantile(above, 1 - stretch.white))
    black = BLACK if stretch.black is None else stretch.black
    white = brightest - black * noise if brightest > 0 else EMPTY * noise
    softening = stretch.softening * noise
    return Levels(sky, noise, sky + black * noise / gain, gain, max(white, noise), softening)


def rgb(planes: NDArray[Any], levels: Levels) -> NDArray[np.uint8]:
    """The picture.

    Args:
        planes: of shape (H, W) or (H, W, 3); what is NaN or infinite becomes black
        levels: as `measured` gives them

    Returns:
        uint8 of shape (H, W, 3)
    """
    result = np.empty((*planes.shape[:2], 3), np.uint8)
    rows = max(1, BAND // planes.shape[1])
    for top in range(0, len(planes), rows):
        band = planes[top : top + rows].astype(np.float64)
        result[top : top + rows] = _stretched(band.reshape(*band.shape[:2], -1), levels)
    return result


def _stretched(band: NDArray[np.float64], levels: Levels) -> NDArray[np.uint8]:
    light = np.maximum(np.where(np.isfinite(band), band, levels.black) - levels.black, 0)
    light *= levels.gain / levels.white  # before the mean, so that it cannot overflow
    intensity = light.mean(axis=2, keepdims=True)
    ratio = levels.white / levels.softening
    factor = np.arcsinh(ratio * intensity) / np.arcsinh(ratio)
    channels = light * (factor / np.where(intensity > 0, intensity, 1))
    channels /= np.maximum(channels.max(axis=2, keepdims=True), 1)
    drawn: NDArray[np.uint8] = (255 * channels + 0.5).astype(np.uint8)
    return drawn


def _sample(planes: NDArray[Any]) -> NDArray[np.float64]:
    """Pixels evenly spaced, those with a value alone, shape (n, 1) or (n, 3)."""
    height, width = planes.shape[:2]
    step = -(-height * width // SAMPLES)
    while math.gcd(step, width) > 1:  # else few columns would speak for all
        step += 1
    channels = planes.shape[2] if planes.ndim == 3 else 1
    # by rows and columns: a view that is turned would be copied to be flat
    places = np.divmod(np.arange(0, height * width, step), width)
    known = _known(planes[places].reshape(-1, channels))
    rows = max(1, BAND // width)
    if len(known) == 0:  # the few pixels with values lie between those taken
        for top in range(0, height, rows):
            found = _known(planes[top : top + rows].reshape(-1, channels))
            known = np.concatenate([known, found[: SAMPLES - len(known)]])
    return known if len(known) else np.zeros((1, channels))


def _known(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """Those of (n, channels) that have a value in each channel."""
    known: NDArray[np.float64] = pixels[np.isfinite(pixels).all(axis=1)].astype(np.float64)
    return known


def _sky(values: NDArray[np.float64]) -> tuple[float, float]:
    """Median and robust standard deviation of what is left when sources are clipped."""
    median = spread = 0.0
    for _ in range(5):
        median = float(np.median(values))
        spread = MAD * float(np.median(np.abs(values - median)))
        kept = values[np.abs(values - median) <= CLIPPED * spread]
        if spread == 0 or len(kept) == len(values):
            break
        values = kept
    return median, spread
