"""The lines that reproduce the numbers, and everything as files."""

import json
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.evaluation import Judged, document
from cnnviz.ui import downloads, own_folder, sets
from cnnviz.ui.evaluate import mistakes, snippet
from cnnviz.ui.evaluate.choices import WHOLE
from cnnviz.ui.evaluate.view import View

WHERE = "Instead of the set's name write where it lies on your machine, a ZIP unpacked."


def draw(view: View, judged: Judged) -> None:
    """Draw the downloads, the command and the lines."""
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Evaluation (JSON)", f"{view.stem}.json", lambda: text(view, judged),
            "application/json",
        )  # fmt: skip
        downloads.button(
            "All galaxies (CSV)", f"{view.stem}-galaxies.csv",
            lambda: downloads.table(mistakes.rows(view, judged, np.arange(len(judged)))),
            "text/csv",
        )  # fmt: skip
    st.caption(
        "JSON: every number of this page about the network as it is. CSV: each galaxy with truth, "
        "answer and all probabilities. The same on the command line, with `--json` as one document:"
    )
    now = view.now
    if now.data:
        st.code(of_set(view), language="bash", wrap_lines=True)
        st.caption(WHERE)
        return
    st.code(snippet.command(view.name, now.count, now.first), language="bash", wrap_lines=True)
    st.code(snippet.code(view.name, now.count, now.first))


def of_set(view: View) -> str:
    """The command that judges a set; it knows the parts that the network's own training cut."""
    now = view.now
    known = now.data == own_folder.NAME and now.split == view.card.seed and now.part != WHOLE
    return snippet.of_set(view.name, sets.short(now.data), now.part if known else "")


def text(view: View, judged: Judged) -> str:
    """The evaluation as a JSON document."""
    about: dict[str, Any] = {
        "weights": view.name, "sha256": view.card.sha256, "data": view.data.title,
        "galaxies": view.data.count,
        **({} if view.now.data else {"first_galaxy": view.now.first}),
    }  # fmt: skip
    return json.dumps(about | document(judged), indent=2, allow_nan=False) + "\n"
