"""The surest mistakes and the least sure hits."""

import numpy as np
import streamlit as st

from cnnviz.evaluation import Judged
from cnnviz.ui import downloads
from cnnviz.ui.evaluate import pictures, sentences
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.evaluate.view import View

COLUMNS = 8
LEAST = 8  # hits


def draw(view: View, judged: Judged) -> None:
    """Draw both galleries."""
    wrong = judged.surest_mistakes(len(judged))
    st.markdown(f"**Surest mistakes**: {summary(judged)}")
    few = wrong[: pictures.shown(view, len(wrong), COLUMNS)]
    pictures.draw(view, judged, few, "mistakes", COLUMNS, lambda j: said(judged, j))
    pictures.more(view, len(wrong), COLUMNS)
    st.markdown("**Least sure hits**: right, with the smallest probability")
    hits = judged.least_sure_hits(LEAST)
    pictures.draw(view, judged, hits, "hits", COLUMNS, lambda j: said(judged, j))
    st.caption(
        "A sure mistake is worth a look: some of these galaxies look like the class that they are "
        f"taken for, whatever {asked(view)}. Click one, and every page shows it."
    )
    with st.container(horizontal=True, gap="small"):
        pictures.links()
        downloads.button(
            "All mistakes (CSV)", f"{view.stem}-mistakes.csv",
            lambda: downloads.table(rows(view, judged, wrong)), "text/csv",
        )  # fmt: skip


def asked(view: View) -> str:
    """Where the labels come from, as the end of a sentence."""
    if isinstance(view.data, Simulated):
        return "the simulator was asked to draw"
    return "their labels say"


def summary(judged: Judged) -> str:
    """How many mistakes there are, and how sure they are; Markdown."""
    wrong = np.flatnonzero(~judged.right)
    if not len(wrong):
        return "there is none."
    sure = int((judged.confidence[wrong] >= 0.9).sum())
    return (
        f"of {len(wrong):,} wrong answers {sure:,} had a probability of "
        f"90{sentences.NO_BREAK}% or more"
    )


def said(judged: Judged, j: int) -> str:
    """Truth, answer and probability of one galaxy."""
    rows, columns = judged.cells
    found = judged.evaluation
    answer, p = found.predictions[columns[j]], sentences.percent(judged.confidence[j], 0)
    if judged.right[j]:
        return f"{answer}, {p}"
    return f"{found.classes[rows[j]]}, taken for {answer}, {p}"


def rows(view: View, judged: Judged, images: pictures.Indices) -> list[dict[str, str]]:
    """Galaxies as the rows of a file: address, truth, answer, all probabilities."""
    first, second = judged.cells
    found = judged.evaluation
    return [
        {
            "image": str(judged.index[j]), "galaxy": view.data.address(int(judged.index[j])),
            "true": found.classes[first[j]], "predicted": found.predictions[second[j]],
            "right": str(bool(judged.right[j])),
            **{
                f"p_{name}": repr(float(p))
                for name, p in zip(judged.classes, judged.probabilities[j], strict=True)
            },
        }
        for j in images
    ]  # fmt: skip
