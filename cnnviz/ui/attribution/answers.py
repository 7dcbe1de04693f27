"""What the network says of the galaxy for every value of a change; computed once for a visitor."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import changes, inference
from cnnviz.photometry import Photometry, brightness
from cnnviz.ui.attribution import measured
from cnnviz.ui.attribution.choices import ANGLES, SNRS, WIDTHS, Attribution
from cnnviz.ui.attribution.view import View

Pixels = NDArray[np.uint8]
BAND_NAMES = {
    "all": "As it is", "no-red": "Without red", "no-green": "Without green",
    "no-blue": "Without blue", "red-green": "Red and green swapped",
    "red-blue": "Red and blue swapped", "green-blue": "Green and blue swapped",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One way to change the galaxy.

    Args:
        title: on the control
        field: of the choices, which holds its value
        values: all that it can have, in order
        names: of the values where they are drawn as names; else None
        numbers: of the values on the axis
        axis: its title
        make: the changed picture, from pixels, value, choices and the signal (0 to 1)
        options: names of further choices that make another picture
    """

    title: str
    field: str
    values: tuple[object, ...]
    names: tuple[str, ...] | None
    numbers: tuple[float, ...]
    axis: str
    make: Callable[[Pixels, object, Attribution, float], NDArray[np.float64]]
    options: tuple[str, ...] = ()

    @property
    def at(self) -> tuple[str, ...] | tuple[float, ...]:
        """Where its values stand on the axis."""
        return self.names or self.numbers

    def now(self, chosen: Attribution) -> int:
        """Index of the chosen value."""
        return self.values.index(getattr(chosen, self.field))


def _seeing(pixels: Pixels, value: object, now: Attribution, signal: float) -> NDArray[np.float64]:
    return changes.blur(pixels, float(value))  # type: ignore[arg-type]


def _noise(pixels: Pixels, value: object, now: Attribution, signal: float) -> NDArray[np.float64]:
    sigma = 0.0 if value == SNRS[0] else signal / float(value)  # type: ignore[arg-type]
    return changes.add_noise(pixels, sigma, now.pattern)


def _bands(pixels: Pixels, value: object, now: Attribution, signal: float) -> NDArray[np.float64]:
    return changes.rearrange(pixels, str(value))


def _turn(pixels: Pixels, value: object, now: Attribution, signal: float) -> NDArray[np.float64]:
    return changes.turn(pixels, float(value), changes.ORDERS[now.interpolation])  # type: ignore[arg-type]


CHANGES = {
    "seeing": Change(
        "Worse seeing", "fwhm", WIDTHS, None, WIDTHS, "FWHM of the added blur (pixels)", _seeing
    ),
    "noise": Change(
        "Noise", "snr", SNRS, SNRS, (), "S/N in a pixel", _noise, ("pattern",)
    ),
    "bands": Change("Colour bands", "bands", tuple(BAND_NAMES), tuple(BAND_NAMES.values()), (),
                    "", _bands),
    "turn": Change("Turned", "angle", ANGLES, None, ANGLES, "Angle (degrees)", _turn,
                   ("interpolation",)),
}  # fmt: skip


def signal(pixels: Pixels, found: Photometry | str) -> float:
    """Mean brightness above the sky inside the half-light circle, 0 to 1.

    Where no galaxy is found, how far the brightest half per cent of the picture rise above its
    median.
    """
    values = brightness(pixels)
    if isinstance(found, str):
        return float(max(np.quantile(values, 0.995) - np.median(values), 1 / 255))
    return float(max((values - found.sky)[found.inner].mean(), 1 / 255))


def picture(view: View, change: Change, value: object) -> Pixels:
    """What the network receives with one value of a change, uint8 of shape (H, W, 3)."""
    level = signal(view.pixels, measured.galaxy(view)) if change.field == "snr" else 1.0
    return changes.as_uint8(change.make(view.pixels, value, view.now, level))


def curve(view: View, name: str) -> NDArray[np.float64]:
    """Probabilities for every value of a change, shape (values, K); one pass of the network.

    Args:
        view: galaxy and network
        name: a key of CHANGES
    """
    options = tuple(getattr(view.now, option) for option in CHANGES[name].options)
    return _curve(view, view.galaxy.key, view.network, str(view.preprocessing), name, repr(options))


@st.cache_data(show_spinner=False, max_entries=32, scope="session")
def _curve(
    _view: View, galaxy: str, network: str, rule: str, name: str, options: str
) -> NDArray[np.float64]:
    change = CHANGES[name]
    level = signal(_view.pixels, measured.galaxy(_view)) if change.field == "snr" else 1.0
    batch = [
        changes.as_uint8(change.make(_view.pixels, value, _view.now, level))
        for value in change.values
    ]
    return inference.probabilities(_view.model, _view.preprocessing, np.stack(batch))
