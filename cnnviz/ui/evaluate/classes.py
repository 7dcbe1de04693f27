"""Precision, recall and F1 of each class."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from cnnviz import figures, metrics
from cnnviz.evaluation import Judged, Score, per_class
from cnnviz.figures import Dot
from cnnviz.ui import downloads
from cnnviz.ui.evaluate import sentences
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.evaluate.view import View

QUANTITIES = ("Precision", "Recall", "F1")


def draw(view: View, judged: Judged) -> None:
    """Draw the dots, the table and what the words mean."""
    found = per_class(judged.evaluation)
    words = "Precision, recall and F1 of each class as dots with their 95 % intervals"
    st.plotly_chart(figures.scores(dots(found)), alt=words, key="evaluate_scores")
    st.dataframe(table(found), hide_index=True, height="content", alt="The same as numbers")
    st.markdown(two_likeliest(judged))
    equal = ", here equally many" if isinstance(view.data, Simulated) else ""
    st.caption(
        "Recall: of the galaxies of a class, how many are called so. Precision: of the galaxies "
        "that are called so, how many are of the class; it depends on how many of each class there "
        f"are{equal}. F1 = 2PR / (P + R). Intervals are Wilson's, 95 %; that of F1 is "
        "the one of J = TP / (TP + FP + FN) carried over by F1 = 2J / (1 + J)."
    )
    downloads.button(
        "Scores (CSV)", f"{view.stem}-classes.csv", lambda: downloads.table(rows(found)),
        "text/csv",
    )  # fmt: skip


def two_likeliest(judged: Judged) -> str:
    """Top-2 accuracy in a sentence; Markdown."""
    total, hits = len(judged), judged.among(min(2, len(judged.classes)))
    ends = metrics.wilson_interval(hits, total)
    return (
        f"The true class is **among the two likeliest** for {sentences.percent(hits / total)} of "
        f"the galaxies (95{sentences.NO_BREAK}% interval {sentences.interval(ends)})."
    )


def quantities(score: Score) -> dict[str, tuple[float, tuple[float, float]]]:
    """Value and interval of each quantity; those that are not defined are left out."""
    found = {}
    if score.precision and score.precision.whole:
        found["Precision"] = (score.precision.value, score.precision.interval)
    if score.recall.whole:
        found["Recall"] = (score.recall.value, score.recall.interval)
    if score.either and score.either.whole:
        found["F1"] = (score.f1, score.f1_interval)
    return found


def dots(found: list[Score]) -> dict[str, Sequence[Dot]]:
    """What the figure shows."""
    return {
        name: [
            Dot(score.name, value, *ends, f"{escape(score.name)}: {sentences.share(value, ends)}")
            for score in found
            for value, ends in [quantities(score).get(name, (float("nan"), (0.0, 1.0)))]
        ]
        for name in QUANTITIES
    }


def table(found: list[Score]) -> list[dict[str, object]]:
    """The scores as the rows of a table."""
    none = (float("nan"), (0.0, 1.0))
    return [
        {"Class": score.name, "Galaxies": score.images}
        | {name: sentences.share(*quantities(score).get(name, none)) for name in QUANTITIES}
        for score in found
    ]


def rows(found: list[Score]) -> list[dict[str, str]]:
    """The scores as the rows of a file; empty where a quantity is not defined."""
    rows = []
    for score in found:
        row = {"class": score.name, "galaxies": str(score.images)}
        known = quantities(score)
        for name in QUANTITIES:
            value, ends = known.get(name, ("", ("", "")))
            row |= {name.lower(): str(value), f"{name.lower()}_low": str(ends[0]),
                    f"{name.lower()}_high": str(ends[1])}  # fmt: skip
        rows.append(row)
    return rows
