"""Files to take away."""

import csv
import re
from collections.abc import Callable, Sequence
from io import StringIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.ui.galaxy import Galaxy


def button(label: str, file: str, data: Callable[[], bytes | str], mime: str) -> None:
    """Draw a download; the file is made when it is asked for, and the page does not run again.

    Args:
        label: on the button
        file: its name, which is its key too
        data: makes the file
        mime: its type
    """
    st.download_button(
        label, data, file, mime, key=f"download_{file}", on_click="ignore",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip


def name(*parts: str | int, kind: str) -> str:
    """A file's name: galaxy, network, layer, unit, what it is, as far as they matter.

    Args:
        parts: in that order; other characters than letters, digits, `_` and `-` become `_`
        kind: ending without dot
    """
    return f"{'-'.join(re.sub('[^A-Za-z0-9_-]', '_', str(part)) for part in parts)}.{kind}"


def picture(galaxy: Galaxy) -> None:
    """Draw the download of the chosen galaxy, pixel by pixel as it is."""
    button(
        "Galaxy (PNG)", f"{galaxy.address}.png", lambda: figures.png(galaxy.image()), "image/png"
    )


def probabilities(
    galaxy: Galaxy, model: str, classes: Sequence[str], values: NDArray[np.float64]
) -> None:
    """Draw the download of the seven probabilities."""
    rows = [
        {"class": title, "probability": repr(float(p))}
        for title, p in zip(classes, values, strict=True)
    ]
    file = name(galaxy.address, model, kind="csv")
    button("Probabilities (CSV)", file, lambda: table(rows), "text/csv")


def table(rows: Sequence[dict[str, str]]) -> str:
    """Rows as a CSV file; the keys of the first are its header."""
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
