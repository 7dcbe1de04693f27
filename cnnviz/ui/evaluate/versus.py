"""Two networks on the same galaxies."""

import numpy as np
import streamlit as st

from cnnviz.evaluation import Judged, McNemar
from cnnviz.evaluation.comparison import compare
from cnnviz.evaluation.scores import Share
from cnnviz.ui import cached, downloads, models
from cnnviz.ui.evaluate import learnt, pictures, sentences, waiting
from cnnviz.ui.evaluate.results import EvaluationError
from cnnviz.ui.evaluate.view import View, safe
from cnnviz.ui.jobs import Pending
from cnnviz.ui.words import plain
from cnnviz.weights import WeightsError

COLUMNS = 8
MOST = 8  # galaxies of each kind


def draw(view: View, judged: Judged) -> None:
    """Draw the table of both, the difference, and galaxies of which one alone is right."""
    if not view.others:
        st.caption("There is one model here. Train another, and the two can be compared.")
        return
    second = _second(view)
    if second is None:
        return
    test = compare(judged, second)
    if not test.images:
        st.caption("The two know no class of these galaxies in common.")
        return
    _numbers(view, judged, second, test)
    _galaxies(view, judged, second)
    downloads.button(
        "Comparison (CSV)", f"{view.stem}-against-{safe(view.other)}.csv",
        lambda: downloads.table(rows(view, judged, second)), "text/csv",
    )  # fmt: skip


def _second(view: View) -> Judged | None:
    """Draw the choice of the second model; None while there is no result of it."""
    key = "evaluate_other"
    st.session_state[key] = view.other
    st.selectbox(
        "Second model", view.others, format_func=models.listed, key=key, width=360,
        on_change=lambda: view.choices.change(other=st.session_state[key]),
    )  # fmt: skip
    try:
        if warned := learnt.sentence(view.other, cached.model(view.other)[1], view.data):
            st.warning(warned, icon=":material/school:")
        return view.judge(name=view.other)
    except Pending as pending:
        waiting.draw(pending, "other")
    except (EvaluationError, WeightsError) as error:
        st.error(f"{plain(str(error))}.")
    return None


def _numbers(view: View, first: Judged, second: Judged, test: McNemar) -> None:
    names = view.title, models.title(view.other)
    left, right = st.columns([9, 11], gap="medium")
    with left:
        st.table(table(test, *names), hide_index=True, alt="Who is right of what")
    with right:
        st.markdown(difference(first, second, test, names))
    st.latex(formula(test))


def table(test: McNemar, first: str, second: str) -> list[dict[str, str]]:
    """McNemar's table of two by two; names are Markdown."""
    return [
        {"": f"{first} right", f"{second} right": f"{test.both:,}",
         f"{second} wrong": f"{test.first:,}"},
        {"": f"{first} wrong", f"{second} right": f"{test.second:,}",
         f"{second} wrong": f"{test.neither:,}"},
    ]  # fmt: skip


def difference(first: Judged, second: Judged, test: McNemar, names: tuple[str, str]) -> str:
    """The difference of the accuracies with its error, in words; Markdown."""
    parts = [
        f"{name} {sentences.counted(Share(int(each.right.sum()), len(each)))}"
        for name, each in zip(names, (first, second), strict=True)
    ]
    return (
        f"{' and '.join(parts)}: **{names[1]} is right {sentences.more_often(test)}** on "
        f"the same {test.images:,} galaxies. {sentences.verdict(test)}"
    )


def formula(test: McNemar) -> str:
    """Difference and error with their numbers; LaTeX."""
    b, c, n = test.first, test.second, test.images
    return (
        rf"\frac{{c - b}}{{n}} \pm \frac{{\sqrt{{b + c - (b - c)^2/n}}}}{{n}} = "
        rf"\frac{{{c} - {b}}}{{{n}}} \pm \frac{{\sqrt{{{b + c} - {(b - c) ** 2}/{n}}}}}{{{n}}} = "
        rf"{test.difference:.4f} \pm {test.error:.4f}"
    )


def _galaxies(view: View, first: Judged, second: Judged) -> None:
    alone = only(first, second), only(second, first)
    names, judgements = (view.title, models.title(view.other)), (first, second)
    for at, images in enumerate(alone):
        mine, other = judgements[at], judgements[1 - at]
        place = {int(index): j for j, index in enumerate(other.index)}
        st.markdown(
            f"**Only {names[at]} is right**: {len(images):,}"
            f"{'; below what the other says, the surest first' if len(images) else ''}"
        )

        def said(j: int, other: Judged = other, place: dict[int, int] = place,
                 mine: Judged = mine) -> str:  # fmt: skip
            i = place[int(mine.index[j])]
            return (
                f"{other.classes[other.predicted[i]]}, {sentences.percent(other.confidence[i], 0)}"
            )

        pictures.draw(view, mine, images[:MOST], f"only_{at}", COLUMNS, said)
    pictures.links()


def only(right: Judged, wrong: Judged) -> pictures.Indices:
    """Numbers of the galaxies among those of `right` of which it alone is right, ordered.

    Those of which the other is surest come first.
    """
    _, a, b = np.intersect1d(right.index, wrong.index, assume_unique=True, return_indices=True)
    keep = right.right[a] & ~wrong.right[b]
    order = np.argsort(-wrong.confidence[b[keep]], kind="stable")
    found: pictures.Indices = a[keep][order]
    return found


def rows(view: View, first: Judged, second: Judged) -> list[dict[str, str]]:
    """Each galaxy with both answers, as the rows of a file."""
    _, a, b = np.intersect1d(first.index, second.index, assume_unique=True, return_indices=True)
    return [
        {
            "galaxy": view.data.address(int(first.index[i])),
            "true": first.names[first.labels[i]],
            "first": first.classes[first.predicted[i]], "first_right": str(bool(first.right[i])),
            "second": second.classes[second.predicted[j]],
            "second_right": str(bool(second.right[j])),
        }
        for i, j in zip(a, b, strict=True)
    ]  # fmt: skip
