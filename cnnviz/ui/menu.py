"""The menu: every page once, in its section."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import streamlit as st

from cnnviz.ui.address import kept


@dataclass(frozen=True)
class Entry:
    """A page as the menu names it.

    Args:
        section: empty for a page above the sections
        file: of the page, below the app's folder
        title: for people
        icon: a Material symbol
    """

    section: str
    file: str
    title: str
    icon: str


MENU = (
    Entry("", "app.py", "Home", ":material/home:"),
    Entry("", "pages/own.py", "Your own images", ":material/add_photo_alternate:"),
    Entry("Learn", "pages/classes.py", "The seven classes", ":material/category:"),
    Entry("Learn", "pages/convolution.py", "Convolution", ":material/grid_on:"),
    Entry("Learn", "pages/resampling.py", "Pooling and upsampling", ":material/compress:"),
    Entry("Look inside", "pages/network.py", "Layers", ":material/layers:"),
    Entry("Look inside", "pages/feature_maps.py", "Feature maps", ":material/grid_view:"),
    Entry(
        "Look inside",
        "pages/receptive_field.py",
        "Receptive fields",
        ":material/center_focus_strong:",
    ),
    Entry("Look inside", "pages/attribution.py", "Attribution", ":material/target:"),
    Entry("Look inside", "pages/model_card.py", "Model card", ":material/badge:"),
    Entry("Train", "pages/data.py", "The galaxies", ":material/photo_library:"),
    Entry("Train", "pages/simulated.py", "Simulated galaxies", ":material/auto_awesome:"),
    Entry("Train", "pages/train.py", "Train a network", ":material/school:"),
    Entry("Train", "pages/evaluate.py", "Judge it", ":material/fact_check:"),
)


def link(file: str, label: str, address: Mapping[str, str]) -> None:
    """Draw a link to a page of the menu from within another page."""
    icon = next(entry.icon for entry in MENU if entry.file == file)
    st.page_link(file, label=label, icon=icon, query_params=dict(address))


def draw(address: Mapping[str, str]) -> None:
    """Draw the menu.

    Its links carry the chosen galaxy and model, into a new tab too, and what the visitor last chose
    on the page.
    """
    section = ""
    for entry in MENU:
        if entry.section != section:
            section = entry.section
            st.caption(section)
        params = {**address, **kept(PurePosixPath(entry.file).stem)}
        st.page_link(entry.file, label=entry.title, icon=entry.icon, query_params=params)
