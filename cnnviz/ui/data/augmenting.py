"""What each random change of training does to the chosen galaxy, and to the answer."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.draws import draws
from cnnviz.ui import downloads
from cnnviz.ui.data.choices import KINDS, WHOLE, Data
from cnnviz.ui.data.view import Pixels, View, answer
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.words import percent, plain

COUNT = 11  # draws beside the original
NAMES = {
    "symmetries": "Symmetries", "rotation": "Turning", "zoom": "Zoom", "shift": "Shift",
    "gain": "Brightness", "saturation": "Colour", "sky": "Sky", "noise": "Noise", "blur": "Blur",
}  # fmt: skip
MEANING = {
    "rotation": "share of the pictures that are turned by any angle",
    "zoom": "standard deviation of the logarithm of the scale, of those that are turned",
    "shift": "largest shift in pixels along rows and along columns, before turn and zoom, of those "
    "that are turned",
    "gain": "standard deviation of the logarithm of the brightness of all colours together; each "
    "colour by itself has half as much on top",
    "saturation": "largest relative change of the colour differences",
    "sky": "standard deviation of what is added to each colour, of full scale",
    "noise": "largest standard deviation of the noise of a pixel, of full scale",
    "blur": "largest share of the neighbours' mean that is mixed in",
}


@st.fragment
def draw(view: View) -> None:
    """Draw the switches, their strengths, and the draws beside the original."""
    view = view.latest()
    _switches(view)
    pixels = pictures(view)
    found = view.answers(pixels)
    drawn = [
        (name, picture, answer(p, view.card.classes))
        for name, picture, p in zip(names(), pixels, found, strict=True)
    ]
    st.html(figures.picture_row(drawn, f"{view.galaxy.title}, changed at random"))
    st.markdown(told(found, view.card.classes))
    st.caption(about(view.now))
    _downloads(view, drawn, found)
    view.choices.write_address()


def _downloads(
    view: View, drawn: list[tuple[str, Pixels, str]], found: NDArray[np.float64]
) -> None:
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Pictures (PNG)", f"{view.galaxy_stem}-draws-{view.now.draw}.png",
            lambda: figures.picture_row_png([(f"{n}: {t}", p) for n, p, t in drawn]), "image/png",
        )  # fmt: skip
        downloads.button(
            "Answers (CSV)", f"{view.galaxy_stem}-draws-{view.now.draw}.csv",
            lambda: downloads.table(rows(names(), found, view.card.classes)), "text/csv",
        )  # fmt: skip


def how(now: Data) -> Augmentation:
    """The changes that are switched on, with their strengths."""
    found = {
        name: most * strength / WHOLE
        for (name, most), strength in zip(KINDS.items(), now.strengths, strict=True)
        if name in now.kinds
    }
    return Augmentation(symmetries=found.pop("symmetries", 0) > 0, **found)


def pictures(view: View) -> NDArray[np.uint8]:
    """The original and the draws, uint8 of shape (1 + COUNT, size, size, 3)."""
    found = draws(view.received, how(view.now), view.now.draw, COUNT)
    return np.concatenate([view.received[None], found])


def names() -> list[str]:
    """Of the pictures."""
    return ["Original", *(f"Draw {i}" for i in range(1, COUNT + 1))]


def told(found: NDArray[np.float64], classes: tuple[str, ...]) -> str:
    """How much the answer hangs on the draw; Markdown.

    Args:
        found: probabilities of original and draws, shape (1 + N, K)
        classes: K names
    """
    k = int(found[0].argmax())
    of_class, same = found[1:, k], int((found[1:].argmax(axis=1) == k).sum())
    return (
        f"The original is called **{plain(classes[k])}** ({percent(float(found[0, k]))}); "
        f"{same} of {len(of_class)} draws are called so too, with "
        f"{percent(float(of_class.min()))} to {percent(float(of_class.max()))}."
    )


def about(now: Data) -> str:
    """What the pictures are."""
    text = (
        "Each picture is a training batch of one galaxy: the class stays, so the answer should, "
        "too. The first strengths are those with which the explorer was trained, without a change "
        "of the sky. Values are rounded, and cut off at black and white."
    )
    if {"zoom", "shift"} & set(now.kinds) and "rotation" not in now.kinds:
        text += " Zoom and shift act on pictures that are turned alone: switch turning on."
    return text


def rows(
    titles: list[str], found: NDArray[np.float64], classes: tuple[str, ...]
) -> list[dict[str, str]]:
    """Every probability as the rows of a file."""
    return [
        {"picture": title} | {k: repr(float(p)) for k, p in zip(classes, each, strict=True)}
        for title, each in zip(titles, found, strict=True)
    ]


def _switches(view: View) -> None:
    key = "data_kinds"
    st.session_state[key] = list(view.now.kinds)

    def switched() -> None:
        on = st.session_state[key]
        view.choices.change(kinds=tuple(name for name in KINDS if name in on))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.pills(
            "Changes", list(KINDS), selection_mode="multi", format_func=NAMES.__getitem__,
            wrap=True, key=key, on_change=switched,
        )  # fmt: skip
        st.number_input("Seed", 0, LARGEST_SEED, width=140, **view.choices.widget("draw"))
    on = [name for name in KINDS if name in view.now.kinds and name in MEANING]
    with st.container(horizontal=True, gap="small"):
        for name in on:
            _strength(view, name)


def _strength(view: View, name: str) -> None:
    """The slider of one change, in its own unit."""
    at, most, key = list(KINDS).index(name), KINDS[name], f"data_strength_{name}"
    st.session_state[key] = round(most * view.now.strengths[at] / WHOLE, 6)

    def changed() -> None:
        strengths = list(view.choices.now().strengths)
        strengths[at] = round(WHOLE * st.session_state[key] / most)
        view.choices.change(strengths=tuple(strengths))

    st.slider(
        NAMES[name], 0.0, most, step=most / WHOLE, key=key, on_change=changed, width=108,
        help=MEANING[name][0].upper() + MEANING[name][1:],
    )  # fmt: skip
