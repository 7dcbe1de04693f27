"""The visitor's own images, in the session alone: no file is written, and all go with the visit."""

from dataclasses import dataclass, replace

import streamlit as st

from cnnviz import crop as squares
from cnnviz.crop import Crop
from cnnviz.data.image_file import ImageFileError, Stretch
from cnnviz.ui.galaxy import Galaxy, from_file, own_address

IMAGES, COUNTED = "own_images", "own_counted"  # plain session keys
MOST = 24  # images
MOST_BYTES = 100 << 20  # of all files together
STEPS = 50  # that can be undone


@dataclass(frozen=True)
class Own:
    """One image.

    Args:
        name: what the visitor's file is called; shown letter by letter, never a path
        whole: the galaxy without a crop
        galaxy: as it is chosen: `whole`, or what is cut out of it
        past: the crops before this one, the last at the end
    """

    name: str
    whole: Galaxy
    galaxy: Galaxy
    past: tuple[Crop | None, ...] = ()

    @property
    def address(self) -> str:
        """As it stands in the browser's address."""
        return self.whole.address

    def cropped(self, crop: Crop | None) -> "Own":
        """The same image with another crop; None for none."""
        galaxy = self.whole if crop is None else self.whole.cropped(crop)
        return replace(self, galaxy=galaxy)


def images() -> tuple[Own, ...]:
    """All of them, in the order in which they came."""
    found: tuple[Own, ...] = st.session_state.get(IMAGES, ())
    return found


def find(address: str) -> Own | None:
    """The image at an address; None where there is none."""
    return next((own for own in images() if own.address == address), None)


def add(file: bytes, name: str) -> Own:
    """Keep one more image; one whose file is there already is not kept twice.

    Args:
        file: as it came
        name: as the visitor calls it

    Raises:
        ImageFileError: it is no image, or there is no room for it; one sentence with the name
    """
    there = next((own for own in images() if own.whole.file == file), None)
    if there is not None:
        return there
    _check_room(len(file), name)
    number = st.session_state.get(COUNTED, 0) + 1
    whole = from_file(file, name, address=own_address(number))
    own = Own(name, whole, whole)
    st.session_state[COUNTED] = number
    st.session_state[IMAGES] = (*images(), own)
    return own


def remove(address: str) -> None:
    """Forget an image; its address is given to no other."""
    st.session_state[IMAGES] = tuple(own for own in images() if own.address != address)


def crop(address: str, square: Crop | None) -> None:
    """Cut another square out of an image, or none; what is no change is no step to undo."""
    own = find(address)
    if own is None:
        return
    if square is not None:
        square = squares.settled(square, own.whole.shape)
    if square != own.galaxy.crop:
        past = (*own.past, own.galaxy.crop)[-STEPS:]
        _put(replace(own.cropped(square), past=past))


def undo(address: str) -> None:
    """Go back to the crop before."""
    own = find(address)
    if own is not None and own.past:
        _put(replace(own.cropped(own.past[-1]), past=own.past[:-1]))


def stretch(address: str, chosen: Stretch) -> None:
    """Draw an image of more than eight bits with another stretch."""
    own = find(address)
    if own is not None and own.whole.stretch is not None:
        whole = from_file(own.whole.file, own.name, chosen, address)
        _put(replace(own, whole=whole).cropped(own.galaxy.crop))


def _put(changed: Own) -> None:
    st.session_state[IMAGES] = tuple(
        changed if own.address == changed.address else own for own in images()
    )


def _check_room(size: int, name: str) -> None:
    if len(images()) >= MOST:
        reason = f"{MOST} images are kept at a time; remove one on the page of your own images"
        raise ImageFileError(f"{name}: {reason}")
    if sum(len(own.whole.file) for own in images()) + size > MOST_BYTES:
        reason = f"with it your files would take more than {MOST_BYTES >> 20} MB; remove one first"
        raise ImageFileError(f"{name}: {reason}")
