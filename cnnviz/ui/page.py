"""The frame every page shares: title, menu, and the choices that follow the visitor."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from torch import nn

from cnnviz import figures, weights
from cnnviz.card import Card
from cnnviz.ui import cached, chosen, jobs, menu, picker
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.own import actions
from cnnviz.ui.process import settle
from cnnviz.ui.words import plain

NAME = "Galaxy CNN explorer"
SIDEBAR = 272  # pixels
HERE = Path(__file__).parent
FRAME = f"<style>{HERE.joinpath('frame.css').read_text()}</style>"
ICON = HERE / "icon.png"


@dataclass(frozen=True)
class Chosen:
    """What the visitor has chosen, the same on every page and in the address.

    Args:
        galaxy: the galaxy
        name: of the model's weights
        model: the network, in eval mode with frozen parameters, shared by all visitors
        card: the model's card
    """

    galaxy: Galaxy
    name: str
    model: nn.Module
    card: Card


def begin(title: str) -> Chosen:
    """Draw the frame of a page; the page stops with a sentence where no model can be loaded.

    Args:
        title: heading of the page; the browser's tab has it with the name of the app

    Returns:
        galaxy and model, as the address, the sidebar or a link chose them
    """
    settle()
    st.set_page_config(
        page_title=f"{title} - {NAME}", page_icon=ICON, layout="wide",
        initial_sidebar_state=SIDEBAR,
    )  # fmt: skip
    st.html(FRAME + figures.STYLE)
    notes = chosen.follow_address()
    actions.catch_up(st.empty())
    galaxy = picker.chosen_galaxy()
    with st.sidebar:
        picker.pick_galaxy(galaxy)
        picker.pick_model()
        menu.draw(chosen.address())
    chosen.write_address()
    st.title(title, anchor=False)
    for note in notes:
        st.caption(note)
    name = chosen.address()["model"]
    jobs.follow(f"{galaxy.key}/{name}")
    network, card = _load(name)
    return Chosen(galaxy, name, network, card)


def _load(name: str) -> tuple[nn.Module, Card]:
    if not name:
        st.error("There are no weights in the folder weights: train a network, or get them again.")
        st.stop()
    try:
        return cached.model(name)
    except weights.WeightsError as error:
        st.error(f"{plain(str(error))}.")
        st.stop()
