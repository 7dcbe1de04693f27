"""How far a picture lies from those that the network was trained on."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.card import Card
from cnnviz.familiarity import measurement, seen
from cnnviz.familiarity.comparison import Statement, compare
from cnnviz.familiarity.seen import Seen
from cnnviz.figures import Strip
from cnnviz.training import seen as training_seen
from cnnviz.ui import cached, downloads, jobs
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.own.likeness import about, definitions, rows, sentences, strips

UNKNOWN = (
    "What this network was trained on looked like is not known: its card does not say. So nobody "
    "can tell how unlike this picture is."
)
MEASURE = "Where the training pictures are at hand, this measures them and writes the card:"
KEY = (
    "Ring: this picture. Whole bar: 98 of 100 training pictures; its inner part: 90; the line in "
    "it: half of them lie to either side."
)


def draw(galaxy: Galaxy, name: str, card: Card) -> None:
    """Draw the sentences, a strip for each quantity, and the downloads.

    Args:
        galaxy: the chosen one
        name: of the network's weights
        card: of the network
    """
    try:
        found = known(name, card)
    except jobs.Pending as pending:
        st.caption(pending.sentence)
        return
    if found is None:
        _unknown(name)
        return
    measured = _measured(galaxy, galaxy.key, str(card.preprocessing), card)
    statements = compare(measured, found)
    side = card.preprocessing.size
    subtracted = card.preprocessing.background != "none"
    for line in sentences(statements, found, side, subtracted, galaxy.stretch is not None):
        st.markdown(line)
    strip = strips(statements, side)
    alt = "Where this picture lies among the training pictures, quantity by quantity"
    st.html(figures.strips(strip, alt))
    st.caption(f"{KEY} {about(found)}")
    _files(galaxy, name, statements, strip, found)


def known(name: str, card: Card) -> Seen | None:
    """What the training pictures look like: the card's word, or measured for this visitor.

    The page calls `jobs.begin` before and `jobs.draw` at its end.

    Args:
        name: of the network's weights
        card: of the network

    Returns:
        None where neither card nor run says it

    Raises:
        Pending: they are being measured
    """
    found = seen.from_dict(card.seen)
    config = None if found else training_seen.settings(name)
    if config is None:
        return found
    key, title = f"familiar {name.partition('@')[0]}", "What it was trained on"
    return jobs.result(
        key, title, lambda progress: training_seen.of_simulated(config, progress), lasting=True
    )


def _unknown(name: str) -> None:
    st.markdown(UNKNOWN)
    st.caption(MEASURE)
    st.code(
        f"python -m cnnviz seen --weights {name} --data ... --config ...", language="bash",
        wrap_lines=True,
    )  # fmt: skip


def _files(
    galaxy: Galaxy, name: str, statements: Sequence[Statement], strip: list[Strip], found: Seen
) -> None:
    file = downloads.name(galaxy.address, name, "familiar", kind="csv")
    picture = downloads.name(galaxy.address, name, "familiar", kind="png")
    below = [f"{found.pictures} training pictures of {name}: {found.data}", KEY]
    with st.container(horizontal=True):
        with st.popover("What is measured", icon=":material/straighten:"):
            st.markdown(definitions())
        downloads.button(
            "Comparison (CSV)", file, lambda: downloads.table(rows(statements)), "text/csv"
        )
        downloads.button(
            "Comparison (PNG)", picture,
            lambda: figures.strips_png(strip, f"{galaxy.title}, as {name} receives it", below),
            "image/png",
        )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _measured(_galaxy: Galaxy, key: str, rule: str, _card: Card) -> dict[str, float]:
    """Of what the network receives; the key stands for the galaxy, the rule for the card."""
    pixels: NDArray[np.uint8] = cached.received(_galaxy, _card.preprocessing)
    return measurement.measure(pixels)
