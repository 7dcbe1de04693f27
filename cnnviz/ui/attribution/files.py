"""The lines that reproduce a map, and files to take away."""

from io import BytesIO

import numpy as np
import streamlit as st
from PIL import Image

from cnnviz import figures
from cnnviz.attribution import METHODS, AttributionError, Explained
from cnnviz.ui import downloads
from cnnviz.ui.attribution import sentences, shown, snippet
from cnnviz.ui.attribution.drawn import PERCENT, Drawn
from cnnviz.ui.attribution.reading import PAGE
from cnnviz.ui.attribution.view import View
from cnnviz.ui.words import plain


def draw(view: View) -> None:
    """Draw the lines of one method, and the downloads."""
    if not view.methods:
        st.caption("Choose a method above.")
        return
    key = f"{PAGE}_taken"
    st.session_state[key] = taken(view)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Method", list(view.now.methods), format_func=lambda name: METHODS[name].title,
            width=260, key=key,
            on_change=lambda: view.choices.change(taken=st.session_state[key]),
        )  # fmt: skip
        found = _found(view)
        if found:
            _downloads(view, found)
    if not found:
        return
    st.caption(
        "NPZ: the map as Captum gives it, what the network received, the probabilities, and all "
        "parameters as a JSON document under `about`. PNG: all pictures of the maps."
    )
    st.code(snippet.code(view.galaxy, found, view.name, view.now.seed))


def taken(view: View) -> str:
    """The method that is taken away: the chosen one, or the first that is shown."""
    return view.now.taken if view.now.taken in view.now.methods else view.now.methods[0]


def arrays(found: Explained) -> bytes:
    """A map and all that made it, as NumPy's NPZ file."""
    file = BytesIO()
    np.savez_compressed(file, **found.numbers())  # type: ignore[arg-type]
    return file.getvalue()


def pictures(view: View, every: list[Drawn]) -> bytes:
    """The galaxy and all maps of the page as one PNG file."""
    galaxy = ("What the network receives", Image.fromarray(view.pixels))
    panels = [galaxy, *(panel for drawn in every for panel in _all(view, drawn))]
    scale = {"own": "Each map has its own scale", "relative": "One scale for all maps"}
    lines = [
        f"{view.galaxy.title}; {view.network}: {sentences.verdict(view)}",
        *sentences.asked(view).split("; "),
        f"{scale.get(view.now.scale, 'One scale, of shares of the magnitudes')}, 0 in the middle",
        *(f"{d.explained.how}: {sentences.scale(d, view)}".rstrip(": ") for d in every),
    ]
    return figures.panels_png(panels, [line.replace(sentences.NO_BREAK, " ") for line in lines])


def _all(view: View, drawn: Drawn) -> list[tuple[str, Image.Image]]:
    over = view.pixels if view.now.form == "overlay" else None
    title = drawn.explained.method.title
    return [
        (
            f"{title}, {name.lower()}" if name else title,
            figures.attribution_image(plane, drawn.end, over, view.now.opacity / PERCENT),
        )
        for name, plane in drawn.planes.items()
    ]


def _found(view: View) -> Explained | None:
    try:
        found = view.explained(taken(view))
    except AttributionError as error:
        st.caption(f"There is no map of this method: {plain(str(error))}.")
        return None
    if found is None:
        st.caption("The map is not finished.")
    return found


def _downloads(view: View, found: Explained) -> None:
    every = shown.pictures_of(view, [panel for panel in shown.panels(view) if panel.picture])
    stem = f"{view.stem}-{found.method.name}"
    downloads.button("Map (NPZ)", f"{stem}.npz", lambda: arrays(found), "application/octet-stream")
    downloads.button(
        "Pictures (PNG)", f"{view.stem}-maps.png", lambda: pictures(view, every), "image/png"
    )
