"""Galaxies to choose from: each picture is a button."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
# one element whatever the number of galaxies: each element costs the server a message
_mount = st.components.v2.component(
    "galaxy_gallery",
    html=(_HERE / "gallery.html").read_text(),
    css=(_HERE / "gallery.css").read_text(),
    js=(_HERE / "gallery.js").read_text(),
)


@dataclass(frozen=True)
class Picture:
    """A galaxy to choose.

    Args:
        address: what is chosen by a click
        source: of the picture, an address that the browser can show
        alt: what is seen
        name: below the picture, may be empty
        text: below the name, may be empty
    """

    address: str
    source: str
    alt: str
    name: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """Galaxies side by side, with a title before them that may be empty.

    Args:
        title: before them
        pictures: the galaxies
        columns: side by side; 0 for all of them
    """

    title: str
    pictures: Sequence[Picture]
    columns: int = 0


def gallery(rows: Sequence[Row], chosen: str, choose: Callable[[str], None], *, key: str) -> None:
    """Mount the gallery.

    Args:
        rows: the galaxies
        chosen: address of the galaxy that is marked as chosen
        choose: called with the address of a picture that was clicked
        key: name of this mount
    """
    addresses = {picture.address for row in rows for picture in row.pictures}

    def clicked() -> None:
        # what a browser sends is checked: it must be one of those on offer
        address = st.session_state[key].get("address")
        if address in addresses:
            choose(address)

    # a galaxy from elsewhere marks nothing: the data stays the same and is not sent again
    marked = chosen if chosen in addresses else ""
    data = {"rows": [asdict(row) for row in rows], "chosen": marked}
    _mount(data=data, key=key, on_address_change=clicked)
