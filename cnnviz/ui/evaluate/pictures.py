"""Galaxies of the set to choose from."""

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.evaluation import Judged
from cnnviz.ui import menu
from cnnviz.ui.chosen import address, choose
from cnnviz.ui.components import Row, gallery
from cnnviz.ui.evaluate import sentences
from cnnviz.ui.evaluate.view import View

PAGE_OF = 24  # galaxies before "more"
Indices = NDArray[np.int64]


def draw(
    view: View,
    judged: Judged,
    images: Indices,
    key: str,
    columns: int,
    text: Callable[[int], str] | None = None,
) -> None:
    """Draw galaxies; a click chooses one for every page.

    Args:
        view: what is chosen
        judged: the set
        images: numbers of the galaxies among the judged ones, in order
        key: of the gallery
        columns: galaxies side by side
        text: what is said of a galaxy; None for the probability of the answer
    """
    say = text or (lambda j: sentences.percent(judged.confidence[j], 0))
    found = [view.data.picture(int(judged.index[j]), say(int(j))) for j in images]
    if found:
        gallery([Row("", found, columns)], view.galaxy.address, choose, key=f"evaluate_{key}")


def shown(view: View, total: int, per: int = PAGE_OF) -> int:
    """How many of so many are shown."""
    return min(total, per * (1 + view.now.more))


def more(view: View, total: int, per: int = PAGE_OF) -> None:
    """Draw the button for more of them, where there are more."""
    now = shown(view, total, per)
    if now < total:
        st.button(
            f"More: {total - now} not shown", key="evaluate_more", icon=":material/add:",
            on_click=lambda: view.choices.change(more=view.now.more + 1), type="tertiary",
        )  # fmt: skip


def links() -> None:
    """Draw links to the pages that show the chosen galaxy."""
    with st.container(horizontal=True, gap="small"):
        menu.link("app.py", "This galaxy", address())
        menu.link("pages/feature_maps.py", "Its feature maps", address())
        menu.link("pages/attribution.py", "Why it was called so", address())
