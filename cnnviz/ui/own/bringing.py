"""How images come: dropped or chosen, pasted, or simulated to try the page with."""

import streamlit as st

from cnnviz import figures
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.ui import chosen, picker
from cnnviz.ui.classes import NOTES
from cnnviz.ui.components import paster
from cnnviz.ui.own import actions, kept

TRIED, SAMPLE = "own_tried", "own_sample"
NONE = (
    "There is no image yet. Drop files on the field above, choose them, paste a picture that you "
    "have copied, or take one of the simulated fields to try the page with."
)


def draw() -> None:
    """Draw the three ways, and which files were refused."""
    left, right = st.columns(2, gap="medium")
    with left:
        _uploader()
    with right:
        label = "Or paste one that you have copied"
        paster(label, picker.LARGEST_FILE, key="own_paster", on_paste=actions.choose_files)
        _samples()
    for sentence in st.session_state.get(chosen.REFUSED, ()):
        st.error(sentence)


def _uploader() -> None:
    # a new key after files have come: they are among the images then, and the field is empty
    key = f"own_files_{st.session_state.get(TRIED, 0)}"
    st.file_uploader(
        "Drop images here: PNG, JPEG, WebP, GIF, BMP, TIFF or FITS", key=key,
        accept_multiple_files=True, max_upload_size=picker.LARGEST_FILE, on_change=_came,
        args=(key,),
    )  # fmt: skip
    st.caption(
        f"Up to {kept.MOST} images, {kept.MOST_BYTES >> 20} MB together. They are kept for this "
        "visit only: nothing is written to a disk, and no link leads to them."
    )


def _samples() -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            "Or a simulated field, the galaxy not in its middle", range(len(CLASSES)),
            format_func=CLASSES.__getitem__, index=3, key=SAMPLE,
        )  # fmt: skip
        st.button("Take it", on_click=_take_sample, key="own_take", icon=":material/add:")


def _came(key: str) -> None:
    files = [(file.name, file.getvalue()) for file in st.session_state[key] or ()]
    if files:
        st.session_state[TRIED] = st.session_state.get(TRIED, 0) + 1
        actions.choose_files(files)


def _take_sample() -> None:
    label = st.session_state[SAMPLE]
    field = simulator.wide(label, NOTES[label].seeds[0])
    actions.choose_files([(f"{CLASSES[label]}, simulated", figures.png(field))])
