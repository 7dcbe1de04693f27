"""Image files from the clipboard."""

import base64
import binascii
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "paster",
    html=(_HERE / "paster.html").read_text(encoding="utf-8"),
    css=(_HERE / "paster.css").read_text(encoding="utf-8"),
    js=(_HERE / "paster.js").read_text(encoding="utf-8"),
)
LONGEST_NAME = 255  # letters, as file systems have them
NAMELESS = "pasted image"
Files = list[tuple[str, bytes]]


def paster(label: str, megabytes: int, *, key: str, on_paste: Callable[[Files], object]) -> None:
    """Mount a button that takes what is pasted, on it or anywhere on the page.

    Args:
        label: above the button
        megabytes: that may be pasted at once
        key: name of this mount
        on_paste: called with name and bytes of each file, before the page runs again
    """

    def pasted() -> None:
        files = checked(st.session_state[key].get("pasted"), megabytes << 20)
        if files:
            on_paste(files)

    _mount(data={"label": label, "megabytes": megabytes}, key=key, on_pasted_change=pasted)


def checked(sent: object, most: int) -> Files | None:
    """Name and bytes of each file that a browser sent; None where that is not what it sent.

    Args:
        sent: anything
        most: bytes of all files together
    """
    match sent:
        case {"files": [_, *_] as files} if _fit(files, most):
            found = [_file(file) for file in files]
        case _:
            return None
    known = [file for file in found if file is not None]
    fits = len(known) == len(found) and sum(len(data) for _, data in known) <= most
    return known if fits else None


def _fit(files: Sequence[object], most: int) -> bool:
    """Whether so many letters can be so few bytes; nothing is decoded for it."""
    letters = sum(len(data) for sent in files if isinstance(data := _data(sent), str))
    return letters <= 4 * (-(-most // 3) + len(files))  # each is filled up to four letters


def _data(sent: object) -> object:
    return sent.get("data") if isinstance(sent, dict) else None


def _file(sent: object) -> tuple[str, bytes] | None:
    match sent:
        case {"name": str(name), "data": str(data)}:
            try:
                return name[:LONGEST_NAME] or NAMELESS, base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError):  # ValueError: letters outside ASCII
                return None
    return None
