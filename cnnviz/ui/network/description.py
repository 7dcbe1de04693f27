"""The visitor's network as a small file: to take away and to load again."""

import streamlit as st

from cnnviz import builder
from cnnviz.ui import downloads
from cnnviz.ui.network.choices import ALL_BLOCKS, fitted
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.words import plain

FILE = "network_file"
REFUSED = "network_file_refused"


def draw(setup: Setup) -> None:
    """Draw the download and the upload."""
    downloads.button(
        "Description (JSON)", "network.json",
        lambda: builder.to_json(setup.look.built, indent=2), "application/json",
    )  # fmt: skip
    st.file_uploader(
        "Load a description", ["json"], key=FILE, max_upload_size=1,
        on_change=lambda: _load(setup),
    )  # fmt: skip
    if refused := st.session_state.get(REFUSED):
        st.caption(f":red[{plain(refused)}. The network before stays.]")


def _load(setup: Setup) -> None:
    state = st.session_state
    state.pop(REFUSED, None)
    if state[FILE] is None:
        return
    try:
        found = builder.from_json(_text(state[FILE].getvalue()))
    except ValueError as error:
        state[REFUSED] = str(error)
    else:
        task = setup.look.task
        own = fitted(found, task) != found  # a file's sizes are not overridden
        setup.choices.change(built=found, edited=ALL_BLOCKS, task="own" if own else task)
        if own:
            setup.choices.say(
                "Each network has its own task now, because the file describes another than the "
                "one that was chosen."
            )


def _text(data: bytes) -> str:
    """The file's letters.

    Raises:
        ValueError: it is no text; one sentence
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is no text in UTF-8") from None
