"""Sort them yourself: one galaxy after the other, and nothing is told before the end."""

import streamlit as st

from cnnviz import figures
from cnnviz.data.images import CLASSES
from cnnviz.ui.data import controls, dealing, outcome
from cnnviz.ui.data.view import View
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.words import plain

NOTHING = "No galaxy of this set can be read: choose another set."


def draw(view: View) -> None:
    """Draw the next galaxy to be sorted, or the outcome."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width="content"):
            controls.draw(view, by_class=False)
        st.number_input(
            "Seed of the deal", 0, LARGEST_SEED, width=150,
            help="Other seeds deal other galaxies; the same seed deals the same to everybody.",
            **view.choices.widget("deal"),
        )  # fmt: skip
    if problem := dealing.problem(view):
        st.caption(problem)
        return
    dealt, said = dealing.deal(view), dealing.answers(view)
    if not dealt:
        st.caption(NOTHING)
    elif len(said) < len(dealt):
        _ask(view, dealt, len(said))
    else:
        outcome.draw(view, dealt, said)


def _ask(view: View, dealt: list[int], at: int) -> None:
    """Galaxy number `at` and the answers."""
    galaxy = view.at(dealt[at])
    assert galaxy is not None
    left, right = st.columns([4, 5], gap="medium")
    with left:
        # no class, number or seed: nothing is told before the end
        words = f"Galaxy {at + 1} of {len(dealt)}, to be sorted"
        st.html(figures.galaxy(galaxy.pixels, words, galaxy.pixel_scale), width=400)
    with right:
        st.progress(at / len(dealt), f"Galaxy {at + 1} of {len(dealt)}: what is it?")
        _answers(view, at)
    st.caption(
        f"{keys(len(dealing.possible(view)))} answer, backspace takes the last answer back. Labels "
        "and network are shown when all are sorted; the answers wait if you look at another page "
        "meanwhile."
    )


def keys(count: int) -> str:
    """The keys of so many answers, in words."""
    return f"Keys 1 to {count}" if count < dealing.MOST else "Keys 1 to 9 and 0"


def _answers(view: View, at: int) -> None:
    """A button with its key for each class, and the way back."""
    for label, name in enumerate(dealing.possible(view)):
        st.button(
            name if name in CLASSES else plain(name), key=f"data_say_{label}",
            shortcut=str((label + 1) % dealing.MOST), width=300,
            on_click=dealing.say, args=(view, label, at),
        )  # fmt: skip
    st.button(
        "One back", key="data_back", icon=":material/undo:", type="tertiary", disabled=not at,
        on_click=dealing.take_back, args=(view,), shortcut="Backspace",
    )  # fmt: skip
