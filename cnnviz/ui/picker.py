"""The sidebar's widgets: they choose the galaxy and the model."""

import streamlit as st

from cnnviz.data.images import CLASSES
from cnnviz.data.simulator import NAMES
from cnnviz.ui import cached, chosen, menu, models, own_folder, sets
from cnnviz.ui.galaxy import (
    LARGEST_SEED,
    Galaxy,
    own_number,
    own_title,
    parse_address,
    simulated_address,
)
from cnnviz.ui.own import actions, kept

KIND, SEED, MODEL = "galaxy_kind", "galaxy_seed", "model_name"
BLACK, SOFTENING = "galaxy_black", "galaxy_softening"
DARK = -2.0  # the automatic black point
SOFT = (0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 25.0, 50.0, 100.0)
TRIED = "galaxy_files_tried"
LARGEST_FILE = 20  # MB, as image_file.MAX_BYTES
REAL = "set"  # the kind of a galaxy of a set
PRIVATE = "An image of your own stays in this visit: no link or reload leads to it."
NEXT = "The same class with the next seed"
LABELS = dict(zip(NAMES, CLASSES, strict=True))
OWN_PAGE = "pages/own.py"


def chosen_galaxy() -> Galaxy:
    """The galaxy of the session: drawn from its class and seed, or the visitor's own."""
    address = st.session_state[chosen.GALAXY]
    found, real, own = parse_address(address), sets.parse(address), kept.find(address)
    other = sets.galaxy(*real) if real else own.galaxy if own else None
    return other or cached.simulated(*(found or chosen.last_simulated()))


def pick_galaxy(galaxy: Galaxy) -> None:
    """Draw the chosen galaxy and the widgets that choose another."""
    state = st.session_state
    label, seed = chosen.last_simulated()
    real = sets.parse(galaxy.address)
    own = [each.address for each in kept.images()]
    others = [REAL, *own] if real else own
    labels = LABELS | {address: own_title(address) for address in own}
    labels |= {REAL: real[0]} if real else {}
    state[KIND] = NAMES[label] if galaxy.simulated else REAL if real else galaxy.address
    state[SEED] = real[1] if real else seed
    st.selectbox(
        "Galaxy", [*NAMES, *others], format_func=lambda kind: labels.get(kind, kind), key=KIND,
        on_change=_kind_changed,
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", key="galaxy_frame"):
        st.html(cached.thumbnail(galaxy), width=93)
        with st.container(gap="small"):
            st.number_input(
                "Seed", step=1, key=SEED, on_change=_seed_changed,
                label_visibility="collapsed",
            )  # fmt: skip
            st.button(
                "Another one", on_click=_another, args=(label, seed),
                help="The next one of the set" if real else NEXT, width="stretch",
            )  # fmt: skip
    if own_number(galaxy.address):
        _stretch(galaxy)
        st.caption(PRIVATE)
    elif real and real[0] == own_folder.NAME:
        st.caption(own_folder.PRIVATE)
    _pick_file()


def _stretch(galaxy: Galaxy) -> None:
    """Draw the sliders of an image with more than eight bits."""
    if galaxy.stretch is None:
        return
    black = DARK if galaxy.stretch.black is None else galaxy.stretch.black
    st.session_state[BLACK], st.session_state[SOFTENING] = black, galaxy.stretch.softening
    with st.popover("Brightness", icon=":material/contrast:", width="stretch"):
        st.slider(
            "Black point (noise above the sky)", -5.0, 20.0, step=0.5, key=BLACK,
            on_change=_stretched, args=(galaxy.address,),
        )  # fmt: skip
        st.select_slider(
            "Softening (in units of the noise)", SOFT, key=SOFTENING, on_change=_stretched,
            args=(galaxy.address,),
        )  # fmt: skip
        st.caption(
            "Brightness is drawn as asinh(x / softening): linear where faint, then logarithmic "
            "(Lupton et al. 2004). The network receives what you see."
        )


def _stretched(address: str) -> None:
    actions.stretch(address, st.session_state[BLACK], st.session_state[SOFTENING])


def pick_model() -> None:
    """Draw the choice of the model."""
    st.session_state[MODEL] = st.session_state[chosen.MODEL]
    names = models.names(st.session_state[chosen.MODEL])
    st.selectbox("Model", names, format_func=models.listed, key=MODEL, on_change=_model_changed)


def _pick_file() -> None:
    # new keys after a file close the popover and empty the uploader: the image is chosen by now,
    # and stays so whatever happens to a list of files
    done, tried = st.session_state.get(actions.TAKEN, 0), st.session_state.get(TRIED, 0)
    with st.popover(
        "Your own image", icon=":material/upload:", width="stretch", key=f"galaxy_own_{done}"
    ):
        # any suffix: what a file is, its first bytes say
        st.file_uploader(
            "PNG, JPEG, WebP, GIF, BMP, TIFF or FITS",
            key=f"galaxy_file_{tried}", on_change=_files_changed,
            args=(f"galaxy_file_{tried}",), max_upload_size=LARGEST_FILE,
            accept_multiple_files=True,
        )  # fmt: skip
        for refused in st.session_state.get(chosen.REFUSED, ()):
            st.error(refused)
        st.caption(PRIVATE)
        menu.link(OWN_PAGE, "Several, and a crop tool", chosen.address())


def _kind_changed() -> None:
    kind = st.session_state[KIND]
    _, seed = chosen.last_simulated()
    if kind == REAL:
        return
    chosen.choose(simulated_address(NAMES.index(kind), seed) if kind in NAMES else kind)


def _seed_changed() -> None:
    label, _ = chosen.last_simulated()
    if real := sets.parse(st.session_state[chosen.GALAXY]):
        last = len(sets.of(real[0])) - 1
        chosen.choose(sets.address(real[0], min(max(st.session_state[SEED], 0), last)))
        return
    # without bounds of the widget's own: it would keep a refused number, whatever galaxy is shown
    chosen.choose(simulated_address(label, min(max(st.session_state[SEED], 0), LARGEST_SEED)))


def _another(label: int, seed: int) -> None:
    if real := sets.parse(st.session_state[chosen.GALAXY]):
        chosen.choose(sets.address(real[0], (real[1] + 1) % len(sets.of(real[0]))))
        return
    # counted from what was drawn last, not from the widgets: after two quick clicks the browser
    # still reports the seed before the first
    chosen.choose(simulated_address(label, (seed + 1) % (LARGEST_SEED + 1)))


def _model_changed() -> None:
    chosen.choose_model(st.session_state[MODEL])


def _files_changed(key: str) -> None:
    state = st.session_state
    files = [(file.name, file.getvalue()) for file in state[key] or ()]
    if not files:
        return
    state[TRIED] = state.get(TRIED, 0) + 1
    actions.choose_files(files)
