"""The visitor's images side by side: one of them is the galaxy of every page."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from PIL import Image

from cnnviz import figures, names
from cnnviz.ui import cached, chosen
from cnnviz.ui.components import Picture, Row, gallery
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.own import actions
from cnnviz.ui.own.kept import Own

COLUMNS = 8  # pictures side by side
SMALL = 192  # pixels: side of a thumbnail


def draw(images: Sequence[Own], answers: Sequence[str], galaxy: Galaxy) -> None:
    """Draw the thumbnails to choose from, and how one is forgotten.

    Args:
        images: the visitor's
        answers: what the network says of each, in a few words
        galaxy: the chosen one
    """
    pictures = [
        Picture(own.address, _small(own.galaxy, own.galaxy.key), own.galaxy.title,
                own.galaxy.title, f"{names.shown(own.name)}: {answer}")
        for own, answer in zip(images, answers, strict=True)
    ]  # fmt: skip
    gallery([Row("", pictures, COLUMNS)], galaxy.address, chosen.choose, key="own_gallery")
    own = next((one for one in images if one.address == galaxy.address), None)
    with st.container(horizontal=True, gap="small"):
        if own is None:
            st.caption("Click one of your images to choose it, for this page and every other.")
        else:
            _button(f"Remove {own.galaxy.title.lower()}", "own_remove", lambda: _remove([own]))
        if len(images) > 1:
            _button("Remove all", "own_remove_all", lambda: _remove(images))


def _button(label: str, key: str, remove: Callable[[], None]) -> None:
    st.button(label, on_click=remove, key=key, icon=":material/delete:", type="tertiary")


def _remove(images: Sequence[Own]) -> None:
    for own in images:
        actions.remove(own.address)


# the key stands for the galaxy: Streamlit looks at no argument that begins with an underscore
@st.cache_data(show_spinner=False, max_entries=cached.MOST_KEPT, scope="session")
def _small(_galaxy: Galaxy, key: str) -> str:
    picture = Image.fromarray(_galaxy.pixels)
    picture.thumbnail((SMALL, SMALL))
    square = Image.new("RGB", (max(picture.size),) * 2)
    square.paste(picture, tuple((square.width - side) // 2 for side in picture.size))  # type: ignore[arg-type]
    return figures.source(np.asarray(square))
