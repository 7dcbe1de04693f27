"""What a visitor does with images of their own: brings, cuts, stretches and removes them.

Reading a file may take more than a moment, and a callback has no place where it could say so: what
was asked for waits until the page's next run, which begins with it (`catch_up`).
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.crop import Crop
from cnnviz.data.image_file import ImageFileError, Stretch
from cnnviz.ui import callbacks, chosen
from cnnviz.ui.own import kept
from cnnviz.ui.words import literal, plain

WAITING = "own_waiting"  # what will be done, each with a place to say so
TAKEN = "own_taken"  # how often all files that came were images
MOST_SAID = 24  # files that are named when they are refused
LARGE_FILE, LARGE_IMAGE = 2 << 20, 8_000_000  # bytes and pixels whose reading is worth a word
Work = Callable[[DeltaGenerator], None]


def catch_up(place: DeltaGenerator) -> None:
    """Do what the callbacks before this run have put off.

    Args:
        place: where it is said while it takes long
    """
    state = st.session_state
    while waiting := state.get(WAITING):
        state[WAITING] = waiting[1:]
        try:
            waiting[0](place)
        except BaseException as error:
            if not isinstance(error, Exception):  # Streamlit begins the page anew: once more then
                state[WAITING] = waiting
            raise


def choose_files(files: Sequence[tuple[str, bytes]]) -> None:
    """Keep the visitor's files and make the first the chosen galaxy; for callbacks.

    What is no image is left out, and said so; where none is, the galaxy before stays.

    Args:
        files: what the visitor calls each, for the message alone, and its bytes
    """
    _later(lambda place: _take(files, place))


def crop(own: str, square: Crop | None) -> None:
    """Cut a square out of one of the visitor's own images, None for none; for callbacks.

    Args:
        own: its address; another image may have been chosen since it was shown
        square: on it
    """
    _change(own, lambda: kept.crop(own, square))


def undo_crop(own: str) -> None:
    """Go back to the crop before; for callbacks."""
    _change(own, lambda: kept.undo(own))


def stretch(own: str, black: float, softening: float) -> None:
    """Draw one of the visitor's own images with another stretch; for callbacks.

    Args:
        own: its address
        black: brightness that is black, standard deviations of the sky's noise above the sky
        softening: where linear turns into logarithmic, likewise
    """
    _change(own, lambda: kept.stretch(own, Stretch(black, softening)))


def remove(own: str) -> None:
    """Forget one of the visitor's own images; for callbacks.

    Args:
        own: its address; where it was the chosen galaxy, another of theirs or the simulated one
            before is chosen
    """
    kept.remove(own)
    if st.session_state[chosen.GALAXY] == own:
        left = chosen.own_image()
        chosen.choose(left.address if left else st.session_state[chosen.SIMULATED])


def _later(work: Work) -> None:
    def put() -> None:
        waiting = st.session_state.get(WAITING, ())
        if work not in waiting:
            st.session_state[WAITING] = [*waiting, work]
        st.session_state[chosen.CLICKED] = True

    callbacks.whole(put)


def _change(address: str, change: Callable[[], None]) -> None:
    """Of an image, whose file is read again for it."""

    def work(place: DeltaGenerator) -> None:
        own = kept.find(address)
        long = own is not None and own.whole.shape[0] * own.whole.shape[1] > LARGE_IMAGE
        with place, st.spinner("Your image is read again") if long else nullcontext():
            change()

    _later(work)
    st.session_state.pop(chosen.REFUSED, None)  # read by now


def _take(files: Sequence[tuple[str, bytes]], place: DeltaGenerator) -> None:
    taken: list[str] = []
    refused: list[str] = []
    long = len(files) > 1 or sum(len(file) for _, file in files) > LARGE_FILE
    for done, (name, file) in enumerate(files):
        if long:
            place.progress(done / len(files), f"{done} of {len(files)} files are read")
        try:
            taken.append(kept.add(file, name).address)
        except ImageFileError as error:
            reason = str(error).removeprefix(f"{name}: ")
            refused.append(f"{literal(name)}: {plain(reason)}.")
    place.empty()
    if taken:
        chosen.choose(taken[0])
    if not refused:
        st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1
    _say(refused, "" if taken else " The galaxy before stays.")


def _say(refused: list[str], end: str) -> None:
    said = [f"{sentence}{end}" for sentence in refused[:MOST_SAID]]
    if len(refused) > MOST_SAID:
        said.append(f"{len(refused) - MOST_SAID} other files are no images either.")
    st.session_state[chosen.REFUSED] = said
