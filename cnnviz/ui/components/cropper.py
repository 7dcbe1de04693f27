"""A square on a picture: moved, sized and turned by a pointer, a finger or keys."""

import math
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import streamlit as st

from cnnviz import crop
from cnnviz.crop import Crop
from cnnviz.ui.callbacks import whole

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "cropper",
    html=(_HERE / "cropper.html").read_text(encoding="utf-8"),
    css=(_HERE / "cropper.css").read_text(encoding="utf-8"),
    js=(_HERE / "cropper.js").read_text(encoding="utf-8"),
)
MOST_TURNS = 2**31


def cropper(
    source: str,
    shape: tuple[int, int],
    square: Crop,
    *,
    key: str,
    subject: str,
    on_square: Callable[[Crop], None],
    alt: str,
) -> None:
    """Mount a picture with a square on it.

    Args:
        source: of the picture, an address that the browser can show
        shape: height and width of the image, pixels; the picture may be a smaller copy
        square: where it is
        key: name of this mount
        subject: name of the image: on another one the square is put at once, and what was sent
            about the one before is not taken
        on_square: called with the new square, before the page runs again, when it is let go
        alt: what is seen, for those who do not see it
    """
    heard = f"{key}_turn"  # what the browser has sent last: an answer to less is old

    def hear() -> None:
        found = checked(st.session_state[key].get("square"), shape, subject)
        if found:
            st.session_state[heard] = found[1]
            on_square(found[0])

    data = {
        "source": source, "shape": shape, "square": asdict(square), "limits": crop.limits(shape),
        "turn": st.session_state.get(heard, 0), "subject": subject, "alt": alt,
    }  # fmt: skip
    _mount(data=data, key=key, on_square_change=partial(whole, hear))


def checked(sent: object, shape: tuple[int, int], subject: str) -> tuple[Crop, int] | None:
    """The square that a browser sent and which message it was; None where an image has no such.

    Args:
        sent: anything
        shape: height and width of the image, pixels
        subject: name of the image
    """
    match sent:
        case {
            "row": row, "column": column, "side": side, "rotation": rotation, "turn": turn,
            "subject": about,
        } if about == subject:  # fmt: skip
            numbers = [_number(value) for value in (row, column, side, rotation, turn)]
        case _:
            return None
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not 0 <= known[4] < MOST_TURNS or known[2] <= 0:
        return None
    square = Crop(*known[:4])
    return (square, int(known[4])) if crop.allowed(square, shape) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < MOST_TURNS and math.isfinite(value) else None
