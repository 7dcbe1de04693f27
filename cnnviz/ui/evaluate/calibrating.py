"""Whether the network's probabilities are true, before and after a temperature."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.evaluation import Bin, Judged, Temperature, reliability
from cnnviz.evaluation.calibration import cooled, expected_calibration_error, fit
from cnnviz.figures import Dot
from cnnviz.inference import softmax
from cnnviz.ui import downloads
from cnnviz.ui.evaluate import sentences, waiting
from cnnviz.ui.evaluate.view import VALIDATION, View
from cnnviz.ui.jobs import Pending
from cnnviz.ui.words import plain

PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
SHOWN = 2  # terms of a sum


def draw(view: View, judged: Judged) -> None:
    """Draw the reliability diagram, the numbers before and after, and the formulas."""
    left, right = st.columns([11, 10], gap="medium")
    found = None
    with right:
        try:
            found = fit(view.judge(data=VALIDATION))
        except Pending as pending:
            waiting.draw(pending, "validation")
    series = {"as it is": judged}
    if found:
        series |= {f"with T = {found.value:.2f}": cooled(judged, found.value)}
    bins = {name: reliability(each.confidence, each.right) for name, each in series.items()}
    with left:
        st.plotly_chart(
            figures.reliability({name: dots(each) for name, each in bins.items()}),
            key="evaluate_reliability",
            alt="Reliability diagram: share that is right against mean confidence, with intervals",
        )  # fmt: skip
    with right:
        st.table(table(series), hide_index=True, alt="Calibration before and after")
        if found:
            st.markdown(about(found))
    _formulas(view, bins["as it is"], found)
    _downloads(view, bins)


def dots(bins: list[Bin]) -> list[Dot]:
    """Bins with galaxies, as the figure shows them."""
    return [
        Dot(
            b.confidence, b.share, *b.interval,
            f"{b.images:,} galaxies between {100 * b.low:.0f} and {100 * b.high:.0f} %<br>"
            f"say {sentences.percent(b.confidence)}<br>"
            f"right {sentences.share(b.share, b.interval)}",
        )
        for b in bins
        if b.images
    ]  # fmt: skip


def table(series: dict[str, Judged]) -> list[dict[str, str]]:
    """The numbers before and after, as the rows of a table."""
    rows: list[dict[str, str]] = [
        {"": name} for name in ("Calibration error (ECE)", "Cross-entropy (nats)",
                                "Mean confidence", "Accuracy")
    ]  # fmt: skip
    for title, each in series.items():
        error = expected_calibration_error(reliability(each.confidence, each.right))
        values = (
            sentences.percent(error), f"{each.cross_entropy():.4f}",
            sentences.percent(float(each.confidence.mean())),
            sentences.percent(float(each.right.mean())),
        )  # fmt: skip
        for row, value in zip(rows, values, strict=True):
            row[title[:1].upper() + title[1:]] = value
    return rows


def ece_formula(bins: list[Bin]) -> str:
    """The expected calibration error with its largest terms filled in; LaTeX."""
    total = sum(b.images for b in bins)
    filled = sorted((b for b in bins if b.images), key=lambda b: -b.images)
    terms = [
        rf"\tfrac{{{b.images}}}{{{total}}}\,|{b.share:.3f} - {b.confidence:.3f}|"
        for b in filled[:SHOWN]
    ]
    rest = r" + \ldots" if len(filled) > SHOWN else ""
    value = expected_calibration_error(bins)
    return (
        r"\mathrm{ECE} = \sum_b \tfrac{n_b}{N}\,|\mathrm{right}_b - \mathrm{conf}_b| = "
        + " + ".join(terms) + rf"{rest} = {value:.3f}"
    )  # fmt: skip


def softmax_formula(logits: NDArray[np.float64], value: float) -> str:
    """The chosen galaxy's largest probability with the temperature; LaTeX.

    Args:
        logits: z, shape (K,)
        value: T
    """
    k = int(logits.argmax())
    before, after = softmax(logits)[k], softmax(logits / value)[k]
    return (
        rf"f_{{{k}}}(x) = \frac{{e^{{z_{{{k}}}/T}}}}{{\sum_j e^{{z_j/T}}}} = "
        rf"\frac{{e^{{{logits[k]:.2f}/{value:.2f}}}}}{{\sum_j e^{{z_j/{value:.2f}}}}} = "
        rf"{after:.3f}\quad(T = 1:\ {before:.3f})"
    )


def about(found: Temperature) -> str:
    """What the temperature says; Markdown."""
    error = f" {PLUS_MINUS} {found.error:.2f}" if found.error == found.error else ""
    how = "too sure of itself" if found.value > 1 else "not sure enough"
    if abs(found.value - 1) < 2 * found.error:
        how = "about as sure as it may be"
    return (
        f"**T = {found.value:.2f}{error}**: the network is {how}. T minimises the cross-entropy "
        f"of {found.images} other simulated galaxies (seeds from {VALIDATION.first:,}), from "
        f"{found.before:.4f} to {found.after:.4f} nats there. No answer changes, only how sure it "
        "is."
    )


def _formulas(view: View, bins: list[Bin], found: Temperature | None) -> None:
    if found:
        st.latex(softmax_formula(view.logits, found.value))
        k = int(view.logits.argmax())
        st.caption(f"The chosen galaxy's answer, class {k}: {plain(view.card.classes[k])}.")
    st.latex(ece_formula(bins))
    st.caption(
        "Bars: Wilson's 95 % interval of each bin's share. The error is positive even for a "
        "network that says the truth, because shares scatter (Guo et al. 2017)."
    )


def _downloads(view: View, bins: dict[str, list[Bin]]) -> None:
    downloads.button(
        "Bins (CSV)", f"{view.stem}-calibration.csv", lambda: downloads.table(rows(bins)),
        "text/csv",
    )  # fmt: skip


def rows(bins: dict[str, list[Bin]]) -> list[dict[str, str]]:
    """Bins as the rows of a file."""
    return [
        {"probabilities": name, "from": repr(b.low), "to": repr(b.high), "images": str(b.images),
         "right": str(b.right), "mean_confidence": repr(b.confidence), "share": repr(b.share),
         "low": repr(b.interval[0]), "high": repr(b.interval[1])}
        for name, each in bins.items()
        for b in each
    ]  # fmt: skip
