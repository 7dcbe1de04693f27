"""Do the shares add up? Completeness."""

import streamlit as st

from cnnviz import figures
from cnnviz.attribution import METHODS
from cnnviz.ui import downloads
from cnnviz.ui.attribution.belief import promises
from cnnviz.ui.attribution.belief.maps import Shown
from cnnviz.ui.attribution.belief.promises import Sum
from cnnviz.ui.attribution.view import View

SMALL = 0.05  # share of the change: an error below it is called small


def draw(view: View, shown: Shown) -> None:
    """Draw the table of sums."""
    found = [promises.sum_of(view, each) for each in shown.maps]
    st.markdown(
        "**Asked:** if each pixel is given a share of the class's logit, do the shares add up to "
        "the whole, the change of the logit from an image without a galaxy to this one?"
    )
    st.markdown(f"**Here:** {answer(found)}")
    if not found:
        return
    st.dataframe(
        rows(found), hide_index=True, height="content", row_height=36,
        alt="The sum of each map, what the method promises of it, and the error",
    )  # fmt: skip
    st.caption(
        f"Promised by {promises.names((promises.CHANGE,))} (completeness, Sundararajan et al. "
        f"2017, axiom 3); in another form by "
        f"{promises.names((promises.MEAN, promises.LOGIT, promises.REGIONS))}. A sum that is right "
        "does not say that its parts are: any map can be scaled to it."
    )
    downloads.button(
        "Sums (CSV)", f"{view.stem}-sums.csv", lambda: downloads.table(file_rows(found)), "text/csv"
    )


def answer(found: list[Sum]) -> str:
    """What the sums mean here, as Markdown."""
    kept = [each for each in found if each.wanted is not None]
    if not kept:
        return "none of the methods shown promises a sum, so none can break its word."
    parts = [f"{METHODS[each.method].title} {miss(each)}" for each in kept]
    large = [each for each in kept if (each.share or 0) > SMALL]
    text = f"{'; '.join(parts)}."
    if any(each.method == "integrated_gradients" for each in large):
        return f"{text} More steps of the integral bring integrated gradients nearer."
    return text


def miss(each: Sum) -> str:
    """By how much a sum misses."""
    if each.share is None:
        return f"misses zero by {abs(each.error or 0):.2g} logits"
    return f"misses its sum by {percent(each.share)}"


def rows(found: list[Sum]) -> list[dict[str, str]]:
    """The sums as the rows of a table for people."""
    return [
        {"Method": METHODS[each.method].title, "Sum": figures.signed(each.total, ".4g"),
         "Ought to be": "" if each.wanted is None else figures.signed(each.wanted, ".4g"),
         "Error": "" if each.error is None else figures.signed(each.error, ".2g"),
         "Of it": "" if each.share is None else percent(each.share),
         "What the method promises": each.words[0].upper() + each.words[1:]}
        for each in found
    ]  # fmt: skip


def file_rows(found: list[Sum]) -> list[dict[str, str]]:
    """The sums as the rows of a file, with every digit."""
    return [
        {"method": each.method, "sum": repr(each.total),
         "promised": "" if each.wanted is None else repr(each.wanted),
         "error": "" if each.error is None else repr(each.error)}
        for each in found
    ]  # fmt: skip


def percent(share: float) -> str:
    """A share in per cent, with two digits."""
    return (
        f"{100 * share:.2g}\N{NO-BREAK SPACE}%"
        if share < 1
        else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
    )
