"""A part of a picture, chosen by a box that is dragged, clicked to its place or moved by keys."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "placer",
    html=(_HERE / "placer.html").read_text(encoding="utf-8"),
    css=(_HERE / "placer.css").read_text(encoding="utf-8"),
    js=(_HERE / "placer.js").read_text(encoding="utf-8"),
)


def placer(
    source: str,
    shape: tuple[int, int],
    box: tuple[int, int, int, int],
    *,
    key: str,
    on_place: Callable[[int, int], None],
    alt: str = "The picture; the part that is chosen is outlined",
) -> None:
    """Mount a picture with a box on it.

    Args:
        source: of the picture, an address that the browser can show
        shape: height and width of the picture, pixels
        box: top, left, bottom and right of the part, pixels, ends excluded
        key: name of this mount
        on_place: called with the new top and left, before the page runs again, when the box rests
        alt: what is seen, for those who do not see it
    """
    top, left, bottom, right = box
    most = shape[0] - (bottom - top), shape[1] - (right - left)

    def placed() -> None:
        place = checked(st.session_state[key].get("place"), most)
        if place:
            on_place(*place)

    data = {"source": source, "shape": shape, "box": box, "alt": alt}
    _mount(data=data, key=key, on_place_change=placed)


def checked(sent: object, most: tuple[int, int]) -> tuple[int, int] | None:
    """The place that a browser sent; None where the box would leave the picture.

    Args:
        sent: anything
        most: the last row and the last column that the box may begin at
    """
    match sent:
        case {"top": int(top), "left": int(left)} if 0 <= top <= most[0] and 0 <= left <= most[1]:
            return None if isinstance(top, bool) or isinstance(left, bool) else (top, left)
    return None
