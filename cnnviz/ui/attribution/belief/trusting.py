"""Infidelity and sensitivity: does a map say what removing does, and is it steady?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from torch import Tensor, nn

from cnnviz import figures
from cnnviz.attribution import METHODS, Explained
from cnnviz.attribution.belief import Removals, removals, sensitivity
from cnnviz.attribution.belief.squares import Fit
from cnnviz.ui import downloads
from cnnviz.ui.attribution.belief import maps, worked
from cnnviz.ui.attribution.belief.maps import Shown
from cnnviz.ui.attribution.belief.promises import PROMISES, REGIONS
from cnnviz.ui.attribution.results import Asked
from cnnviz.ui.attribution.view import View
from cnnviz.ui.job import Progress

SQUARES, COPIES, RADIUS = 100, 10, 0.02
PICKED = "attribution_squares_of"
CALM, UNSTEADY = 0.1, 0.5  # of the map's size: changes that deserve a word
Fits = Mapping[str, Fit]


def draw(view: View, shown: Shown) -> None:
    """Draw the table, and the squares of one map."""
    st.markdown(
        "**Asked:** does the sum of a map over a square say how much the logit falls when the "
        "square is removed (infidelity)? Does the map stay as it is when the image gets a noise "
        "that nobody sees (sensitivity)?"
    )
    removed = _removed(view)
    if removed is None or not shown.maps:
        return
    fits = {each.method.name: fit(view, removed, each) for each in shown.maps}
    steady = {name: _sensitivity(view, name) for name in fits}
    known = {name: value for name, value in steady.items() if value is not None}
    st.markdown(f"**Here:** {answer(fits, known)}")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _table(view, fits, known)
    with right:
        _squares(fits)


def fit(view: View, removed: Removals, explained: Explained) -> Fit:
    """A map against the removed squares."""
    return removed.fit(maps.enlarged(explained, view.size), view.target, view.contrast)


def is_share(name: str) -> bool:
    """Whether a method's values are shares of the logit, pixel by pixel."""
    return name == "input_x_gradient" or PROMISES.get(name, REGIONS) != REGIONS


def answer(fits: Fits, steady: Mapping[str, float]) -> str:
    """What the numbers mean here, as Markdown."""
    best = min(fits, key=lambda name: _left(fits[name]))
    if _left(fits[best]) < 1:
        share = 100 * (1 - fits[best].unexplained)
        text = (
            f"of the maps shown {METHODS[best].title} comes nearest to what removing does: its "
            f"sums account for {share:.0f}\N{NO-BREAK SPACE}% of the falls' squares."
        )
    else:
        text = "no map says anything of what removing a square does."
    if len(steady) < len(fits):
        return f"{text} How much all of them change under the noise is not known yet."
    least, most = min(steady, key=steady.__getitem__), max(steady, key=steady.__getitem__)
    how = ": unsteady" if steady[most] > UNSTEADY else ": steady" if steady[most] < CALM else ""
    return (
        f"{text} Under the noise {METHODS[least].title} changes least ({steady[least]:.2f} of its "
        f"size) and {METHODS[most].title} most ({steady[most]:.2f}){how}."
    )


def rows(fits: Fits, steady: Mapping[str, float]) -> list[dict[str, str]]:
    """The numbers as the rows of a table for people."""
    return [
        {"Method": METHODS[name].title,
         "Infidelity": f"{each.infidelity:.3g}" if is_share(name) else "no shares",
         "Factor": figures.signed(each.factor, ".3g"), "Unexplained": f"{each.unexplained:.2f}",
         "Sensitivity": f"{steady[name]:.2f}" if name in steady else ""}
        for name, each in fits.items()
    ]  # fmt: skip


def file_rows(fits: Fits, steady: Mapping[str, float]) -> list[dict[str, str]]:
    """The numbers as the rows of a file, with every digit."""
    return [
        {"method": name, "infidelity": repr(each.infidelity) if is_share(name) else "",
         "factor": repr(each.factor), "scaled_infidelity": repr(each.scaled),
         "unexplained": repr(each.unexplained),
         "sensitivity": repr(steady[name]) if name in steady else ""}
        for name, each in fits.items()
    ]  # fmt: skip


def square_rows(fits: Fits) -> list[dict[str, str]]:
    """Each square's fall and what each map says of it, as the rows of a file."""
    falls = next(iter(fits.values())).falls
    return [
        {"fall": repr(float(fall))} | {n: repr(float(f.shares[i])) for n, f in fits.items()}
        for i, fall in enumerate(falls)
    ]


def _table(view: View, fits: Fits, steady: Mapping[str, float]) -> None:
    st.dataframe(
        rows(fits, steady), hide_index=True, height="content",
        alt="Infidelity and sensitivity of each method",
    )  # fmt: skip
    st.caption(
        "Yeh et al. 2019, as captum.metrics computes them. Infidelity: mean square difference over "
        f"{SQUARES} random squares, a sixth of the image wide, filled with sky, in logits squared; "
        "it asks for shares of the logit. Unexplained: the same after the factor that fits best, "
        "as a share of what a map of zeros leaves; 0 is perfect, 1 is nothing. Sensitivity: "
        f"largest change of the map under {COPIES} noises of at most {RADIUS} a pixel, as a share "
        "of the map's size."
    )
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Numbers (CSV)", f"{view.stem}-infidelity.csv",
            lambda: downloads.table(file_rows(fits, steady)), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Squares (CSV)", f"{view.stem}-squares.csv",
            lambda: downloads.table(square_rows(fits)), "text/csv",
        )  # fmt: skip


def _squares(fits: Fits) -> None:
    if st.session_state.get(PICKED) not in fits:
        st.session_state[PICKED] = next(iter(fits))
    name = st.selectbox(
        "Squares of", list(fits), format_func=lambda key: METHODS[key].title, key=PICKED, width=260
    )
    each = fits[name]
    scaled = each.shares if is_share(name) else each.factor * each.shares
    st.plotly_chart(
        figures.squares(scaled, each.falls, METHODS[name].title), key="attribution_squares",
        alt=f"Each removed square: what {METHODS[name].title} says, and the fall of the logit",
    )  # fmt: skip
    if not is_share(name):
        st.caption(
            f"Its sums are multiplied by {figures.signed(each.factor, '.3g')}, which fits best."
        )


def _removed(view: View) -> Removals | None:
    work = partial(_remove, view.model, view.images)
    return worked.done(view, "squares", "Random squares", work, worked.forwards(view, SQUARES))


def _remove(model: nn.Module, images: Tensor, progress: Progress) -> Removals:
    return removals(model, images, samples=SQUARES, progress=progress)


def _sensitivity(view: View, name: str) -> float | None:
    asked = view.asked(name)
    work = partial(_shake, view.model, view.images, asked)
    title = f"Sensitivity of {METHODS[name].title}"
    seconds = worked.maps(view, name, 1 + COPIES)
    return worked.done(view, f"sensitivity/{asked!r}", title, work, seconds)


def _shake(model: nn.Module, images: Tensor, asked: Asked, progress: Progress) -> float:
    values: dict[str, Any] = dict(asked.values)
    found = sensitivity(
        model, images, asked.target, asked.method, asked.layer, radius=RADIUS, samples=COPIES,
        progress=progress, contrast=asked.contrast, **values,
    )  # fmt: skip
    return float(found[0])


def _left(each: Fit) -> float:
    """What a map leaves unexplained; all where its sign is the wrong one, or nothing falls."""
    return each.unexplained if each.factor > 0 and each.unexplained < 1 else 1.0
