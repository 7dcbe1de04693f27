"""A picture whose parts are hidden by a patch that is dragged, or by a brush."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "hider",
    html=(_HERE / "hider.html").read_text(encoding="utf-8"),
    css=(_HERE / "hider.css").read_text(encoding="utf-8"),
    js=(_HERE / "hider.js").read_text(encoding="utf-8"),
)
MOST_TURNS = 2**31
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Hiding:
    """What a browser says is hidden.

    Args:
        patch: top and left of the square, pixels; None without one
        painted: a bit for each pixel in rows, as Base64; empty where nothing is
        turn: counts what the browser has sent
    """

    patch: tuple[int, int] | None = None
    painted: str = ""
    turn: int = 0


def hider(
    source: str,
    filling: str,
    shape: tuple[int, int],
    side: int,
    now: Hiding,
    *,
    key: str,
    subject: str,
    on_hide: Callable[[Hiding], None],
    alt: str = "The picture; what is hidden is outlined",
) -> None:
    """Mount a picture with the tools that hide parts of it.

    Args:
        source: of the picture, an address that the browser can show
        filling: of what hidden pixels show, a picture of the same shape
        shape: height and width of the picture, pixels
        side: of the patch, pixels
        now: what is hidden
        key: name of this mount
        subject: name of the picture: for another one nothing can be undone
        on_hide: called with what is hidden, before the page runs again, when the visitor lets go
        alt: what is seen, for those who do not see it
    """

    def sent() -> None:
        found = checked(st.session_state[key].get("hiding"), shape, side)
        if found:
            on_hide(found)

    data = {
        "source": source, "filling": filling, "shape": shape, "side": side, "patch": now.patch,
        "painted": now.painted, "turn": now.turn, "subject": subject, "alt": alt,
    }  # fmt: skip
    _mount(data=data, key=key, on_hiding_change=sent)


def checked(sent: object, shape: tuple[int, int], side: int) -> Hiding | None:
    """What a browser sent; None where it does not fit the picture.

    Args:
        sent: anything
        shape: height and width of the picture, pixels
        side: of the patch, pixels
    """
    match sent:
        case {"top": top, "left": left, "painted": str(painted), "turn": int(turn)}:
            patch = _patch(top, left, (shape[0] - side, shape[1] - side))
            fits = _is_place(top, left) == bool(patch) and mask(painted, shape) is not None
            right = fits and 0 <= turn < MOST_TURNS and not isinstance(turn, bool)
            return Hiding(patch, painted, turn) if right else None
    return None


def mask(painted: str, shape: tuple[int, int]) -> Mask | None:
    """Which pixels are painted over, shape (H, W); None for a text that says it of none.

    Args:
        painted: a bit for each pixel in rows, as Base64; empty where nothing is
        shape: height and width of the picture, pixels
    """
    count = shape[0] * shape[1]
    size = -(-count // 8)
    if not painted:
        return np.zeros(shape, np.bool_)
    if len(painted) != 4 * -(-size // 3):
        return None
    try:
        data = base64.b64decode(painted, validate=True)
    except (binascii.Error, ValueError):  # ValueError: letters outside ASCII
        return None
    if len(data) != size:
        return None
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    return None if bits[count:].any() else bits[:count].reshape(shape).astype(np.bool_)


def packed(painted: Mask) -> str:
    """The text for painted pixels; `mask` reads it."""
    return base64.b64encode(np.packbits(painted).tobytes()).decode() if painted.any() else ""


def _is_place(top: object, left: object) -> bool:
    """Whether a place is meant: anything but no place."""
    return not (top is None and left is None)


def _patch(top: object, left: object, most: tuple[int, int]) -> tuple[int, int] | None:
    match top, left:
        case int(), int() if not isinstance(top, bool) and not isinstance(left, bool):
            inside = 0 <= top <= most[0] and 0 <= left <= most[1]
            return (top, left) if inside else None
    return None
