"""A training as a film of its checkpoints: one slider moves every picture."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "lapse",
    html=(_HERE / "lapse.html").read_text(encoding="utf-8"),
    css=(_HERE / "lapse.css").read_text(encoding="utf-8"),
    js=(_HERE / "lapse.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Frame:
    """One checkpoint.

    Args:
        iteration: of it
        text: what was measured, in a few words
        pictures: an address, which may be empty, for each panel
        probabilities: K shares
        matrix: counts (K_data, K); empty where none were kept
    """

    iteration: int
    text: str
    pictures: Sequence[str]
    probabilities: Sequence[float]
    matrix: Sequence[Sequence[int]]


def lapse(
    frames: Sequence[Frame],
    panels: Sequence[str],
    classes: Sequence[str],
    rows: Sequence[str],
    at: int,
    *,
    key: str,
    on_rest: Callable[[int], None],
) -> None:
    """Mount the film.

    Args:
        frames: the checkpoints, in order
        panels: title of each picture
        classes: names of the K outputs
        rows: names of the K_data true classes
        at: index of the frame that is shown first
        key: name of this mount
        on_rest: called with the index of the frame on which the film rests, before the page runs
            again
    """

    def rested() -> None:
        sent = st.session_state[key].get("at")
        if isinstance(sent, int) and not isinstance(sent, bool) and 0 <= sent < len(frames):
            on_rest(sent)

    data = {
        "frames": [asdict(frame) for frame in frames], "panels": panels, "classes": classes,
        "rows": rows, "at": at,
    }  # fmt: skip
    _mount(data=data, key=key, on_at_change=rested)
