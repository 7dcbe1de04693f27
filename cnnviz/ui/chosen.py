"""The galaxy and the model that follow the visitor, in the session and in the address.

The session is the truth while the visitor clicks; the address is the truth when it has changed by
itself: at the first run, through a link, through the back button. To tell the two apart, what was
last written to the address is kept.
"""

import streamlit as st

from cnnviz import weights
from cnnviz.training import runs
from cnnviz.ui import models, own_folder, sets
from cnnviz.ui.galaxy import Galaxy, own_number, parse_address, simulated_address
from cnnviz.ui.own import kept

DEFAULT_GALAXY = "sim-barred-17"
# plain session keys: a widget's own key would be forgotten with its page
GALAXY, MODEL = "chosen_galaxy", "chosen_model"
SIMULATED, WRITTEN, CLICKED = "chosen_simulated", "chosen_written", "chosen_clicked"
REFUSED = "chosen_refused"  # sentences, one for each file


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
        galaxy: address of a simulated galaxy, of one of a set, or of one of the visitor's own;
            anything else, which only a tampered browser sends, changes nothing
    """
    simulated = parse_address(galaxy) is not None
    if not simulated and own_number(galaxy) is None and sets.parse(galaxy) is None:
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


def own_image() -> Galaxy | None:
    """The visitor's own image that is chosen, else the last that came; None without one."""
    own = kept.find(st.session_state[GALAXY]) or next(reversed(kept.images()), None)
    return own.galaxy if own else None


def last_simulated() -> tuple[int, int]:
    """Class and seed of the simulated galaxy that was chosen last."""
    found = parse_address(st.session_state[SIMULATED])
    assert found is not None
    return found


def _take_galaxy(asked: str) -> list[str]:
    state = st.session_state
    if own_number(asked) is not None and kept.find(asked) is None:
        state[GALAXY] = state[SIMULATED]
        return [
            "An uploaded image is forgotten when the page is reloaded or it is removed, and no "
            "link leads to it: upload it again."
        ]
    if own_folder.gone(asked):
        state[GALAXY] = state[SIMULATED]
        return [own_folder.FORGOTTEN]
    if own_number(asked) is not None or sets.parse(asked) is not None:
        state[GALAXY] = asked
        return []
    found = parse_address(asked)
    if found is None:
        state[GALAXY] = DEFAULT_GALAXY
        return [f"The address names no galaxy of this app; this is {DEFAULT_GALAXY} instead."]
    state[GALAXY] = state[SIMULATED] = simulated_address(*found)
    return []


def _take_model(asked: str) -> list[str]:
    # a run's name without an iteration is the best of this moment, which stays the same from now on
    asked = runs.fixed(asked) or asked
    known = models.known(asked)
    st.session_state[MODEL] = asked if known else default_model()
    if known:
        return []
    return [f"The address names no model of this app; this is {default_model()} instead."]
