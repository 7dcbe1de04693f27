"""A unit of a layer, chosen where it looks in a picture, with its field and those below it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "picker",
    html=(_HERE / "picker.html").read_text(encoding="utf-8"),
    css=(_HERE / "picker.css").read_text(encoding="utf-8"),
    js=(_HERE / "picker.js").read_text(encoding="utf-8"),
)
MOST_DOTS = 14  # units along an axis: the centres of more would hide the picture
Pair = tuple[int, int]


@dataclass(frozen=True)
class Fields:
    """The fields of a layer's units, (rows, columns) in pixels of the picture.

    Args:
        size: of each
        stride: from one to the next; 0 where all are the same
        start: first pixel of unit (0, 0)'s, negative in the padding
        units: how many there are
        colour: of the outline, `#rrggbb`; the chosen layer's own is amber
    """

    size: Pair
    stride: Pair
    start: Pair
    units: Pair
    colour: str = ""

    @property
    def dots(self) -> bool:
        """Whether a dot shows where each unit looks."""
        return min(self.stride) > 0 and 1 < max(self.units) <= MOST_DOTS


def picker(
    source: str,
    shape: Pair,
    layer: Fields,
    unit: Pair,
    *,
    key: str,
    on_pick: Callable[[int, int], None],
    below: Sequence[Fields] = (),
    margin: int = 0,
    name: str = "the layer",
    alt: str = "The picture",
) -> None:
    """Mount a picture with the field of one unit on it.

    Args:
        source: of the picture, an address that the browser can show
        shape: height and width of the picture, pixels
        layer: that the unit is part of
        unit: row and column of the chosen one
        key: name of this mount
        on_pick: called with row and column of another unit, before the page runs again
        below: layers below, whose units nearest to the chosen field's middle are outlined
        margin: pixels of padding that are drawn around the picture
        name: of the layer
        alt: what the picture shows, for those who do not see it
    """

    def picked() -> None:
        found = checked(st.session_state[key].get("unit"), layer.units)
        if found:
            on_pick(*found)

    data = {
        "source": source, "shape": shape, "unit": unit,
        "layer": asdict(layer) | {"dots": layer.dots},
        "below": [asdict(fields) for fields in below], "margin": margin, "name": name, "alt": alt,
    }  # fmt: skip
    _mount(data=data, key=key, on_unit_change=picked)


def checked(sent: object, units: Pair) -> Pair | None:
    """The unit that a browser sent; None where the layer has no such unit.

    Args:
        sent: anything
        units: rows and columns of the layer
    """
    match sent:
        case {"row": int(row), "column": int(column)} if (
            0 <= row < units[0] and 0 <= column < units[1]
        ):
            return None if isinstance(row, bool) or isinstance(column, bool) else (row, column)
    return None
