"""Numbers as colours: one map for magnitudes, one for signed values, and grey for no number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from plotly.colors import sequential

from cnnviz.figures._theme import diverging, diverging_gradient

Array = NDArray[np.float64]
NOTHING = 255  # entry of the palette for what is no number
GREY = (128, 128, 128)
_MOST = 254  # the last entry of either map


@dataclass(frozen=True)
class Scale:
    """Which number has which colour.

    Args:
        limit: the number at the end of the map, larger than 0
        signed: whether the map runs from -limit to limit, else from 0
        low: least number of the values, or 0 where that is less
        high: largest of them, or 0 where that is more
    """

    limit: float
    signed: bool
    low: float
    high: float


def scale(values: Array, signed: bool | None = None, limit: float | None = None) -> Scale:
    """The scale on which these values are drawn; zero is always on it.

    Args:
        values: any shape; what is not finite is left out
        signed: None for a signed scale where any value is negative
        limit: end of the map, whose colour all beyond it has; the largest magnitude where None
    """
    finite = values[np.isfinite(values)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    end = limit or max(-low, high) or 1.0
    return Scale(end, low < 0 if signed is None else signed, low, high)


def picture(values: Array, scale: Scale) -> Image.Image:
    """One pixel for each number, a picture with a palette.

    Args:
        values: shape (H, W)
        scale: of the numbers
    """
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.clip(values / scale.limit, -1.0 if scale.signed else 0.0, 1.0)
    index = (127 + 127 * share) if scale.signed else _MOST * share
    index = np.where(np.isnan(index), NOTHING, np.round(index))
    image = Image.fromarray(index.astype(np.uint8))
    colours = diverging() if scale.signed else viridis()
    image.putpalette(np.vstack([colours, [GREY]]).astype(np.uint8).tobytes())
    return image


def viridis() -> NDArray[np.uint8]:
    """Viridis at 255 values from 0 to 1, shape (255, 3)."""
    stops = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in sequential.Viridis])
    at, known = np.linspace(0, 1, _MOST + 1), np.linspace(0, 1, len(stops))
    return np.stack([np.interp(at, known, c) for c in stops.T], axis=1).round().astype(np.uint8)


def gradient(low: float, high: float, scale: Scale) -> str:
    """The part of the map from one number to another as a CSS gradient."""
    if scale.signed:
        ends = np.clip((low / scale.limit, high / scale.limit), -1, 1)
        return diverging_gradient(float(ends[0]), float(ends[1]))
    at = np.linspace(low / scale.limit, high / scale.limit, 24).clip(0, 1)
    stops = ", ".join(
        f"rgb({r} {g} {b})" for r, g, b in viridis()[np.round(_MOST * at).astype(int)]
    )
    return f"linear-gradient(to right, {stops})"
