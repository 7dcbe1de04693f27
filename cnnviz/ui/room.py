"""The memory that the folders of all visitors take together."""

from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.data.archive import Archive
from cnnviz.ui.job import is_here

LEFT = 600.0  # seconds without a sign of a visitor after which nothing of theirs is kept


@dataclass
class Stay:
    """A visitor.

    Args:
        session: empty where there is no server
        seen: when a page was drawn last, seconds of `monotonic`
    """

    session: str
    seen: float = field(default_factory=monotonic)

    @property
    def over(self) -> bool:
        """Whether the visitor has left for good; a connection may be lost for a while."""
        return not is_here(self.session) and monotonic() - self.seen > LEFT


class Room:
    """Archives and whose they are; those of visitors who left are emptied."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stays: WeakKeyDictionary[Archive, Stay] = WeakKeyDictionary()

    def taken(self) -> dict[Archive, int]:
        """Bytes of each archive that is still in memory."""
        with self._lock:
            # an object in a circle may outlive its visitor: `ui.process` freezes what is there
            for archive in [one for one, stay in self._stays.items() if stay.over]:
                archive.release()
            return {archive: len(archive.data) for archive in self._stays}

    def add(self, archive: Archive) -> None:
        """Take in what the visitor of this run has brought."""
        context = get_script_run_ctx()
        with self._lock:
            self._stays[archive] = Stay(context.session_id if context else "")

    def see(self, archive: Archive) -> None:
        """Its visitor is here."""
        with self._lock:
            if archive in self._stays:
                self._stays[archive].seen = monotonic()


@st.cache_resource(show_spinner=False, max_entries=1)
def room() -> Room:
    """The one of this server."""
    return Room()
