"""One class against the rest: ROC and precision-recall."""

from dataclasses import dataclass

import streamlit as st

from cnnviz import figures
from cnnviz.evaluation import Curve, Judged, precision_recall, roc
from cnnviz.evaluation.curves import one_against_rest
from cnnviz.figures import Line
from cnnviz.ui import downloads
from cnnviz.ui.evaluate.choices import AXES
from cnnviz.ui.evaluate.view import View

PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
TITLES = {"linear": "Linear", "log": "Logarithmic"}


@dataclass(frozen=True, eq=False)
class Pair:
    """Both curves of one prediction."""

    name: str
    roc: Curve
    precision: Curve


def draw(view: View, judged: Judged) -> None:
    """Draw both figures side by side."""
    found = pairs(judged)
    left, right = st.columns(2, gap="medium")
    with left:
        _roc(view, found)
    with right:
        _precision(found)
    st.caption(
        "The threshold on the probability of a class falls along each curve. The area under ROC is "
        "the probability that a galaxy of the class gets the larger probability of two, with the "
        "standard error of Hanley and McNeil (1982); 0.5 is chance. Beside precision and recall: "
        "the average precision. A name in the legend hides its curve."
    )
    _downloads(view, found)


def _roc(view: View, found: list[Pair]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**ROC**: false positive rate")
        st.segmented_control(
            "False positive rate", AXES, format_func=TITLES.__getitem__, required=True,
            label_visibility="collapsed", **view.choices.widget("axis"),
        )  # fmt: skip
    log = view.now.axis == "log"
    lines = [_line(pair.name, pair.roc) for pair in found]
    st.plotly_chart(
        figures.roc_curves(lines, logarithmic=log), key=f"evaluate_roc_{log}",
        alt="ROC curves of each class against the rest, with their areas",
    )  # fmt: skip


def _precision(found: list[Pair]) -> None:
    with st.container(height=40, border=False, vertical_alignment="center"):
        st.markdown("**Precision and recall**")
    lines = [_line(pair.name, pair.precision) for pair in found]
    st.plotly_chart(
        figures.precision_recall_curves(lines), key="evaluate_precision_recall",
        alt="Precision against recall of each class, with the average precision",
    )  # fmt: skip


def pairs(judged: Judged) -> list[Pair]:
    """The curves of each column of the matrix."""
    found = []
    for group, name in enumerate(judged.evaluation.predictions):
        score, truth = one_against_rest(judged, group)
        found.append(Pair(name, roc(score, truth), precision_recall(score, truth)))
    return found


def _line(name: str, curve: Curve) -> Line:
    error = f" {PLUS_MINUS} {curve.error:.3f}" if curve.error > 0 else ""
    label = f"{name}: {curve.area:.3f}{error}"
    return Line(label, curve.x, curve.y, curve.threshold)


def _downloads(view: View, found: list[Pair]) -> None:
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Areas (CSV)", f"{view.stem}-areas.csv", lambda: downloads.table(areas(found)),
            "text/csv",
        )  # fmt: skip
        downloads.button(
            "Curves (CSV)", f"{view.stem}-curves.csv", lambda: downloads.table(points(found)),
            "text/csv",
        )  # fmt: skip


def areas(found: list[Pair]) -> list[dict[str, str]]:
    """Areas as the rows of a file."""
    return [
        {"class": pair.name, "positive": str(pair.roc.positive),
         "negative": str(pair.roc.negative), "roc_area": repr(pair.roc.area),
         "roc_area_error": repr(pair.roc.error), "average_precision": repr(pair.precision.area)}
        for pair in found
    ]  # fmt: skip


def points(found: list[Pair]) -> list[dict[str, str]]:
    """All points of all curves as the rows of a file."""
    return [
        {"class": pair.name, "curve": name, names[0]: repr(float(x)), names[1]: repr(float(y)),
         "threshold": repr(float(t))}
        for pair in found
        for name, curve in (("roc", pair.roc), ("precision_recall", pair.precision))
        for names in [("x", "y")]
        for x, y, t in zip(curve.x, curve.y, curve.threshold, strict=True)
    ]  # fmt: skip
