"""A visitor's own folder of galaxies: a ZIP file in the memory of this visit alone.

Nothing of it goes through a cache that visitors share, or onto a disk: the set lies in the
visitor's session, and is gone with it.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
import streamlit as st
from PIL import Image

from cnnviz import figures
from cnnviz.data import archive
from cnnviz.data.archive import Archive, ArchiveError, Checked, Checking
from cnnviz.data.collection import Collection
from cnnviz.training import limits
from cnnviz.ui import jobs
from cnnviz.ui.galaxy import Galaxy, Pixels, from_file
from cnnviz.ui.room import room
from cnnviz.ui.words import counted, listed

NAME = "Your folder"
BEGIN = "set-your_folder-"  # of the addresses of its galaxies
# plain session keys: the set; one that is looked at; why one is not read, and what was shown then
SET, CHECKING, REFUSED = "own_folder", "own_folder_checking", "own_folder_refused"
MEGABYTE = 2**20
GALAXIES = 64 * MEGABYTE  # of decoded galaxies that one visitor's set keeps
PICTURES = 1000  # small ones that it keeps
SIZE = 96  # pixels of a small one
MOST_NAMES = 8  # of classes in a sentence
PRIVATE = "Your own folder stays in this visit: no link or reload leads to its galaxies."
FORGOTTEN = (
    "A galaxy of your own folder is known in your own visit alone, until the page is reloaded: "
    "bring the ZIP again on the page The galaxies."
)


@dataclass(eq=False)
class OwnFolder:
    """A set that one visitor brought.

    Args:
        checked: its images
        apart: whether its folders are classes of their own, though some are among the seven
    """

    checked: Checked
    apart: bool = False
    _galaxies: OrderedDict[int, Galaxy] = field(default_factory=OrderedDict, repr=False)
    _pictures: OrderedDict[int, str] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def collection(self) -> Collection:
        """Its images and their classes."""
        return self.checked.apart if self.apart else self.checked.collection

    @property
    def key(self) -> str:
        """Different for different ZIP files, and for other classes of the same."""
        return f"{self.checked.archive.sha256}{'/apart' if self.apart else ''}"

    @property
    def of_its_own(self) -> bool:
        """Whether its classes are its own, none of them one of the seven."""
        return not self.collection.candidates.any()

    @property
    def mixed(self) -> bool:
        """Whether some of its folders are of the seven classes and others are not."""
        known = self.checked.collection.candidates.any(axis=1)
        return bool(known.any() and not known.all())

    @property
    def aside(self) -> str:
        """The classes that are none of the seven where others are, and what follows; Markdown."""
        found = self.collection
        unknown = np.flatnonzero(~found.candidates.any(axis=1))
        if self.of_its_own or not len(unknown):
            return ""
        count = int(np.isin(found.labels, unknown).sum())
        names = [found.classes[k] for k in unknown[:MOST_NAMES]]
        if more := len(unknown) - len(names):
            names.append(f"{more:,} more")
        are, their = ("is", "its") if len(unknown) == 1 else ("are", "their")
        images = f"{counted(count, 'image')} {'is' if count == 1 else 'are'}"
        return (
            f"{listed(names)} {are} none of the seven: {their} {images} left out where a network "
            "of the seven classes is trained or judged."
        )

    def galaxy(self, j: int) -> Galaxy:
        """Image j, from the few that are kept or decoded anew."""
        with self._lock:
            if j in self._galaxies:
                self._galaxies.move_to_end(j)
                return self._galaxies[j]
        whole = self.collection
        made = replace(
            from_file(self.checked.file(j), whole.names[j]), address=f"{BEGIN}{j}",
            label=whole.label(j), own_class=whole.class_of(j),
            name=f"{whole.about(j)} of your folder",
        )  # fmt: skip
        with self._lock:
            self._galaxies[j] = made
            while len(self._galaxies) > 1 and sum(map(_size, self._galaxies.values())) > GALAXIES:
                self._galaxies.popitem(last=False)
        return made

    def picture(self, j: int) -> str:
        """Image j small, as the source of an `img`."""
        with self._lock:
            if j in self._pictures:
                self._pictures.move_to_end(j)
                return self._pictures[j]
        made = figures.source(small(self.galaxy(j).pixels))
        with self._lock:
            self._pictures[j] = made
            while len(self._pictures) > PICTURES:
                self._pictures.popitem(last=False)
        return made


def small(pixels: Pixels) -> Pixels:
    """An image as large as a gallery shows it."""
    image = Image.fromarray(pixels)
    image.thumbnail((SIZE, SIZE), Image.Resampling.LANCZOS)
    return np.asarray(image)


def mine() -> OwnFolder | None:
    """The set of this visitor, if there is one; in the page's script alone."""
    found: OwnFolder | None = st.session_state.get(SET)
    if found is None or not found.checked.archive.data:  # released, as of a visitor who left
        return None
    room().see(found.checked.archive)
    return found


def checking() -> Checking | None:
    """What the visitor brought and is still looked at."""
    return st.session_state.get(CHECKING)


def gone(address: str) -> bool:
    """Whether an address is of a galaxy of an own folder while the visitor has none."""
    return mine() is None and re.fullmatch(f"{BEGIN}[0-9]{{1,7}}", address) is not None


def bring(data: bytes, name: str) -> None:
    """Begin with a ZIP file.

    Args:
        data: the file
        name: as the visitor calls it; for the message alone

    Raises:
        ArchiveError: it is not read, or there is no room for it; one sentence
    """
    most = limits.read()
    if len(data) > most.folder_megabytes * MEGABYTE:
        raise ArchiveError(f"{name}: larger than {most.folder_megabytes} MB; pack fewer images")
    others = sum(size for one, size in room().taken().items() if not _ours(one))
    if others + len(data) > most.folders_megabytes * MEGABYTE:
        raise ArchiveError(
            f"{name}: the folders of all visitors take {most.folders_megabytes} MB, which is all "
            "that this machine gives them; come back later"
        )
    found = archive.opened(data, name)
    st.session_state[CHECKING] = Checking(found, archive.listed(found, name), name)
    room().add(found)


def keep(checked: Checked) -> None:
    """Make this the visitor's set; the one before is forgotten."""
    forget()
    st.session_state[SET] = OwnFolder(checked)


def take_apart(apart: bool) -> None:
    """Take the folders as classes of their own, or look for the seven; for callbacks."""
    if own := mine():
        st.session_state[SET] = OwnFolder(own.checked, apart)


def forget() -> None:
    """Forget the set, what is computed of it, and why another was refused."""
    own: OwnFolder | None = st.session_state.pop(SET, None)
    for key in (CHECKING, REFUSED):
        st.session_state.pop(key, None)
    if own is not None:
        jobs.forget(own.checked.archive.sha256)
        # callbacks of widgets that are no longer drawn still know it
        own.checked.archive.release()


def _ours(one: Archive) -> bool:
    """Whether an archive is this visitor's, which a new one replaces."""
    found, going = mine(), checking()
    own = (found and found.checked.archive, going and going.archive)
    return any(one is each for each in own)


def _size(galaxy: Galaxy) -> int:
    return galaxy.pixels.nbytes + len(galaxy.file)
