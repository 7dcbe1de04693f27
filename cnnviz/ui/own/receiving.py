"""What the network receives of the cut, and what it answers."""

import streamlit as st

from cnnviz import figures
from cnnviz.ui import cached, downloads, words
from cnnviz.ui.page import Chosen


def draw(chosen: Chosen) -> None:
    """Draw the pixels, what is subtracted from them, the probabilities, and both to take away."""
    galaxy, card = chosen.galaxy, chosen.card
    st.html(cached.input_planes(galaxy, card.preprocessing), width="content")
    pixels = cached.received(galaxy, card.preprocessing)
    st.caption(subtracted(card.preprocessing.subtracted(pixels)))
    probabilities = cached.probabilities(galaxy, chosen.name)
    st.html(figures.probability_bars(probabilities, card.classes))
    st.markdown(words.sureness(probabilities, card.classes))
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "What it receives (PNG)", f"{galaxy.address}-received.png",
            lambda: figures.png(pixels), "image/png",
        )  # fmt: skip
        downloads.probabilities(galaxy, chosen.name, card.classes, probabilities)


def subtracted(levels: tuple[float, ...] | None) -> str:
    """What becomes of the pixels before the first layer, in a sentence."""
    if levels is None:
        return "These values, divided by 255, enter the first layer; nothing is subtracted."
    names = zip(figures.CHANNELS, levels, strict=True)
    each = ", ".join(f"{name} {level:.0f}" for name, level in names)
    return (
        f"Subtracted as the sky: {each} of 255, the median of the outermost pixels. What is left, "
        "divided by 255, enters the first layer."
    )
