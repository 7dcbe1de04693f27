"""The crop tool: a square on the image, by hand, by numbers, or as it is suggested."""

from functools import partial

import streamlit as st

from cnnviz import crop, figures, framing
from cnnviz.crop import Crop
from cnnviz.familiarity import measurement
from cnnviz.photometry import PhotometryError, brightness
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.components import cropper
from cnnviz.ui.galaxy import CUT, Galaxy
from cnnviz.ui.own import actions, kept
from cnnviz.ui.own.kept import Own
from cnnviz.ui.own.respects import WHITE
from cnnviz.ui.words import pixels

ROW, COLUMN, SIDE, ROTATION = "own_row", "own_column", "own_side", "own_rotation"
LABELS = {ROW: "Row of its middle", COLUMN: "Column", SIDE: "Side in pixels"}
SMALLEST = 1e-9  # pixels: of a side that is typed as zero or less
NOTE = "own_note"  # of the last suggestion or number; gone with the next run
DARK = "A galaxy must be bright on dark: crop a white page away first, or invert a negative."
HELP = (
    "Drag the square to move it, a corner to size it, the round handle to turn it; click beside it "
    "to bring it there. Keys: arrows, + and -, [ and ]; with shift in larger steps. Rows count "
    "from the top of the picture: of a FITS file from its last row, which is drawn there."
)


def draw(own: Own, preprocessing: Preprocessing) -> None:
    """Draw the image with its square, the numbers, and what to know about them.

    Args:
        own: the chosen image
        preprocessing: the network's rule, which takes a part of an image without a crop
    """
    shape = own.whole.shape
    square = own.galaxy.crop or crop.default(shape, preprocessing)
    cropper(
        _source(own.whole, own.whole.key), shape, square, key="own_cropper",
        subject=own.address, on_square=partial(actions.crop, own.address),
        alt=f"{own.whole.title}, all of it, with the square that is cut out",
    )  # fmt: skip
    _buttons(own, square)
    _numbers(own, square)
    if note := st.session_state.pop(NOTE, ""):
        st.caption(note)
    st.caption(f"{about(own, square)} {HELP}")


def about(own: Own, square: Crop) -> str:
    """What the square is and what becomes of it."""
    parts = []
    height, width = own.whole.shape
    if own.galaxy.crop is None:
        parts.append(f"Nothing is cut yet: the network's own rule takes this part of {width} by "
                     f"{height} pixels.")  # fmt: skip
    elif square.side < CUT:
        verb = "is" if square.side == 1 else "are"
        parts.append(f"{pixels(square.side)} {verb} enlarged to {CUT}: that adds no detail.")
    else:
        factor = square.side / CUT
        parts.append(f"A pixel of the {CUT} is {factor:.3g} by {factor:.3g} pixels of the image.")
    beyond = crop.outside(square, own.whole.shape)
    if beyond > 0:
        parts.append(
            f"{figures.percent(beyond)} of the square lies beyond the image: it is filled with the "
            "colour of the sky, the median of the image's outermost pixels."
        )
    return " ".join(parts)


def _buttons(own: Own, square: Crop) -> None:
    with st.container(horizontal=True, gap="small"):
        asked = st.button("Suggest", icon=":material/auto_fix_high:", key="own_suggest",
                          help="Around the object with the most light")  # fmt: skip
        st.button(
            "Largest square", icon=":material/fullscreen:", on_click=actions.crop,
            args=(own.address, crop.largest(own.whole.shape)), key="own_largest",
        )  # fmt: skip
        st.button("Undo", icon=":material/undo:", on_click=actions.undo_crop, args=(own.address,),
                  disabled=not own.past, key="own_undo")  # fmt: skip
        st.button(
            "No crop", icon=":material/crop_free:", on_click=actions.crop, args=(own.address, None),
            disabled=own.galaxy.crop is None, key="own_none",
            help="Each network then takes the part that its own rule says",
        )  # fmt: skip
    if asked:
        with st.spinner("The brightest object is looked for"):
            _suggest(own, square.rotation)
        st.rerun()


def _suggest(own: Own, rotation: float) -> None:
    try:
        actions.crop(own.address, framing.suggested(own.whole.image(), rotation))
    except PhotometryError as error:
        note = f"No object was found ({error}), so the cut stays as it is."
        bright = measurement.background(brightness(own.whole.pixels)) > WHITE
        st.session_state[NOTE] = f"{note} {DARK}" if bright else note


def _numbers(own: Own, square: Crop) -> None:
    state = st.session_state
    state[ROW], state[COLUMN] = square.row, square.column
    state[SIDE], state[ROTATION] = square.side, square.rotation
    with st.container(horizontal=True, gap="small"):
        for key, label in LABELS.items():
            # without bounds of the widget's own: a number beyond them is settled, not forgotten
            st.number_input(label, step=1.0, format="%.1f", key=key, on_change=_typed,
                            args=(own.address,), width=150)  # fmt: skip
        st.slider("Rotation in degrees, clockwise", -180.0, 180.0, step=1.0, format="%.0f",
                  key=ROTATION, on_change=_typed, args=(own.address,), width=240)  # fmt: skip


def _typed(address: str) -> None:
    row, column, side, rotation = (st.session_state[key] for key in (ROW, COLUMN, SIDE, ROTATION))
    own = kept.find(address)
    try:
        square = Crop(row, column, max(side, SMALLEST), rotation)
    except (TypeError, ValueError):  # an emptied field, or what only a tampered browser sends
        return
    if own is not None:
        st.session_state[NOTE] = beyond((row, column, side), own.whole.shape)
    actions.crop(address, square)


def beyond(typed: tuple[float, float, float], shape: crop.Shape) -> str:
    """Which of the typed numbers an image of H by W pixels cannot have, and what each becomes.

    Args:
        typed: row, column and side
        shape: H and W
    """
    row, column, side = typed
    found = crop.settled(Crop(row, column, max(side, SMALLEST)), shape)
    pairs = zip(LABELS.values(), typed, (found.row, found.column, found.side), strict=True)
    return " ".join(
        f"{label}: {asked:,.10g} is out of range and became {now:,.10g}."
        for label, asked, now in pairs
        if asked != now
    )


# the key stands for the galaxy: Streamlit looks at no argument that begins with an underscore
@st.cache_data(show_spinner=False, max_entries=4, scope="session")
def _source(_whole: Galaxy, key: str) -> str:
    return figures.source(_whole.pixels)
