"""The galaxy and the maps, side by side."""

from dataclasses import dataclass, replace

import streamlit as st

from cnnviz import figures
from cnnviz.attribution import AttributionError, Method, blank
from cnnviz.ui import jobs
from cnnviz.ui.attribution import drawn, layer, sentences
from cnnviz.ui.attribution.drawn import CHANNELS, PERCENT, Drawn
from cnnviz.ui.attribution.results import Found
from cnnviz.ui.attribution.view import View
from cnnviz.ui.jobs import Pending
from cnnviz.ui.words import plain

WIDTH = 288  # pixels on the screen: three for each of the 96 of a shipped network
GAP = 24  # at least what lies between two pictures


@dataclass(frozen=True, eq=False)
class Panel:
    """One method.

    Args:
        method: it
        found: its map; None where there is none
        missing: why not, as Markdown
        cancelled: key of its job where the visitor stopped it
    """

    method: Method
    found: Found | None = None
    missing: str = ""
    cancelled: str = ""

    @property
    def picture(self) -> bool:
        """Whether there is something to see."""
        return self.found is not None and not self.missing


def draw(view: View) -> None:
    """Draw the galaxy and the map of each chosen method, each as soon as it is there."""
    end = _end(view)
    if end is not None:
        _common(view, end)
    with st.container(horizontal=True, gap="small", key="attribution_maps"):
        with st.container(width=WIDTH, gap="xsmall"):
            st.markdown("**What the network receives**")
            st.html(figures.shown_galaxy(view.pixels, f"{view.galaxy.title}, as it is received"))
            height, width = view.pixels.shape[:2]
            st.caption(f"{view.galaxy.title}: {width} by {height} pixels.")
        # one choice of the layer for all methods that look at one, below the first of them
        looking = next((method for method in view.methods if method.needs_layer), None)
        for method in view.methods:
            _draw(view, method, end, looking=method is looking)


def panels(view: View) -> list[Panel]:
    """What there is of each chosen method."""
    return [_panel(view, method) for method in view.methods]


def _end(view: View) -> float | None:
    """The magnitude at either end of the one scale; None where each map has its own.

    Of shares all maps have to be finished; the largest value of any map is 1.
    """
    if view.now.scale != "shares":
        return 1.0 if view.now.scale == "relative" else None
    with st.spinner("The maps are being computed"):
        every = [panel for panel in panels(view) if panel.picture]
    return pictures_of(view, every)[0].end if every else None


def pictures_of(view: View, every: list[Panel]) -> list[Drawn]:
    """What is drawn of finished maps, on one scale where one is chosen."""
    now = view.now
    found = [
        drawn.drawn(panel.found.explained, now.form, now.scale, smooth=now.smooth)
        for panel in every
        if panel.found
    ]
    return drawn.together(found, now.scale)


def _panel(view: View, method: Method) -> Panel:
    try:
        found = view.found(method.name)
    except Pending as pending:
        return Panel(method, missing=pending.sentence, cancelled=pending.cancelled)
    except AttributionError as error:
        why = plain(str(error))
        return Panel(method, missing=f"It cannot be shown here: {why}.")
    return Panel(method, found, blank.reason(found.explained))


def _common(view: View, end: float) -> None:
    """The one scale of all maps."""
    unit = "% per pixel" if view.now.scale == "shares" else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(width=WIDTH):
            st.html(figures.attribution_bar(end, unit, view.now.form == "overlay"))
        if view.now.scale == "shares":
            text = f"One scale: each pixel's share of the magnitudes of its map, {PERCENT} in all."
        else:
            text = "One scale: every map in units of its own largest value."
        st.caption(text, width="stretch")


def _draw(view: View, method: Method, end: float | None, *, looking: bool) -> None:
    across = len(CHANNELS) if view.now.form == "channels" and drawn.has_channels(method) else 1
    with st.container(width=across * (WIDTH + GAP) - GAP, gap="xsmall"):
        with st.spinner(f"{method.title} is being computed"):
            panel = _panel(view, method)
        time = f" \N{MIDDLE DOT} {sentences.taken(panel.found.seconds)}" if panel.found else ""
        st.markdown(f"**{method.title}**{time}")
        if panel.picture:
            _picture(view, panel, end)
        else:
            _missing(panel)
        if looking:
            layer.draw(view)


def _picture(view: View, panel: Panel, end: float | None) -> None:
    [picture] = pictures_of(view, [panel])
    if end is not None:
        picture = replace(picture, end=end)
    with st.container(horizontal=True, gap="small"):
        for name in picture.planes:
            with st.container(width=WIDTH, gap="xsmall"):
                st.html(_html(view, picture, name))
    st.caption(_below(view, picture))


def _missing(panel: Panel) -> None:
    st.caption(panel.missing)
    if panel.cancelled:
        st.button(
            "Compute it", key=f"attribution_again_{panel.method.name}", on_click=jobs.again,
            args=(panel.cancelled,), icon=":material/refresh:",
        )  # fmt: skip


def _html(view: View, picture: Drawn, name: str) -> str:
    found, now = picture.explained, view.now
    over = view.pixels if now.form == "overlay" else None
    channel = f", {name.lower()} channel" if name else ""
    where = " over the galaxy" if over is not None else ""
    alt = f"{found.how} for {asked(view)}{channel}{where}: {sentences.strongest(picture, name)}"
    html = figures.attribution(picture.planes[name], alt, picture.end, over, now.opacity / PERCENT)
    if name in CHANNELS:
        html += f'<p class="gx-channel">{name}</p>'
    if now.scale == "own":
        signed = found.method.signed
        html += figures.attribution_bar(picture.end, "", over is not None, signed=signed)
    return html


def asked(view: View) -> str:
    """The class, or the two, that are explained."""
    first = view.classes[view.target]
    return first if view.contrast is None else f"{first} and not {view.classes[view.contrast]}"


def _below(view: View, picture: Drawn) -> str:
    found = picture.explained
    parts = (
        sentences.negative(found.method, view, found),
        sentences.contrast(found.method, view, found),
        sentences.channels(picture),
        layer.reason(view) if found.layer else "",
        sentences.coarse(found),
        sentences.scale(picture, view),
    )
    return " ".join(part for part in parts if part)
