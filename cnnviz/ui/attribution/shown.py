"""The galaxy and the maps, side by side."""

from dataclasses import dataclass

import streamlit as st

from cnnviz import figures
from cnnviz.attribution import AttributionError, Method
from cnnviz.ui import jobs
from cnnviz.ui.attribution import blank, drawn, layer, sentences
from cnnviz.ui.attribution.drawn import CHANNELS, PERCENT, Drawn
from cnnviz.ui.attribution.results import Found
from cnnviz.ui.attribution.view import View
from cnnviz.ui.jobs import Pending
from cnnviz.ui.words import plain

WIDTH = 288  # pixels on the screen: three for each of the 96 of a shipped network
GAP = 16


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
    """Draw the galaxy and the map of each chosen method."""
    every = panels(view)
    shown = [p for p in every if p.picture]
    pictures = dict(zip([p.method.name for p in shown], pictures_of(view, shown), strict=True))
    if view.now.scale != "own" and pictures:
        _common(view, list(pictures.values()))
    with st.container(horizontal=True, gap="small", key="attribution_maps"):
        with st.container(width=WIDTH, gap="xsmall"):
            st.markdown("**What the network receives**")
            st.html(figures.shown_galaxy(view.pixels, f"{view.galaxy.title}, as it is received"))
            height, width = view.pixels.shape[:2]
            st.caption(f"{view.galaxy.title}: {width} by {height} pixels.")
        # one choice of the layer for all methods that look at one, below the first of them
        looking = next((p.method.name for p in every if p.method.needs_layer and p.picture), "")
        for panel in every:
            _draw(view, panel, pictures.get(panel.method.name), looking)


def panels(view: View) -> list[Panel]:
    """What there is of each chosen method."""
    return [_panel(view, method) for method in view.methods]


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
        with st.spinner(f"{method.title} is being computed"):
            found = view.found(method.name)
    except Pending as pending:
        return Panel(method, missing=pending.sentence, cancelled=pending.cancelled)
    except AttributionError as error:
        why = plain(str(error))
        return Panel(method, missing=f"It cannot be shown here: {why}.")
    return Panel(method, found, blank.reason(found.explained))


def _common(view: View, pictures: list[Drawn]) -> None:
    """The one scale of all maps."""
    over, end = view.now.form == "overlay", pictures[0].end
    unit = "% per pixel" if view.now.scale == "shares" else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(width=WIDTH):
            st.html(figures.attribution_bar(end, unit, over))
        if view.now.scale == "shares":
            text = f"One scale: each pixel's share of the magnitudes of its map, {PERCENT} in all."
        else:
            text = "One scale: every map in units of its own largest value."
        st.caption(text, width="stretch")


def _draw(view: View, panel: Panel, picture: Drawn | None, looking: str) -> None:
    method, found = panel.method, panel.found
    names = list(picture.planes) if picture else [""]
    with st.container(width=len(names) * (WIDTH + GAP) - GAP, gap="xsmall"):
        time = f" \N{MIDDLE DOT} {sentences.taken(found.seconds)}" if found else ""
        st.markdown(f"**{method.title}**{time}")
        if picture is None:
            _missing(panel)
            return
        with st.container(horizontal=True, gap="small"):
            for name in names:
                with st.container(width=WIDTH, gap="xsmall"):
                    st.html(_html(view, picture, name))
        st.caption(_below(view, picture))
        if method.name == looking:
            layer.draw(view)


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
    alt = f"{found.how} for {asked(view)}{channel}"
    html = figures.attribution(picture.planes[name], alt, picture.end, over, now.opacity / PERCENT)
    if name in CHANNELS:
        html += f'<p class="gx-channel">{name}</p>'
    if now.scale == "own":
        unit, signed = sentences.unit(found.method), found.method.signed
        html += figures.attribution_bar(picture.end, unit, over is not None, signed=signed)
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
        sentences.coarse(found),
        layer.reason(view) if found.layer else "",
        sentences.scale(picture, view),
    )
    return " ".join(part for part in parts if part)
