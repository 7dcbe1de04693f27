"""The galaxies, and the headline beside them."""

import streamlit as st

from cnnviz import metrics
from cnnviz.evaluation import Judged
from cnnviz.ui import own_folder, sets
from cnnviz.ui.evaluate import learnt, sentences, waiting
from cnnviz.ui.evaluate.choices import COMMONEST, COUNTS, LARGEST_FIRST, PARTS, WHOLE
from cnnviz.ui.evaluate.real import Real
from cnnviz.ui.evaluate.results import EvaluationError
from cnnviz.ui.evaluate.view import View
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.jobs import Pending
from cnnviz.ui.words import listed, plain

REFERENCE = (
    "The course's tutorial reached 71.2 % on Galaxy10 DECaLS, 1,000 real test images: not these."
)
NAMES = {
    WHOLE: "All of it", "train": "Training part", "valid": "Validation part", "test": "Test part",
}  # fmt: skip
UNSEEN = (
    "The trainings here take simulated galaxies with seeds from 1,000,000 on: none of these was "
    "seen by them."
)


def draw(view: View) -> Judged | None:
    """Draw the choice of the galaxies and the accuracy.

    Returns:
        the judged galaxies; None while there are none
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if known := sets.offered():
            st.selectbox(
                "Data", ["", *known], format_func=lambda name: name or "Simulated", width=150,
                **view.choices.widget("data", more=0, true=COMMONEST, taken=COMMONEST),
            )  # fmt: skip
        if not view.now.data:
            _simulated(view)
        elif view.now.data == own_folder.NAME:
            _part(view)
        with st.container(gap=None):
            judged = _headline(view)
            if isinstance(view.data, Real) and view.data.aside:
                st.caption(view.data.aside)
            return judged


def _simulated(view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
        st.selectbox(
            "Simulated galaxies", COUNTS, format_func=lambda n: f"{n:,}", width=150,
            help=f"Equally many of each class. {UNSEEN}", **view.choices.widget("count", more=0),
        )  # fmt: skip
        st.number_input(
            "First seed", 0, LARGEST_FIRST, step=1, width=130,
            help="Other seeds are other galaxies: see how much the accuracy scatters.",
            **view.choices.widget("first", more=0),
        )  # fmt: skip


def _part(view: View) -> None:
    """Which part of the visitor's own folder."""
    part, split = view.choices.widget("part", more=0), view.choices.widget("split", more=0)
    # what is left to the network is shown as it fits
    st.session_state[part["key"]], st.session_state[split["key"]] = view.now.part, view.now.split
    st.selectbox(
        "Part", [WHOLE, *PARTS], format_func=NAMES.__getitem__, width=170,
        help="As a training cuts the folder at random, each class in the same shares.", **part,
    )  # fmt: skip
    if view.now.part != WHOLE:
        st.number_input(
            "Seed of the split", 0, LARGEST_SEED, step=1, width=130,
            help=f"The training of the chosen network cut its parts with seed {view.card.seed}.",
            **split,
        )  # fmt: skip


def _headline(view: View) -> Judged | None:
    if not view.data.count:
        st.caption("No galaxy is in this part: the folder is too small, or the network knows none.")
        return None
    try:
        judged = view.judged
    except Pending as pending:
        waiting.draw(pending, "judged")
        return None
    except EvaluationError as error:
        st.error(f"{plain(str(error))}.")
        return None
    if not len(judged):
        st.caption(
            f"{view.title} knows none of these galaxies' classes: its outputs are "
            f"{listed(view.card.classes[:10])}."
        )
        return None
    st.markdown(headline(view.title, judged))
    if warned := learnt.sentence(view.name, view.card, view.data):
        st.warning(warned, icon=":material/school:")
    st.caption(REFERENCE)
    return judged


def headline(name: str, judged: Judged) -> str:
    """The accuracy with its interval, in one sentence; name and result are Markdown."""
    found = judged.evaluation
    ends = metrics.wilson_interval(found.correct, found.images)
    text = (
        f"**{sentences.percent(found.accuracy)}** of {found.images:,} galaxies are named rightly "
        f"by **{name}** (95{sentences.NO_BREAK}%: {sentences.interval(ends)})."
    )
    if judged.left_out:
        text += f" {judged.left_out:,} more are of classes that it does not know."
    return text
