"""What was hidden so far, as a table and a file."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, inference
from cnnviz.ui import downloads
from cnnviz.ui.attribution import hidden, worst
from cnnviz.ui.attribution.hidden import Try
from cnnviz.ui.attribution.view import View
from cnnviz.ui.words import percent

HIGHEST = 300  # pixels
NAMES = {"sky": "sky", "black": "black", "grey": "grey", "mean": "mean colour",
         "blurred": "blurred galaxy"}  # fmt: skip


def draw(view: View) -> None:
    """Draw the table of what was tried with this galaxy and this network."""
    key = f"{view.galaxy.key}/{view.network}"
    every = hidden.tried(key)
    if not every:
        return
    st.markdown("**What you have tried**")
    st.dataframe(
        rows(view, every)[::-1], hide_index=True, height="content" if len(every) < 7 else HIGHEST,
        alt=f"What was hidden, and the probability of {view.classes[view.target]} before and after",
    )  # fmt: skip
    st.caption(
        "The last try comes first. Change: in percentage points. Logit's fall: of the class's "
        "output before the softmax. The probability may fall while the logit stays: then another "
        "class's logit has risen. Map there: mean of the map above over the same pixels, where it "
        "is of this patch and filling."
    )
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "What was tried (CSV)", f"{view.stem}-tried.csv",
            lambda: downloads.table(file_rows(view, every)), "text/csv",
        )  # fmt: skip
        st.button(
            "Forget these", icon=":material/delete:", type="tertiary",
            on_click=hidden.forget, args=(key,),
        )  # fmt: skip


def rows(view: View, every: list[Try]) -> list[dict[str, str]]:
    """The tries as the rows of a table for people."""
    before = float(view.chances[view.target])
    found = []
    for number, each in enumerate(every, 1):
        after = float(inference.softmax(each.logits)[view.target])
        found.append({
            "Try": str(number), "Hidden": words(each), "Filling": NAMES[each.filling],
            "Share": percent(each.share), "Before": percent(before), "Now": percent(after),
            "Change": figures.points(after - before),
            "Logit's fall": figures.signed(fall(view, each)),
            "Map there": worst.there(view, each),
        })  # fmt: skip
    return found


def file_rows(view: View, every: list[Try]) -> list[dict[str, str]]:
    """The tries as the rows of a file, with every digit and all classes."""
    found = []
    for number, each in enumerate(every, 1):
        patch = each.patch
        row = {
            "try": str(number), "top": str(patch.top) if patch else "",
            "left": str(patch.left) if patch else "", "side": str(patch.side) if patch else "",
            "painted_pixels": str(each.painted), "hidden_pixels": str(int(each.mask.sum())),
            "filling": each.filling,
        }  # fmt: skip
        after = inference.softmax(each.logits)
        for name, old, new in zip(view.classes, view.chances, after, strict=True):
            row |= {f"{name} before": repr(float(old)), f"{name} after": repr(float(new))}
        found.append(row)
    return found


def compared(view: View, after: NDArray[np.float64]) -> list[dict[str, str]]:
    """Each class before and now, as the rows of a file."""
    return [
        {"class": name, "before": repr(float(old)), "now": repr(float(new))}
        for name, old, new in zip(view.classes, view.chances, after, strict=True)
    ]


def fall(view: View, each: Try) -> float:
    """By how much the logit of the chosen class fell."""
    return float(view.logits[view.target] - each.logits[view.target])


def words(each: Try) -> str:
    """What was hidden, in words."""
    parts = []
    if each.patch:
        side = each.patch.side
        parts.append(f"{side} by {side} at row {each.patch.top}, column {each.patch.left}")
    if each.painted:
        parts.append(f"{each.painted} pixels by brush")
    return " and ".join(parts)
