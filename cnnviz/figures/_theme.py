"""Colours, and the style sheet of the figures that are HTML."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# both are readable on the light and on the dark background: at least 3 to 1
ACCENT = "#b8741a"
QUIET = "#6f7f9e"

# letters that a projector shows
LAYOUT = {"font": {"size": 15}, "margin": {"t": 16, "r": 8, "b": 8, "l": 8}}
# below everything: above a chart lie the buttons of Plotly where the pointer is on it
LEGEND = {
    "orientation": "h", "x": 0, "yref": "container", "y": 0, "yanchor": "bottom",
    "font": {"size": 14},
}  # fmt: skip
AXIS = {"tickfont": {"size": 14}, "title_font": {"size": 15}}

# blue below zero, amber above, dark at zero as the sky is; lightness grows evenly either way
_DIVERGING = (
    (-1.0, (185, 220, 255)),
    (-0.5, (58, 118, 175)),
    (0.0, (12, 16, 26)),
    (0.5, (166, 100, 30)),
    (1.0, (255, 224, 174)),
)

STYLE = f"<style>{Path(__file__).with_name('style.css').read_text()}</style>"


def diverging() -> NDArray[np.uint8]:
    """The diverging map at 255 values from -1 to 1, shape (255, 3); zero is exactly entry 127."""
    at, values = np.linspace(-1, 1, 255), [value for value, _ in _DIVERGING]
    channels = [np.interp(at, values, [colour[i] for _, colour in _DIVERGING]) for i in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def diverging_gradient(low: float, high: float) -> str:
    """The part of the diverging map from low to high (between -1 and 1) as a CSS gradient."""
    at = np.linspace(low, high, 24)
    rgb = diverging()[np.round(127 + 127 * at).astype(int)]
    stops = ", ".join(f"rgb({r} {g} {b})" for r, g, b in rgb)
    return f"linear-gradient(to right, {stops})"


def nice_length(extent: float) -> float:
    """The largest of 1, 2, 5, 10, 20 ... that is at most 0.3 of an extent."""
    power = 10.0 ** np.floor(np.log10(0.3 * extent))
    steps = [factor * power for factor in (1, 2, 5, 10)]
    return float(next(a for a, b in pairwise([*steps, np.inf]) if b > 0.3 * extent))
