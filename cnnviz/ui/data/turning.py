"""The eight symmetries of the square on the chosen galaxy, and their group."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, symmetries
from cnnviz.evaluation.averaging import pictures
from cnnviz.ui import downloads
from cnnviz.ui.data.augmenting import rows
from cnnviz.ui.data.view import View, answer
from cnnviz.ui.words import percent, plain

GROUP = (
    "Row first, then column. The four turns add up like hours on a clock of four. Each mirror "
    "undoes itself. Two mirrors are a turn. A turn and a mirror do not commute: left and then "
    "left-right is another diagonal than left-right and then left. *Falling* runs from the top "
    "left, *rising* from the bottom left. Every element stands once in each row and once in each "
    "column, so whatever was done can be undone."
)


def draw(view: View) -> None:
    """Draw the eight pictures with their answers, what is said of them, and the group's table."""
    pixels = pictures(view.received, "symmetries")
    found = view.answers(pixels)
    titles = [name[0].upper() + name[1:] for name in symmetries.NAMES]
    drawn = [
        (name, picture, answer(p, view.card.classes))
        for name, picture, p in zip(titles, pixels, found, strict=True)
    ]
    st.html(figures.picture_row(drawn, view.galaxy.title))
    st.markdown(told(found, view.card.classes))
    st.caption(
        "Only pixels move here, none is changed. A galaxy has no up and no left, but a network "
        "does not know that unless its training showed it."
    )
    _downloads(view, titles, drawn, found)
    st.subheader("The group of the square", anchor=False)
    st.html(figures.group_table(symmetries.SHORT, symmetries.table()))
    st.caption(GROUP)


def told(found: NDArray[np.float64], classes: tuple[str, ...]) -> str:
    """How far the answers to the eight agree; Markdown.

    Args:
        found: probabilities, shape (8, K)
        classes: K names
    """
    mean = found.mean(axis=0)
    k = int(mean.argmax())
    same = int((found.argmax(axis=1) == k).sum())
    return (
        f"{same} of {len(found)} are called **{plain(classes[k])}**, with "
        f"{percent(float(found[:, k].min()))} to {percent(float(found[:, k].max()))}; the mean "
        f"over the group, {percent(float(mean[k]))}, is the same for each of the eight."
    )


def _downloads(
    view: View,
    titles: list[str],
    drawn: list[tuple[str, NDArray[np.uint8], str]],
    found: NDArray[np.float64],
) -> None:
    group = [
        {"first": symmetries.NAMES[a], "then": symmetries.NAMES[b], "is": symmetries.NAMES[c]}
        for (a, b), c in np.ndenumerate(symmetries.table())
    ]
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Pictures (PNG)", f"{view.galaxy_stem}-symmetries.png",
            lambda: figures.picture_row_png([(f"{n}: {t}", p) for n, p, t in drawn]), "image/png",
        )  # fmt: skip
        downloads.button(
            "Answers (CSV)", f"{view.galaxy_stem}-symmetries.csv",
            lambda: downloads.table(rows(titles, found, view.card.classes)), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Group table (CSV)", "symmetries-of-the-square.csv", lambda: downloads.table(group),
            "text/csv",
        )  # fmt: skip
