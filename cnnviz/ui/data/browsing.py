"""The gallery by class, how many there are of each, and what is known of the chosen galaxy."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, scale
from cnnviz.data.images import CLASSES
from cnnviz.ui import cached, downloads, menu
from cnnviz.ui.chosen import address, choose
from cnnviz.ui.components import Picture, Row, gallery
from cnnviz.ui.data import controls
from cnnviz.ui.data.choices import ALL
from cnnviz.ui.data.view import View
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.words import plain, quantity, telling

ACROSS = 8  # galaxies side by side
LINES = 3  # of one class, before "more"
KNOWN = {
    "ra": ("right ascension", "degrees"), "dec": ("declination", "degrees"),
    "redshift": ("redshift", ""), "pxscale": ("pixel scale", "arcsec per pixel"),
}  # fmt: skip
Indices = NDArray[np.int64]


def draw(view: View) -> None:
    """Draw the set: counts at the left, its galaxies at the right, the chosen one below."""
    controls.draw(view, by_class=True)
    left, right = st.columns([3, 10], gap="medium")
    with left:
        st.html(figures.class_counts(counts(view).tolist(), view.labels.classes))
        st.caption(balance(counts(view)))
    with right:
        _galaxies(view)
    st.subheader("The chosen galaxy", anchor=False)
    _chosen(view.galaxy)
    _downloads(view)


def counts(view: View) -> Indices:
    """Images of each class, int64 of shape (K,)."""
    return np.bincount(view.labels.labels, minlength=len(view.labels.classes)).astype(np.int64)


def balance(found: Indices) -> str:
    """How even the classes are, in a sentence."""
    there = found[found > 0]
    if not len(there):
        return "The set is empty."
    if len(found) == 1:
        return "There is one class alone."
    if there.min() == there.max() and len(there) == len(found):
        return "Balanced: guessing one class is right as often as any other."
    share = 100 * there.max() / found.sum()
    text = f"Whoever always says the largest class is right in {share:.1f} %."
    if len(there) < len(found):
        text += f" {len(found) - len(there)} of {len(found)} classes have no galaxy."
    return text


def members(view: View, label: int) -> Indices:
    """Numbers of the images of a class that are shown, in their order in the set."""
    found = np.flatnonzero(view.labels.labels == label)
    lines = 1 if view.now.label == ALL else LINES
    return found[: ACROSS * lines * (1 + view.now.more)].astype(np.int64)


def shown(view: View) -> list[int]:
    """The classes that are shown."""
    every = range(len(view.labels.classes)) if view.now.label == ALL else [view.now.label]
    return [label for label in every if counts(view)[label]]


def _galaxies(view: View) -> None:
    rows = [
        Row(
            view.labels.classes[label] if view.now.label == ALL else "",
            [_picture(view, int(j)) for j in members(view, label)],
            ACROSS,
        )
        for label in shown(view)
    ]
    if not rows:
        st.caption("This set has no galaxy of this class.")
        return
    gallery(rows, view.galaxy.address, choose, key="data_gallery")
    left = sum(int(counts(view)[label]) - len(members(view, label)) for label in shown(view))
    if left:
        st.button(
            f"More: {left:,} not shown", key="data_more", icon=":material/add:", type="tertiary",
            on_click=lambda: view.choices.change(more=view.now.more + 1),
        )  # fmt: skip
    st.caption("Click a galaxy, and every page shows it.")


def _picture(view: View, j: int) -> Picture:
    """An image to choose; of one class alone with what makes it one of its class."""
    if view.now.label == ALL:
        return view.data.picture(j, "")
    if isinstance(view.data, Simulated):
        label, seed = view.data.galaxy(j)
        return view.data.picture(j, telling(label, cached.simulated(label, seed).truth))
    redshift = view.data.found.known(j).get("redshift")
    return view.data.picture(j, f"redshift {redshift:.3f}" if redshift else "")


def _chosen(galaxy: Galaxy) -> None:
    """The chosen galaxy with its scale and what is known of it."""
    per_arcsec = kpc_per_arcsec(galaxy)
    words = f"{galaxy.title}, with a scale bar"
    with st.container(horizontal=True, gap="medium"):
        st.html(
            figures.galaxy(galaxy.pixels, words, _shown_scale(galaxy), kpc=per_arcsec), width=300
        )
        with st.container(gap="small", width=480):
            st.markdown(f"**{plain(galaxy.title)}**")
            _facts(galaxy)
            if per_arcsec:
                st.caption(
                    f"One arcsec is {per_arcsec:.3g} kpc there, in the cosmology of Planck 2018."
                )
            menu.link("app.py", "This galaxy", address())


def _shown_scale(galaxy: Galaxy) -> float | None:
    """Arcsec per pixel of the picture, which may be smaller than the image itself."""
    known = galaxy.pixel_scale
    return known and known * galaxy.shape[1] / galaxy.pixels.shape[1]


def _facts(galaxy: Galaxy) -> None:
    if galaxy.simulated:
        assert galaxy.label is not None
        st.markdown(f"Made as {CLASSES[galaxy.label]}: {telling(galaxy.label, galaxy.truth)}.")
        menu.link("pages/simulated.py", "All its true parameters", address())
        return
    if rows := known_rows(galaxy):
        st.table(rows, hide_index=True, width="content", alt=f"What is known of {galaxy.title}")
    else:
        st.caption("Nothing more is known of it: no redshift, and no scale of its pixels.")


def known_rows(galaxy: Galaxy) -> list[dict[str, str]]:
    """What is known of a real galaxy, as the rows of a table."""
    return [
        {"Quantity": name[0].upper() + name[1:], "Value": _digits(key, galaxy.truth[key]),
         "Unit": unit}
        for key, (name, unit) in KNOWN.items()
        if key in galaxy.truth
    ]  # fmt: skip


def _digits(key: str, value: float | str) -> str:
    """A position with five decimals, 0.04 arcsec; anything else with three digits."""
    return f"{float(value):.5f}" if key in ("ra", "dec") else quantity(value)


def kpc_per_arcsec(galaxy: Galaxy) -> float | None:
    """Where the redshift is known."""
    return _kpc(galaxy.redshift) if galaxy.redshift and galaxy.pixel_scale else None


@st.cache_data(show_spinner=False, max_entries=500)
def _kpc(redshift: float) -> float:
    return scale.kpc(1.0, redshift)


def rows(view: View) -> list[dict[str, str]]:
    """Every galaxy of the set as the rows of a file."""
    names, data = view.labels.classes, view.data
    known = {} if isinstance(data, Simulated) else data.found.table
    return [
        {
            "image": str(j), "galaxy": data.address(j), "class": names[label],
            **{name: repr(float(column[j])) for name, column in known.items()},
        }
        for j, label in enumerate(view.labels.labels.tolist())
    ]  # fmt: skip


def sheet(view: View) -> bytes:
    """The galaxies that are shown, as a PNG file."""
    found = []
    for label in shown(view):
        for j in members(view, label).tolist():
            galaxy = view.at(j)
            if galaxy is not None:
                found.append((view.labels.classes[label], galaxy.pixels))
    return figures.picture_row_png(found)


def _downloads(view: View) -> None:
    found = counts(view)
    table = [
        {"class": name, "galaxies": str(n), "share": repr(n / max(1, int(found.sum())))}
        for name, n in zip(view.labels.classes, found.tolist(), strict=True)
    ]
    with st.container(horizontal=True, gap="small"):
        downloads.picture(view.galaxy)
        if shown(view):
            downloads.button(
                "Galaxies shown (PNG)", f"{view.stem}-shown.png", lambda: sheet(view), "image/png"
            )
        downloads.button(
            "Counts (CSV)", f"{view.stem}-counts.csv", lambda: downloads.table(table), "text/csv"
        )
        downloads.button(
            "All galaxies (CSV)", f"{view.stem}-galaxies.csv",
            lambda: downloads.table(rows(view)), "text/csv",
        )  # fmt: skip
