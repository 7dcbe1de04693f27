"""Hide it yourself: a patch or a brush on the galaxy, and the probabilities that follow."""

from dataclasses import replace

import streamlit as st

from cnnviz import figures, hiding, inference
from cnnviz.hiding import FILLINGS, Patch
from cnnviz.ui import downloads
from cnnviz.ui.attribution import hidden, tries, worst
from cnnviz.ui.attribution.choices import Attribution
from cnnviz.ui.attribution.hidden import Try
from cnnviz.ui.attribution.view import View
from cnnviz.ui.components import Hiding, hider
from cnnviz.ui.words import percent

KINDS = dict(zip(FILLINGS, ("Sky", "Black", "Grey", "Mean colour", "Blurred galaxy"), strict=True))
HELP = (
    "Sky: the median of the image's edge, to the network zero. Black: zero light, darker than the "
    "sky. Grey: half of the range. Mean colour: of the whole image. Blurred galaxy: without "
    "details. No filling is nothing: a grey square in the sky is a thing too."
)


# a release of the pointer runs this part of the page alone
@st.fragment
def draw(view: View) -> None:
    """Draw the galaxy with its tools, the bars beside it, and what was tried so far."""
    now = view.choices.now()
    found = hidden.of(subject(view), now)
    last = look(view, now, found)
    left, right = st.columns([5, 6], gap="medium")
    with right:  # first, for they are what the visitor waits for
        bars(view, last)
    with left:
        _controls(view)
        _galaxy(view, now, found)
    if last.mask.any():
        hidden.note(network(view), last)
    worst.draw(view, now)
    tries.draw(view)
    view.choices.write_address()


def subject(view: View) -> str:
    """Different for different galaxies and sizes of what the network receives."""
    return f"{view.galaxy.key}/{len(view.pixels)}"


def network(view: View) -> str:
    """Different for different galaxies and networks."""
    return f"{view.galaxy.key}/{view.network}"


def look(view: View, now: Attribution, found: Hiding) -> Try:
    """What the network says of what is left."""
    mask, painted = hidden.whole(now, found, view.pixels.shape[:2])
    logits = hiding.logits(view.model, view.preprocessing, view.pixels, mask, now.filling)
    patch = Patch(*found.patch, now.side) if found.patch else None
    return Try(patch, painted, mask, now.filling, logits)


def bars(view: View, last: Try) -> None:
    """Draw the probabilities beside the unchanged ones, with a sentence and the picture to keep."""
    after = inference.softmax(last.logits)
    st.html(figures.change_bars(view.chances, after, view.classes, view.target))
    st.markdown(sentence(view, last))
    stem = f"{view.galaxy.address}-hidden"
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Hidden galaxy (PNG)", f"{stem}.png",
            lambda: figures.png(hiding.hidden(view.pixels, last.mask, last.filling)), "image/png",
        )  # fmt: skip
        downloads.button(
            "Before and now (CSV)", f"{stem}-{view.network}.csv",
            lambda: downloads.table(tries.compared(view, after)), "text/csv",
        )  # fmt: skip
    st.caption(
        "Thick: what the network says now. Thin: of the whole galaxy. Change in percentage points. "
        "The network still subtracts the sky of the whole picture, so that no other pixel changes."
    )


def sentence(view: View, last: Try) -> str:
    """What hiding has done, as Markdown."""
    after, name = inference.softmax(last.logits), view.classes[view.target]
    if not last.mask.any():
        return (
            "Nothing is hidden yet: press on the galaxy to put the patch there and drag it, "
            "or paint with the brush."
        )
    old, new = view.chances[view.target], after[view.target]
    text = (
        f"With {100 * last.share:.1f}\N{NO-BREAK SPACE}% of the pixels hidden, **{name}** goes "
        f"from {percent(old)} to {percent(new)}."
    )
    first = int(after.argmax())
    if first != view.predicted:
        text += f" The network now says {view.classes[first]} ({percent(after[first])})."
    return text


def _controls(view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Filled with", list(KINDS), format_func=KINDS.__getitem__, width=170, help=HELP,
            **view.choices.widget("filling"),
        )  # fmt: skip
        least, most = hidden.sides(len(view.pixels))
        widget = view.choices.widget("side")
        key = widget["key"]
        st.slider(
            "Side of the patch (pixels)", least, most, key=key, width=220,
            on_change=lambda: _resize(view, st.session_state[key]),
        )  # fmt: skip


def _resize(view: View, side: int) -> None:
    """Another side around the same middle."""
    now, most = view.choices.now(), len(view.pixels) - side
    patch = now.patch
    if patch is not None:
        row, column = (min(max(at + (now.side - side) // 2, 0), most) for at in patch)
        patch = row, column
    view.choices.put(replace(now, side=side, patch=patch))


def _galaxy(view: View, now: Attribution, found: Hiding) -> None:
    def hide(new: Hiding) -> None:
        hidden.keep(subject(view), new)
        view.choices.change(patch=new.patch)

    height, width = view.pixels.shape[:2]
    hider(
        figures.source(view.pixels), figures.source(hiding.filling(now.filling, view.pixels)),
        (height, width), now.side, found, key="attribution_hider", subject=subject(view),
        on_hide=hide,
        alt=f"{view.galaxy.title}, as the network receives it; what is hidden is outlined",
    )  # fmt: skip
