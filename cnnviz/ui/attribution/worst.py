"""Where hiding hurts most: the map of a patch that is put everywhere."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import attribution, figures, hiding
from cnnviz.ui import downloads
from cnnviz.ui.attribution import hidden
from cnnviz.ui.attribution.choices import Attribution
from cnnviz.ui.attribution.hidden import Try
from cnnviz.ui.attribution.view import View

MOST = 12  # places of the patch along a side, where they need not leave pixels out
ASKED = "attribution_worst"
Map = NDArray[np.float64]


def stride(size: int, side: int) -> int:
    """From place to place of the patch, pixels: half its side, or more where that is many places.

    Args:
        size: height and width of the image, pixels
        side: of the patch, pixels
    """
    needed = -(-(size - side) // (MOST - 1))
    return max(1, side // 2, min(side, needed))


def draw(view: View, now: Attribution) -> None:
    """Draw the map, with what was tried outlined on it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("**Where does hiding hurt most?**", width="content")
        asked = st.toggle("Put the patch everywhere", key=ASKED, help=_help(view, now))
    if not asked:
        return
    left, right = st.columns([5, 6], gap="medium")
    with left, st.spinner("The patch is put everywhere"):
        values = occlusion(view, now.side, now.filling)
        st.html(
            figures.marked_map(values, alt(view, now, values), boxes(view), "Fall of the logit")
        )
    with right:
        _about(view, now, values)


def occlusion(view: View, side: int, filling: str) -> Map:
    """Mean fall of the class's logit over all places of the patch that hide a pixel, (H, W)."""
    return _occlusion(view, view.galaxy.key, view.network, view.target, side, filling)


# the keys stand for galaxy and network: Streamlit looks at no argument that begins with an
# underscore
@st.cache_data(show_spinner=False, max_entries=64, scope="session")
def _occlusion(_view: View, galaxy: str, network: str, target: int, side: int, filling: str) -> Map:
    rule, pixels = _view.preprocessing, _view.pixels
    baseline = hiding.received(rule, pixels, hiding.filling(filling, pixels))
    found = attribution.attribute(
        _view.model, _view.images, target, "occlusion",
        window=side, stride=stride(len(pixels), side), baseline=baseline,
    )  # fmt: skip
    values: Map = found[0, 0].double().numpy()
    return values


def there(view: View, each: Try) -> str:
    """Mean of the map over what a try has hidden; empty where the map is of something else."""
    now = view.choices.now()
    same = each.patch and each.patch.side == now.side and each.filling == now.filling
    if not same or each.painted or not st.session_state.get(ASKED):
        return ""
    return figures.signed(float(occlusion(view, now.side, now.filling)[each.mask].mean()))


def peak(values: Map, side: int) -> tuple[int, int]:
    """Top and left of the patch whose middle is where the map is largest."""
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    top, left = (
        min(max(int(place) - side // 2, 0), length - side)
        for place, length in zip((row, column), values.shape, strict=True)
    )
    return top, left


def boxes(view: View) -> list[tuple[int, int, int, int]]:
    """The patches that were tried, the last one last."""
    every = hidden.tried(f"{view.galaxy.key}/{view.network}")
    patches = [each.patch for each in every if each.patch]
    return [(p.top, p.left, p.top + p.side, p.left + p.side) for p in patches]


def alt(view: View, now: Attribution, values: Map) -> str:
    """What is seen, in words."""
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return (
        f"How much the logit of {view.classes[view.target]} falls when a patch of {now.side} by "
        f"{now.side} pixels lies on a pixel: most, {values.max():.2f}, at row {row}, column "
        f"{column}; least {values.min():.2f}"
    )


def _help(view: View, now: Attribution) -> str:
    size = len(view.pixels)
    places = len(range(0, size - now.side, stride(size, now.side))) + 1
    return f"The method Occlusion with your patch and your filling, at {places**2} places"


def _about(view: View, now: Attribution, values: Map) -> None:
    top, left = peak(values, now.side)
    name = view.classes[view.target]
    st.markdown(
        f"A pixel's value is the mean fall of the logit of **{name}** over all places of the patch "
        f"that hide the pixel. It is largest, {values.max():.2f}, around row {top + now.side // 2},"
        f" column {left + now.side // 2}. "
        + ("Where it is negative, hiding makes the class more likely." if values.min() < 0 else "")
    )
    st.button(
        "Put the patch there", icon=":material/my_location:",
        on_click=lambda: view.choices.change(patch=(top, left)),
    )  # fmt: skip
    st.caption(
        f"Occlusion (Zeiler and Fergus 2013) with the patch of {now.side} pixels every "
        f"{stride(len(values), now.side)} pixels. Outlined: what you have tried, the last one "
        "brighter."
    )
    stem = f"{view.stem}-occlusion-{now.side}-{now.filling}"
    with st.container(horizontal=True, gap="small"):
        downloads.button("Map (PNG)", f"{stem}.png", lambda: figures.map_png(values), "image/png")
        downloads.button(
            "Map (CSV)", f"{stem}.csv",
            lambda: "".join(",".join(repr(float(x)) for x in row) + "\r\n" for row in values),
            "text/csv",
        )  # fmt: skip
