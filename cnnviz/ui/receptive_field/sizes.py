"""Sizes on the sky: pixels of the network's input in arcsec and kpc."""

from dataclasses import dataclass

import streamlit as st

from cnnviz import scale
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.receptive_field.choices import ReceptiveField
from cnnviz.ui.words import quantity


@dataclass(frozen=True)
class Sky:
    """How large a pixel of the network's input is.

    Args:
        resize: pixels of the galaxy's image per pixel of the input
        pixel_scale: arcsec per pixel of the image; None where nobody knows
        redshift: None where nobody knows
        assumed: which of the two the visitor assumes
    """

    resize: float
    pixel_scale: float | None = None
    redshift: float | None = None
    assumed: frozenset[str] = frozenset()

    def arcsec(self, pixels: float) -> float | None:
        """Angular size of so many pixels of the input, arcsec."""
        if self.pixel_scale is None:
            return None
        return scale.arcsec(pixels, self.pixel_scale, self.resize)

    def kpc(self, pixels: float) -> float | None:
        """Length at the galaxy of so many pixels of the input, kpc."""
        angle = self.arcsec(pixels)
        if angle is None or self.redshift is None:
            return None
        return angle * _kpc_per_arcsec(self.redshift)


@st.cache_data(show_spinner=False, max_entries=256)
def _kpc_per_arcsec(redshift: float) -> float:
    return scale.kpc(1, redshift)  # astropy's import takes a second


def sky(galaxy: Galaxy, preprocessing: Preprocessing, choices: ReceptiveField) -> Sky:
    """What is known about the galaxy, and what the visitor assumes where it is not."""
    top, _, bottom, _ = preprocessing.box(*galaxy.shape)
    found = {"pixel_scale": galaxy.pixel_scale, "redshift": galaxy.redshift}
    asked = {"pixel_scale": choices.pixel_scale, "redshift": choices.redshift}
    assumed = frozenset(n for n, value in found.items() if value is None and asked[n] is not None)
    values = {name: asked[name] if name in assumed else found[name] for name in found}
    resize = (bottom - top) / preprocessing.size
    return Sky(resize, values["pixel_scale"], values["redshift"], assumed)


def lengths(sky: Sky, pixels: float) -> str:
    """`46 pixels = 18.2 arcsec = 24 kpc`, as far as it is known."""
    parts = [f"{quantity(pixels)} {'pixel' if pixels == 1 else 'pixels'}"]
    angle, length = sky.arcsec(pixels), sky.kpc(pixels)
    if angle is not None:
        parts.append(f"{quantity(angle)} arcsec")
    if length is not None:
        parts.append(f"{quantity(length)} kpc")
    return " = ".join(parts)


def about(sky: Sky) -> str:
    """Where the scale comes from, in a sentence or two."""
    resized = f"a pixel of the input is {quantity(sky.resize)} pixels of the image"
    if abs(sky.resize - 1) < 1e-9:
        resized = "the input has the image's own pixels"
    if sky.pixel_scale is None:
        return f"How many arcsec a pixel of this image has is not known; {resized}."
    how = "assumed" if "pixel_scale" in sky.assumed else "of this picture"
    text = f"{quantity(sky.pixel_scale)} arcsec per pixel {how}; {resized}."
    if sky.redshift is None:
        return f"{text} Its redshift is not known: assume one for sizes in kpc."
    how = "assumed, not measured" if "redshift" in sky.assumed else "measured"
    return f"{text} Redshift {quantity(sky.redshift)}, {how}; cosmology of Planck 2018."
