"""Real galaxies, each with an address: `set-NAME-NUMBER`.

They are of the sets that this machine offers, or of the folder that the visitor brought.
"""

import re
from pathlib import Path

import streamlit as st

from cnnviz.data import DataError, collection
from cnnviz.data.collection import Collection
from cnnviz.data.galaxy10 import arrays
from cnnviz.data.image_file import ImageFileError
from cnnviz.training import limits
from cnnviz.ui import own_folder
from cnnviz.ui.galaxy import Galaxy, preview
from cnnviz.ui.networks import one_of

GALAXY10 = "Galaxy10 DECaLS"
FORGOTTEN = (
    "your own folder is known in your own visit alone, until the page is reloaded: bring the ZIP "
    "again on the page The galaxies"
)
ADDRESS = re.compile(r"set-([a-z0-9_]{1,40})-([0-9]{1,7})")


def here() -> dict[str, Path | None]:
    """This machine's: Galaxy10 (which has no path), and those that `limits.toml` names."""
    known: dict[str, Path | None] = {GALAXY10: None} if arrays.available() else {}
    return known | collection.offered(limits.read().data)


def offered() -> list[str]:
    """Names of the sets that this visitor can choose, the visitor's own first."""
    own = [own_folder.NAME] if own_folder.mine() else []
    return [*own, *(name for name in here() if name != own_folder.NAME)]


def asked(text: str, *others: str) -> str:
    """A set as an address names it.

    Args:
        text: from the address
        others: what the page offers beside the sets

    Raises:
        ValueError: there is no such set now; one clause
    """
    known = (*others, *offered())
    if text == own_folder.NAME and text not in known:
        raise ValueError(FORGOTTEN)
    if not known:
        raise ValueError(f"'{text[:40]}' is no set: this machine has simulated galaxies alone")
    return one_of(text, known)


def short(name: str) -> str:
    """A set's name as it stands in an address."""
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "set"


def address(name: str, j: int) -> str:
    """Of image j of a set."""
    return f"set-{short(name)}-{j}"


def parse(text: str) -> tuple[str, int] | None:
    """Name of the set and number of the image; None where there is no such image."""
    found = ADDRESS.fullmatch(text)
    if found is None:  # nothing is read for a simulated galaxy
        return None
    name = next((one for one in offered() if short(one) == found[1]), None)
    if name is None:
        return None
    try:
        there = len(of(name))
    except DataError:
        return None
    return (name, int(found[2])) if int(found[2]) < there else None


def of(name: str) -> Collection:
    """A set by its name.

    Raises:
        DataError: it is not offered, or cannot be read; one sentence
    """
    if name == own_folder.NAME:
        own = own_folder.mine()
        if own is None:
            raise DataError("your folder was forgotten; bring the ZIP again")
        return own.collection
    known = here()
    if name not in known:
        raise DataError(f"{name}: this machine offers no such set")
    place = known[name] or arrays.folder()
    return _of(name, str(place), place.stat().st_mtime)


@st.cache_resource(show_spinner=False, max_entries=8)
def _of(name: str, place: str, changed: float) -> Collection:
    return collection.galaxy10_decals() if name == GALAXY10 else collection.of(Path(place))


def galaxy(name: str, j: int) -> Galaxy | None:
    """Image j of a set; None where it cannot be read."""
    own = own_folder.mine() if name == own_folder.NAME else None
    try:
        if own is not None:
            return own.galaxy(j)
        return _galaxy(name, j, str(here()[name]))  # another place is another galaxy
    except (DataError, ImageFileError, OSError, KeyError, IndexError):
        return None


@st.cache_data(show_spinner=False, max_entries=500)
def _galaxy(name: str, j: int, place: str) -> Galaxy:
    found = of(name)
    pixels = found.read(j)
    return Galaxy(
        address(name, j), preview(pixels), pixels.shape[:2], found.label(j), {**found.known(j)},
        name=f"{found.about(j)} of {name}", whole=pixels, own_class=found.class_of(j),
    )  # fmt: skip
