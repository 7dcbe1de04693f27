"""The visitor's answers beside the labels and the network's."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnnviz import figures, metrics
from cnnviz.data.images import CLASSES
from cnnviz.evaluation import Judged, judge
from cnnviz.ui import downloads
from cnnviz.ui.chosen import choose
from cnnviz.ui.components import Row, gallery
from cnnviz.ui.data import dealing
from cnnviz.ui.data.view import Pixels, View
from cnnviz.ui.evaluate import matrix, sentences
from cnnviz.ui.words import listed, plain

SURE = 30.0  # logit of an answer that a person gave: nothing is said of how sure they were
COLUMNS = 6
LOW = 36  # pixels of a row of a matrix
YOU = "You"
Pair = tuple[Judged, Judged | None]  # the visitor and, where it knows the classes, the network


def draw(view: View, dealt: list[int], said: list[int]) -> None:
    """Draw the confusion matrices and the galaxies where somebody differs."""
    you, network = judged(view, dealt, said)
    st.markdown(headline(view.title, you, network))
    left, right = st.columns(2, gap="medium")
    with left:
        _matrix(view, YOU, you)
    with right:
        if network is None:
            st.markdown(f"**{plain(view.name)}**")
            st.caption(unknowing(view))
        else:
            _matrix(view, view.name, network)
    _differences(view, dealt, said, (you, network))
    _buttons(view)
    _downloads(view, dealt, said, (you, network))


def judged(view: View, dealt: list[int], said: list[int]) -> Pair:
    """The visitor and the network on the same galaxies; None where it knows other classes.

    Beside a set's own classes only a network of exactly these is judged.
    """
    images, classes = view.labels.select(np.array(dealt, np.int64)), dealing.possible(view)
    yours = np.zeros((len(said), len(classes)))
    yours[np.arange(len(said)), said] = SURE
    you = judge(images, yours, classes)
    if classes != CLASSES and set(classes) != set(view.card.classes):
        return you, None
    logits = np.log(np.maximum(view.answers(_pixels(view, dealt)), np.finfo(float).tiny))
    network = judge(images, logits, view.card.classes)
    return you, network if len(network) else None


def unknowing(view: View) -> str:
    """Why the network is not beside the visitor; Markdown."""
    return (
        "This network knows other classes, so its answers cannot be compared: its outputs are "
        f"{listed(view.card.classes[: dealing.MOST])}."
    )


def _pixels(view: View, dealt: list[int]) -> Pixels:
    rule = view.card.preprocessing
    found = [galaxy for j in dealt if (galaxy := view.at(j)) is not None]
    return np.stack([rule.pixels(galaxy.image()) for galaxy in found])


def headline(name: str, you: Judged, network: Judged | None) -> str:
    """Who was right how often; Markdown."""
    parts = [
        f"**{who}**: {int(found.right.sum())} of {len(found)} as labelled"
        for who, found in ((YOU, you), (name, network))
        if found is not None
    ]
    error = metrics.standard_error(int(you.right.sum()), len(you))
    text = f"{'; '.join(parts)}. With {len(you)} galaxies "
    if not error:
        return f"{text}the error of a share cannot be told from yours."
    return f"{text}your share has an error of {100 * error:.0f} percentage points."


def texts(
    view: View, dealt: Sequence[int], said: Sequence[int], network: Judged | None
) -> dict[int, tuple[str, str, str]]:
    """What the visitor, the network and the label say, by number in the deal.

    A galaxy of a class that the network does not know has a dash for its answer.
    """
    answers, names = {}, dealing.possible(view)
    if network is not None:
        called = (network.classes[k] for k in network.predicted)
        answers = dict(zip(network.index.tolist(), called, strict=True))
    return {
        i: (names[said[i]], answers.get(i, sentences.NONE),
            view.labels.classes[view.labels.labels[j]])
        for i, j in enumerate(dealt)
    }  # fmt: skip


def differing(view: View, dealt: list[int], said: list[int], found: Pair) -> list[int]:
    """Numbers in the deal of those that you and the network call differently.

    Without a network of those that you and the label do.
    """
    you, network = found
    if network is None:
        return np.flatnonzero(~you.right).tolist()
    return [i for i, (mine, it, _) in texts(view, dealt, said, network).items() if mine != it]


def rows(view: View, dealt: list[int], said: list[int], found: Pair) -> list[dict[str, str]]:
    """Every galaxy as the rows of a file; without a network it has no columns."""
    you, network = found
    return [
        {
            "number": str(i + 1), "galaxy": view.data.address(dealt[i]), "label": label,
            "you": mine, "you_right": str(bool(you.right[i])),
            **({} if network is None else _said_by(network, i, it)),
        }
        for i, (mine, it, label) in texts(view, dealt, said, network).items()
    ]  # fmt: skip


def _said_by(network: Judged, i: int, answer: str) -> dict[str, str]:
    """The network's columns of galaxy i of the deal; empty of a class that it does not know."""
    at = np.flatnonzero(network.index == i)
    return {
        "network": answer,
        "network_right": str(bool(network.right[at[0]])) if len(at) else "",
        "network_confidence": repr(float(network.confidence[at[0]])) if len(at) else "",
    }


def _matrix(view: View, name: str, found: Judged) -> None:
    st.markdown(f"**{plain(name)}**")
    table = found.evaluation
    words = (
        f"Confusion matrix of {name} on {table.images} galaxies, {table.correct} of them right; "
        "rows are the labels, columns the answers"
    )
    who = "you" if name == YOU else "network"
    with st.container(key=f"data_matrix_{who}"):  # scrolls sideways where it is narrow
        chart = figures.cell_matrix(
            matrix.cells(found), "counts", None, LOW, clickable=False, slanted=True
        )
        st.altair_chart(chart, width="stretch", alt=words)
    _matrix_files(view, who, name, found)


def _matrix_files(view: View, who: str, name: str, found: Judged) -> None:
    stem = f"{view.stem}-sorted-{view.now.deal}-{who}"
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Matrix (PNG)", f"{stem}.png",
            lambda: figures.cell_matrix_png(matrix.cells(found), "counts", name), "image/png",
        )  # fmt: skip
        downloads.button(
            "Matrix (CSV)", f"{stem}.csv", lambda: downloads.table(matrix.rows(found)), "text/csv"
        )


def _differences(view: View, dealt: list[int], said: list[int], judged: Pair) -> None:
    found, network = differing(view, dealt, said, judged), judged[1]
    other = "label" if network is None else "network"
    if not found:
        st.caption(f"You and the {other} agree on every galaxy.")
        return
    st.markdown(f"**Where you and the {other} differ**: {len(found)} of {len(dealt)}")
    said_of = texts(view, dealt, said, network)
    pictures = []
    for i in found:
        you, it, label = said_of[i]
        between = "" if network is None else f" Network: {it}."
        pictures.append(view.data.picture(dealt[i], f"You: {you}.{between} Label: {label}."))
    gallery([Row("", pictures, COLUMNS)], view.galaxy.address, choose, key="data_differences")
    st.caption("Click a galaxy, and every page shows it.")


def _buttons(view: View) -> None:
    """What comes next."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Deal others", key="data_others", icon=":material/shuffle:",
            on_click=lambda: view.choices.change(deal=view.now.deal + 1),
        )  # fmt: skip
        st.button(
            "The same once more", key="data_over", icon=":material/restart_alt:",
            on_click=dealing.start_over, args=(view,),
        )  # fmt: skip


def _downloads(view: View, dealt: list[int], said: list[int], found: Pair) -> None:
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Result (CSV)", f"{view.stem}-sorted-{view.now.deal}.csv",
            lambda: downloads.table(rows(view, dealt, said, found)), "text/csv",
        )  # fmt: skip
