"""Each galaxy seen several times: what averaging gains."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.evaluation import VIEWS, Judged, McNemar, views
from cnnviz.evaluation.averaging import crop_side, pictures
from cnnviz.evaluation.comparison import compare
from cnnviz.evaluation.scores import Share
from cnnviz.ui import cached, downloads
from cnnviz.ui.evaluate import sentences, waiting
from cnnviz.ui.evaluate.view import View
from cnnviz.ui.jobs import Pending
from cnnviz.ui.words import plain

ALONE = "One picture"


def draw(view: View, judged: Judged) -> None:
    """Draw the table of gains, and what the chosen galaxy's views say."""
    found = {}
    for kind in VIEWS:
        try:
            found[kind] = view.judge(kind)
        except Pending as pending:
            waiting.draw(pending, kind)
    st.table(table(judged, found), hide_index=True, alt="What averaging gains")
    _chosen(view)
    for kind, each in found.items():
        st.markdown(f"**{VIEWS[kind].title}**: {gain(compare(judged, each))}")
    st.caption(about(view.card.preprocessing.size))
    downloads.button(
        "Averages (CSV)", f"{view.stem}-averaging.csv",
        lambda: downloads.table(rows(judged, found)), "text/csv",
    )  # fmt: skip


def table(judged: Judged, found: dict[str, Judged]) -> list[dict[str, str]]:
    """Accuracy and gain of each way, as the rows of a table."""
    rows = []
    for title, each in ({ALONE: judged} | {VIEWS[k].title: v for k, v in found.items()}).items():
        share, test = Share(int(each.right.sum()), len(each)), compare(judged, each)
        alone = title == ALONE
        rows.append({
            "Averaged over": title, "Accuracy (95 %)": sentences.counted(share),
            "Gain (points)": "" if alone else sentences.points(test.difference, test.error),
            "Average alone right": "" if alone else str(test.second),
            "One alone right": "" if alone else str(test.first),
            "McNemar": "" if alone else sentences.p_value(test.p_exact),
            "Cross-entropy (nats)": f"{each.cross_entropy():.4f}",
        })  # fmt: skip
    return rows


def gain(test: McNemar) -> str:
    """The gain in a sentence; Markdown."""
    return f"right {sentences.more_often(test)} than one picture. {sentences.verdict(test)}"


def about(size: int) -> str:
    """What is averaged, in words.

    Args:
        size: of the network's input, pixels
    """
    side = crop_side(size)
    return (
        "Probabilities are averaged, not logits. Symmetries: quarter turns and mirror images of "
        f"the picture, {size} by {size} pixels. Crops: {side} by {side} pixels at the centre and "
        "the four corners, AlexNet's share of 224 of 256 (Krizhevsky et al. 2012), each with its "
        f"mirror image, enlarged bilinearly to {size} by {size}. The error of the gain counts the "
        "galaxies on which the two disagree, in pairs. In a corner the galaxy lies "
        f"{size // 2 - side // 2} pixels off the middle: that costs a network much whose last "
        "layer has weights for each place, as the tutorial's, and one that averages over the "
        "places little."
    )


def _chosen(view: View) -> None:
    """What each view of the chosen galaxy says of the class that is answered."""
    network, card = cached.model(view.name)
    pixels = cached.received(view.galaxy, card.preprocessing)
    k = int(view.logits.argmax())
    series = {
        kind: views(network, card.preprocessing, pixels[None], kind)[:, 0, k] for kind in VIEWS
    }
    titles = {VIEWS[kind].title: p for kind, p in series.items()}
    st.markdown(f"**{plain(view.galaxy.title)}**: {spread(titles, card.classes[k])}")
    rows = [
        (VIEWS[kind].title, pictures(pixels, kind), [sentences.percent(float(x), 0) for x in p])
        for kind, p in series.items()
    ]
    st.html(figures.views(rows, f"{view.galaxy.title}, probability of {card.classes[k]}"))


def spread(series: dict[str, NDArray[np.float64]], name: str) -> str:
    """Mean and range over the views, in words; Markdown.

    Args:
        series: probability of the class in each view, by the kind of views
        name: of the class
    """
    parts = [
        f"{kind.lower()} {sentences.percent(float(p.mean()))} "
        f"({sentences.percent(float(p.min()))} to {sentences.percent(float(p.max()))})"
        for kind, p in series.items()
    ]
    return f"mean probability of {plain(name)} over " + " and over ".join(parts) + "."


def rows(judged: Judged, found: dict[str, Judged]) -> list[dict[str, str]]:
    """The table with every number in a column of its own."""
    rows = []
    for name, each in ({"one": judged} | found).items():
        test = compare(judged, each)
        rows.append({
            "averaged_over": name, "images": str(len(each)), "right": str(int(each.right.sum())),
            "gain": repr(test.difference), "gain_error": repr(test.error),
            "only_average_right": str(test.second), "only_one_right": str(test.first),
            "p_exact": repr(test.p_exact), "chi_square": repr(test.chi_square),
            "cross_entropy": repr(each.cross_entropy()),
        })  # fmt: skip
    return rows
