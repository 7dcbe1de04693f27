"""The stage: one operation, step by step, drawn by the browser from numbers that Python computed.

While it plays nothing is sent either way. Only an edited cell goes to Python, and a new scene back.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from cnnviz.scene import Scene
from cnnviz.ui.components.scene_data import encode

MOST = 1e6  # of an edited value, either way
_HERE = Path(__file__).parent
# in this order: the parts use what stands before them only when they run
_PARTS = (
    "nodes", "files", "scene", "numbers", "colours", "layout", "plan", "panels", "picture", "marks",
    "line", "controls", "keys", "tabs", "pointing", "lights", "cells", "edit", "save", "mount",
    "share",
)  # fmt: skip


def _code() -> str:
    """The stage's JavaScript as one module, with its style sheet and its HTML."""
    texts = {
        "CSS_TEXT": (_HERE / "stage.css").read_text(encoding="utf-8"),
        "HTML_TEXT": (_HERE / "stage.html").read_text(encoding="utf-8"),
    }
    constants = [f"const {name} = {json.dumps(text)};" for name, text in texts.items()]
    parts = [(_HERE / "stage_code" / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS]
    return "\n".join([*constants, *parts])


# Streamlit sends a component's code with every change of its data: apart, it goes to a visitor once
_mount_code = st.components.v2.component("stage_code", js=_code())
_mount = st.components.v2.component(
    "stage", js=(_HERE / "stage.js").read_text(encoding="utf-8"), html="<div></div>"
)


@dataclass(frozen=True)
class Edit:
    """A cell that the visitor changed on the stage.

    Args:
        part: an input or a weight
        channel: of the input
        kernel: number of the kernel; 0 for an input
        row: in the unpadded input, without inserted zeros, or in the kernel as it is drawn
        column: the same
        value: finite, at most a million either way
    """

    part: Literal["input", "weight"]
    channel: int
    kernel: int
    row: int
    column: int
    value: float


def stage(
    scene: Scene,
    *,
    key: str,
    on_edit: Callable[[Edit], None] | None = None,
    hidden: int | None = None,
    numbers: bool | None = None,
) -> None:
    """Mount the stage.

    Args:
        scene: what is shown
        key: name of this mount; the step, the speed and what is pinned survive a rerun under it
        on_edit: called, before the page runs again, with a cell that the visitor changed; None
            where cells cannot be changed
        hidden: flat index of an output that is asked for: the browser is not told its value
        numbers: whether cells show numbers; None for up to 16x16 inputs
    """

    def edited() -> None:
        # what a browser sends is checked
        edit = checked(st.session_state[key].get("edit"), scene)
        if edit and on_edit:
            on_edit(edit)

    data = encode(scene, hidden) | {"editable": on_edit is not None, "numbers": numbers}
    with st.container(gap=None):
        _mount_code(key=f"{key}_code", height="content")
        _mount(data=data, key=key, on_edit_change=edited)


def checked(sent: object, scene: Scene) -> Edit | None:
    """An edit as a browser sent it; None where it is none of a cell that the scene has."""
    match sent:
        case {
            "part": "input" | "weight" as part,
            "channel": int(channel),
            "kernel": int(kernel),
            "row": int(row),
            "column": int(column),
            "value": int() | float() as value,
        } if abs(value) <= MOST:  # of what is not a number it is not true either
            at = (channel, kernel, row, column)
            within = all(0 <= i < n for i, n in zip(at, _size(part, scene), strict=True))
            if within and not any(isinstance(number, bool) for number in (*at, value)):
                return Edit(part, *at, value=float(value))
    return None


def _size(part: str, scene: Scene) -> tuple[int, int, int, int]:
    """How many channels, kernels, rows and columns there are to edit."""
    if part == "weight":
        kernels, channels, *size = (0, 0, 0, 0) if scene.weights is None else scene.weights.shape
        return channels, kernels, size[0], size[1]
    top, left, bottom, right = scene.inside
    rows, columns = scene.inserted
    return len(scene.values), 1, -(-(bottom - top) // rows), -(-(right - left) // columns)
