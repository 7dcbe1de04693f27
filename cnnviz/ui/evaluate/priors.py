"""Other priors than those of the training: what the posterior makes of the same network."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.evaluation import Judged, reweigh
from cnnviz.evaluation.priors import accuracy, normalised, reweighed
from cnnviz.inference import softmax
from cnnviz.ui import downloads
from cnnviz.ui.evaluate import matrix, sentences
from cnnviz.ui.evaluate.choices import HEAVIEST
from cnnviz.ui.evaluate.skies import SKIES
from cnnviz.ui.evaluate.view import View
from cnnviz.ui.words import listed, plain

EVEN = 50  # where a slider stands for equal priors
LOW = 35  # pixels of a row of the matrix


def draw(view: View, judged: Judged) -> None:
    """Draw sliders at the left, the matrix that follows at the right, and the formula."""
    pi = weights(view)
    after = reweighed(judged, pi)
    left, right = st.columns([9, 11], gap="medium")
    with left:
        _presets(view)
        _sliders(view)
        st.caption(
            "Weights; the priors are their shares. The training's priors are taken as equal."
        )
    with right:
        st.markdown(verdict(judged, after, pi))
        words = f"Confusion matrix with these priors: {int(after.right.sum())} are right"
        with st.container(key="evaluate_matrix_priors"):
            st.altair_chart(
                figures.cell_matrix(matrix.cells(after), "rows", height=LOW, clickable=False),
                width="stretch", alt=words, key="evaluate_priors_chart",
            )  # fmt: skip
    st.latex(formula(softmax(view.logits), pi))
    st.caption(about(view, pi))
    downloads.button(
        "Posteriors (CSV)", f"{view.stem}-posteriors.csv",
        lambda: downloads.table(rows(view, judged, after)), "text/csv",
    )  # fmt: skip


def weights(view: View) -> NDArray[np.float64]:
    """Priors of the outputs, of sum 1, shape (K,)."""
    chosen = view.now.priors or (1,) * len(view.card.classes)
    return normalised(np.array(chosen, np.float64))


def verdict(before: Judged, after: Judged, pi: NDArray[np.float64]) -> str:
    """Accuracy in such a sky without and with reweighing; Markdown."""
    plain_, mine = accuracy(before, pi), accuracy(after, pi)
    changed = int((before.predicted != after.predicted).sum())
    text = (
        "In a sky with these priors the network's own answers are right of "
        f"**{sentences.with_error(plain_.accuracy, plain_.error)}** of the galaxies, the "
        f"reweighed ones of **{sentences.with_error(mine.accuracy, mine.error)}**; {changed:,} "
        f"of {len(after):,} answers change."
    )
    if mine.missing:
        text += f" Of {listed(mine.missing)} there is no galaxy here."
    return text


def formula(f: NDArray[np.float64], pi: NDArray[np.float64]) -> str:
    """The posterior of the chosen galaxy's likeliest class with its numbers; LaTeX.

    Args:
        f: the network's probabilities, shape (K,)
        pi: priors, shape (K,)
    """
    p = reweigh(f, pi)
    k, classes = int(p.argmax()), len(f)
    total = float((f * pi).sum()) * classes
    return (
        rf"p({k}\,|\,x) = \frac{{f_{{{k}}}(x)\,\pi_{{{k}}}/\pi^0_{{{k}}}}}"
        r"{\sum_j f_j(x)\,\pi_j/\pi^0_j} = "
        rf"\frac{{{f[k]:.3f} \cdot {pi[k]:.3g} \cdot {classes}}}{{{total:.3g}}} = {p[k]:.3f}"
    )


def about(view: View, pi: NDArray[np.float64]) -> str:
    """Which galaxy and class the formula is about; Markdown."""
    f = softmax(view.logits)
    k = int(reweigh(f, pi).argmax())
    return (
        f"{plain(view.galaxy.title)}: class {k} is {plain(view.card.classes[k])}; its prior in "
        f"the training is 1/{len(f)}. The matrix counts these galaxies; the accuracy weighs the "
        "recall of each class by its prior."
    )


def _presets(view: View) -> None:
    with st.container(horizontal=True, gap="small"):
        for name, sky in SKIES.items():
            st.button(
                sky.title, key=f"evaluate_sky_{name}", help=f"{sky.title}: {sky.about}.",
                on_click=view.choices.change,
                kwargs={"priors": sky.weigh(view.card.classes)},
            )  # fmt: skip


def _sliders(view: View) -> None:
    classes = view.card.classes
    values = view.now.priors or (EVEN,) * len(classes)
    for k, name in enumerate(classes):
        if k % 2 == 0:  # row by row, so that their order is the classes' on a narrow screen, too
            columns = st.columns(2, gap="medium")
        key = f"evaluate_prior_{k}"
        st.session_state[key] = values[k]
        columns[k % 2].slider(
            plain(name), 0, HEAVIEST, key=key, on_change=_moved, args=(view, values, k),
        )  # fmt: skip


def _moved(view: View, values: tuple[int, ...], k: int) -> None:
    new = tuple(st.session_state[f"evaluate_prior_{k}"] if i == k else v
                for i, v in enumerate(values))  # fmt: skip
    view.choices.change(priors=() if len(set(new)) == 1 and any(new) else new)


def rows(view: View, before: Judged, after: Judged) -> list[dict[str, str]]:
    """Probabilities and posteriors of all galaxies as the rows of a file."""
    found = before.evaluation
    truth = before.cells[0]
    return [
        {"galaxy": view.data.address(int(before.index[j])), "true": found.classes[truth[j]]}
        | {f"f_{n}": repr(float(p)) for n, p in zip(before.classes, f, strict=True)}
        | {f"p_{n}": repr(float(p)) for n, p in zip(before.classes, posterior, strict=True)}
        for j, (f, posterior) in enumerate(
            zip(before.probabilities, after.probabilities, strict=True)
        )
    ]
