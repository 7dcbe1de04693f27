"""The galaxy and the model that follow the visitor, in the session and in the address.

The session is the truth while the visitor clicks; the address is the truth when it has changed by
itself: at the first run, through a link, through the back button. To tell the two apart, what was
last written to the address is kept.
"""

import streamlit as st

from cnnviz import weights
from cnnviz.data.image_file import ImageFileError, Stretch
from cnnviz.training import runs
from cnnviz.ui import models, sets
from cnnviz.ui.galaxy import (
    UPLOAD,
    Galaxy,
    from_file,
    parse_address,
    simulated_address,
)
from cnnviz.ui.words import literal, plain

DEFAULT_GALAXY = "sim-barred-17"
# plain session keys: a widget's own key would be forgotten with its page
GALAXY, MODEL, OWN = "chosen_galaxy", "chosen_model", "chosen_own_image"
SIMULATED, WRITTEN, CLICKED = "chosen_simulated", "chosen_written", "chosen_clicked"
REFUSED = "chosen_refused"


def follow_address() -> list[str]:
    """Take from the address what is not there already.

    Returns:
        a sentence for each value of the address that means nothing here
    """
    state = st.session_state
    state.setdefault(GALAXY, DEFAULT_GALAXY)
    state.setdefault(MODEL, default_model())
    state.setdefault(SIMULATED, DEFAULT_GALAXY)
    written = state.get(WRITTEN, {})
    # a click that comes before the browser has heard of the last change sends an old address
    clicked = state.get(CLICKED, False)
    notes = []
    for name, take in (("galaxy", _take_galaxy), ("model", _take_model)):
        asked = st.query_params.get(name)
        if asked is not None and asked != written.get(name) and not clicked:
            notes += take(asked)
    return notes


def write_address() -> None:
    """Put the choices into the address; what else stands there is left alone."""
    state, wanted = st.session_state, address()
    if any(st.query_params.get(name) != value for name, value in wanted.items()):
        # both at once: each change is a step for the back button
        st.query_params.update(wanted)
    state[WRITTEN] = wanted
    state.pop(CLICKED, None)


def address() -> dict[str, str]:
    """The choices as they stand in the address."""
    return {"galaxy": st.session_state[GALAXY], "model": st.session_state[MODEL]}


def default_model() -> str:
    """Name of the weights that a first visit shows; empty where none are shipped."""
    return next(iter(weights.names()), "")


def choose(galaxy: str) -> None:
    """Make this the chosen galaxy; for callbacks.

    Args:
        galaxy: address of a simulated galaxy, of one of a set, or `upload` for the visitor's own;
            anything else, which only a tampered browser sends, changes nothing
    """
    simulated = parse_address(galaxy) is not None
    if galaxy != UPLOAD and not simulated and sets.parse(galaxy) is None:
        return
    st.session_state[GALAXY] = galaxy
    if simulated:
        st.session_state[SIMULATED] = galaxy
    st.session_state[CLICKED] = True
    st.session_state.pop(REFUSED, None)


def choose_model(name: str) -> None:
    """Make this the chosen model; for callbacks."""
    st.session_state[MODEL] = name
    st.session_state[CLICKED] = True


def choose_file(file: bytes, name: str) -> bool:
    """Make the visitor's file the chosen galaxy, or keep the one before and say why.

    Args:
        file: its bytes
        name: as the visitor calls it; for the message alone

    Returns:
        whether it is an image
    """
    try:
        st.session_state[OWN] = from_file(file, name)
    except ImageFileError as error:
        reason = str(error).removeprefix(f"{name}: ")
        st.session_state[REFUSED] = f"{literal(name)}: {plain(reason)}. The galaxy before stays."
        st.session_state[CLICKED] = True
        return False
    choose(UPLOAD)
    return True


def stretch(black: float, softening: float) -> None:
    """Draw the visitor's own image with another stretch; for callbacks.

    Args:
        black: brightness that is black, standard deviations of the sky's noise above the sky
        softening: where linear turns into logarithmic, likewise
    """
    own = own_image()
    if own is not None and own.stretch is not None:
        st.session_state[OWN] = from_file(own.file, UPLOAD, Stretch(black, softening))
        st.session_state[CLICKED] = True


def own_image() -> Galaxy | None:
    """The visitor's own image, if there is one."""
    return st.session_state.get(OWN)


def last_simulated() -> tuple[int, int]:
    """Class and seed of the simulated galaxy that was chosen last."""
    found = parse_address(st.session_state[SIMULATED])
    assert found is not None
    return found


def _take_galaxy(asked: str) -> list[str]:
    state = st.session_state
    if asked == UPLOAD and own_image() is None:
        state[GALAXY] = state[SIMULATED]
        return [
            "An uploaded image is forgotten when the page is reloaded, and no link leads to it: "
            "upload it again."
        ]
    if sets.parse(asked) is not None:
        state[GALAXY] = asked
        return []
    found = parse_address(asked)
    if asked != UPLOAD and found is None:
        state[GALAXY] = DEFAULT_GALAXY
        return [f"The address names no galaxy of this app; this is {DEFAULT_GALAXY} instead."]
    state[GALAXY] = UPLOAD if found is None else simulated_address(*found)
    if found is not None:
        state[SIMULATED] = state[GALAXY]
    return []


def _take_model(asked: str) -> list[str]:
    # a run's name without an iteration is the best of this moment, which stays the same from now on
    asked = runs.fixed(asked) or asked
    known = models.known(asked)
    st.session_state[MODEL] = asked if known else default_model()
    if known:
        return []
    return [f"The address names no model of this app; this is {default_model()} instead."]
