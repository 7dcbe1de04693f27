"""The galaxy measured in what the network receives, and the chosen maps in its parts."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import photometry, radial, scale
from cnnviz.attribution import AttributionError
from cnnviz.data import simulator
from cnnviz.galaxies.observation import SURVEYS
from cnnviz.photometry import Mask, Photometry, PhotometryError
from cnnviz.radial import Profile, Share
from cnnviz.ui.attribution.choices import AS_SHOWN, KNOWN
from cnnviz.ui.attribution.view import View
from cnnviz.ui.galaxy import parse_address
from cnnviz.ui.jobs import Pending

SOFTENING = {survey.name: survey.softening for survey in SURVEYS}
FIELD = 3  # times as wide as the picture: where all of a simulated galaxy's light is


@dataclass(frozen=True, eq=False)
class Measured:
    """One method's map, measured.

    Args:
        title: of the method
        map: summed over the colours, as large as the picture, shape (H, W)
        enlarged: size of the map before it was enlarged; None where it was not
        profile: in rings around the galaxy's centre
        shares: by part
    """

    title: str
    map: NDArray[np.float64]
    enlarged: tuple[int, int] | None
    profile: Profile
    shares: dict[str, Share]

    @property
    def mean(self) -> float:
        """Mean magnitude over the picture."""
        return float(np.abs(self.map).mean())


@dataclass(frozen=True)
class Truth:
    """What a simulated galaxy's own light says.

    Args:
        half_light: radius around the measured centre, pixels of what the network receives
        off: distance of the measured centre from the middle of the field, the same pixels
    """

    half_light: float
    off: float


def stretch(view: View) -> str:
    """Whose stretch is undone; AS_SHOWN for nobody's."""
    if view.now.stretch != KNOWN:
        return view.now.stretch
    return str(view.galaxy.truth.get("survey", AS_SHOWN))


def galaxy(view: View) -> Photometry | str:
    """The galaxy in the picture, or why there is none to be measured; one sentence."""
    return _galaxy(view.pixels, view.galaxy.key, str(view.preprocessing), stretch(view))


def pixel_scale(view: View) -> float | None:
    """Arcsec per pixel of what the network receives, where known."""
    if view.galaxy.pixel_scale is None:
        return None
    return scale.arcsec(1.0, view.galaxy.pixel_scale, resize(view))


def resize(view: View) -> float:
    """Pixels of the image for each pixel that the network receives."""
    top, _, bottom, _ = view.preprocessing.box(*view.galaxy.shape)
    return (bottom - top) / view.preprocessing.size


def parts(found: Photometry) -> dict[str, Mask]:
    """Pixels by name; the first lies mostly inside the second."""
    return {
        "Half-light circle": found.inner,
        "Outline": found.outline,
        "Other sources": found.others,
        "Sky": found.empty,
    }


def maps(view: View, found: Photometry) -> tuple[list[Measured], list[str]]:
    """Every chosen method that has a map, and a sentence for each other one."""
    made, notes = [], []
    for method in view.methods:
        try:
            explained = view.found(method.name).explained
        except AttributionError as error:
            notes.append(f"{method.title}: {error}.")
            continue
        except Pending as pending:
            again = " It can be computed again among the maps." if pending.cancelled else ""
            notes.append(f"{pending.sentence}{again}")
            continue
        total = explained.total()
        if not np.isfinite(total).all():
            notes.append(f"{method.title} has values that are not finite.")
            continue
        made.append(measured(method.title, total, found, view.now.ring))
    return made, notes


def measured(title: str, total: NDArray[np.float64], found: Photometry, width: int) -> Measured:
    """A map, measured.

    Args:
        title: of the method
        total: shape (h, w)
        found: the galaxy
        width: of a ring, pixels
    """
    large = radial.enlarged(total, (found.outline.shape[0], found.outline.shape[1]))
    before = None if total.shape == large.shape else (total.shape[0], total.shape[1])
    rings = radial.profile(large, found.centre, width)
    return Measured(title, large, before, rings, radial.shares(large, parts(found)))


def truth(view: View, found: Photometry) -> Truth | None:
    """The same of a simulated galaxy's light alone; None for an image whose truth is unknown."""
    simulated = parse_address(view.galaxy.address)
    if simulated is None:
        return None
    factor, side = resize(view), view.galaxy.shape[0]
    top, left, _, _ = view.preprocessing.box(*view.galaxy.shape)
    # pixels are counted from their middles
    place = [
        (c + 0.5) * factor - 0.5 + start for c, start in zip(found.centre, (top, left), strict=True)
    ]
    middle = (side - 1) / 2
    off = float(np.hypot(place[0] - middle, place[1] - middle)) / factor
    margin = (FIELD - 1) / 2 * side
    radius = _true_radius(*simulated, side, place[0] + margin, place[1] + margin)
    return Truth(radius / factor, off)


# the key stands for the galaxy: Streamlit looks at no argument that begins with an underscore
@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _galaxy(_pixels: NDArray[np.uint8], key: str, rule: str, survey: str) -> Photometry | str:
    try:
        return photometry.measure(_pixels, SOFTENING.get(survey))
    except PhotometryError as error:
        return str(error)


@st.cache_data(show_spinner=False, max_entries=200)
def _true_radius(label: int, seed: int, size: int, row: float, column: float) -> float:
    light = simulator.light(label, seed, size, FIELD).astype(np.float64)
    return photometry.half_light_radius(light, (row, column))
