"""The confusion matrix, and the galaxies of one of its cells."""

import numpy as np
import streamlit as st

from cnnviz import figures
from cnnviz.evaluation import Judged
from cnnviz.evaluation.scores import Share
from cnnviz.figures import Cells
from cnnviz.ui import downloads
from cnnviz.ui.evaluate import pictures, sentences
from cnnviz.ui.evaluate.choices import COMMONEST, NUMBERS
from cnnviz.ui.evaluate.view import View
from cnnviz.ui.words import plain

CHART = "evaluate_matrix_chart"
NAMES = {"rows": "Of the true class", "columns": "Of the answer", "counts": "Counts"}
COLUMNS = 6  # galaxies side by side


def draw(view: View, judged: Judged) -> None:
    """Draw the matrix at the left, the chosen cell's galaxies at the right."""
    left, right = st.columns([12, 9], gap="medium")
    place = cell(view, judged)
    with left:
        st.segmented_control(
            "Numbers", NUMBERS, format_func=NAMES.__getitem__, required=True,
            label_visibility="collapsed", **view.choices.widget("numbers"),
        )  # fmt: skip
        _chart(view, judged, place)
    with right:
        _galaxies(view, judged, place)
    _downloads(view, judged)


def cells(judged: Judged) -> Cells:
    """The matrix with everything that its cells say."""
    found = judged.evaluation
    rows, columns = (found.matrix.sum(axis=axis) for axis in (1, 0))
    every = list(np.ndindex(*found.matrix.shape))
    return Cells(
        found.matrix, found.classes, found.predictions,
        [sentences.counted(Share(int(found.matrix[i, j]), int(rows[i]))) for i, j in every],
        [sentences.counted(Share(int(found.matrix[i, j]), int(columns[j]))) for i, j in every],
    )  # fmt: skip


def cell(view: View, judged: Judged) -> tuple[int, int]:
    """Row and column of the chosen cell; of the most frequent mistake where none is chosen."""
    if view.now.true != COMMONEST and view.now.taken != COMMONEST:
        return view.now.true, view.now.taken
    found = judged.evaluation
    mistakes = np.where(found.right, -1, found.matrix)
    if mistakes.max() <= 0:
        mistakes = found.matrix
    row, column = np.unravel_index(int(mistakes.argmax()), mistakes.shape)
    return int(row), int(column)


def told(judged: Judged, place: tuple[int, int]) -> str:
    """One cell in a sentence; Markdown."""
    found = judged.evaluation
    count, total = int(found.matrix[place]), int(found.matrix[place[0]].sum())
    true, taken = plain(found.classes[place[0]]), plain(found.predictions[place[1]])
    what = "rightly called" if found.right[place] else "taken for"
    ends = sentences.interval(Share(count, total).interval)
    return (
        f"**{count:,} of {total:,}** galaxies labelled {true} are {what} **{taken}**: "
        f"{sentences.percent(count / total)} (95{sentences.NO_BREAK}% interval {ends})."
    )


def members(judged: Judged, place: tuple[int, int]) -> pictures.Indices:
    """Numbers of the galaxies in a cell, the surest answer first."""
    rows, columns = judged.cells
    inside = np.flatnonzero((rows == place[0]) & (columns == place[1]))
    return inside[np.argsort(-judged.confidence[inside], kind="stable")]


def _chart(view: View, judged: Judged, place: tuple[int, int]) -> None:
    found = judged.evaluation

    def clicked() -> None:
        # what a browser sends is checked: it must be a cell of the matrix
        picked = st.session_state[CHART].selection.get("cell") or [{}]
        row, column = picked[0].get("row"), picked[0].get("column")
        if row in range(len(found.classes)) and column in range(len(found.predictions)):
            view.choices.change(true=int(row), taken=int(column), more=0)

    words = (
        f"Confusion matrix of {view.name} on {found.images} galaxies: {found.correct} on the "
        "cells that are right; rows are the true classes, columns the answers"
    )
    with st.container(key="evaluate_matrix"):  # scrolls sideways where it is narrow
        st.altair_chart(
            figures.cell_matrix(cells(judged), view.now.numbers, place), key=CHART,
            on_select=clicked, selection_mode="cell", width="stretch", alt=words,
        )  # fmt: skip


def _galaxies(view: View, judged: Judged, place: tuple[int, int]) -> None:
    found = judged.evaluation
    with st.container(horizontal=True, gap="small", key="evaluate_pair"):
        for title, name, at, names in (
            ("True class", "true", 0, found.classes),
            ("Taken for", "taken", 1, found.predictions),
        ):
            _pick(view, place, title, name, at, names)
    st.markdown(told(judged, place))
    inside = members(judged, place)
    if not len(inside):
        st.caption("No galaxy is in this cell.")
        return
    few = inside[: pictures.shown(view, len(inside))]
    pictures.draw(view, judged, few, "cell_galaxies", COLUMNS)
    pictures.more(view, len(inside))
    st.caption(
        "Below each galaxy the probability of the answer. Click one, and every page shows it."
    )
    pictures.links()


def _pick(
    view: View, place: tuple[int, int], title: str, name: str, at: int, names: tuple[str, ...]
) -> None:
    """A select box for the row or the column, for keyboards."""
    key = f"evaluate_{name}"
    st.session_state[key] = place[at]

    def changed() -> None:
        both = {"true": place[0], "taken": place[1], name: st.session_state[key]}
        view.choices.change(**both, more=0)

    st.selectbox(
        title, range(len(names)), format_func=lambda i: names[i], key=key, on_change=changed,
        width="stretch",
    )  # fmt: skip


def _downloads(view: View, judged: Judged) -> None:
    found = judged.evaluation
    title = f"{view.name}: {found.correct} of {found.images} {view.data.title} are right"
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Matrix (CSV)", f"{view.stem}-matrix.csv", lambda: downloads.table(rows(judged)),
            "text/csv",
        )  # fmt: skip
        downloads.button(
            "Matrix (PNG)", f"{view.stem}-matrix-{view.now.numbers}.png",
            lambda: figures.cell_matrix_png(cells(judged), view.now.numbers, title), "image/png",
        )  # fmt: skip


def rows(judged: Judged) -> list[dict[str, str]]:
    """A row for each cell, every number in a column of its own."""
    found = judged.evaluation
    totals = found.matrix.sum(axis=1)
    return [
        {
            "true": found.classes[i], "predicted": found.predictions[j],
            "right": str(bool(found.right[i, j])), "galaxies": str(found.matrix[i, j]),
            "of_true_class": str(totals[i]), "share": repr(s.value),
            "low": repr(s.interval[0]), "high": repr(s.interval[1]),
        }
        for i, j in np.ndindex(*found.matrix.shape)
        for s in [Share(int(found.matrix[i, j]), int(totals[i]))]
    ]  # fmt: skip
