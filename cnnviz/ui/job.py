"""One piece of work in a thread of its own, for one visitor."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from streamlit import runtime

Progress = Callable[[int, int], None]
GONE = 4.0  # seconds without a connection after which a visitor has left
SOON = 1.0  # seconds before which nothing is said of what is left
LOOK = 0.5  # seconds between two looks whether that is so


class Cancelled(Exception):
    """Raised inside the work's progress callback where nobody waits for it any more."""


@dataclass(eq=False)
class Job:
    """One piece of work; its thread writes, the page reads.

    Args:
        title: for people
        session: of the visitor; empty where there is no server
        lasting: whether it goes on when another galaxy or model is chosen
        done: how much has been done, of
        total: so much; 0 before anything is known
        begun: when it had its turn, seconds of `monotonic`; None before
        seconds: it took; 0 before it has ended
        stopped: whether nobody wants it any more
        ended: whether the thread has ended
        result: what the work returned
        error: what it raised
    """

    title: str
    session: str = ""
    lasting: bool = False
    done: int = 0
    total: int = 0
    begun: float | None = None
    seconds: float = 0.0
    stopped: bool = False
    ended: bool = False
    result: Any = field(default=None, repr=False)
    error: Exception | None = None
    _seen: float = field(default_factory=monotonic, repr=False)
    _looked: float = 0.0

    def run(self, work: Callable[[Progress], Any], turn: threading.Lock) -> None:
        """Wait for the turn and do the work; in the thread."""
        try:
            while not turn.acquire(timeout=LOOK):
                self._check()
            try:
                self._check()
                self.begun = monotonic()
                self.result = work(self._progress)
            finally:
                turn.release()
        except Cancelled:
            self.stopped = True
        except Exception as error:
            self.error = error
        finally:
            self.seconds = monotonic() - self.begun if self.begun else 0.0
            self.ended = True

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self._check()

    def _check(self) -> None:
        """Raises Cancelled where nobody waits."""
        now = monotonic()
        if now - self._looked > LOOK:
            self._looked = now
            if is_here(self.session):
                self._seen = now
        if self.stopped or now - self._seen > GONE:
            raise Cancelled

    @property
    def text(self) -> str:
        """How far it is."""
        if self.begun is None:
            return f"{self.title} waits for its turn"
        if not self.total or not self.done:
            return f"{self.title} begins"
        share, passed = self.done / self.total, monotonic() - self.begun
        if passed < SOON:
            return f"{self.title}: {self.done} of {self.total}"
        left = passed * (1 - share) / share
        return f"{self.title}: {self.done} of {self.total}, about {max(1, round(left))} s left"


def is_here(session: str) -> bool:
    """Whether a visitor is connected; without a server there is nobody to go."""
    if not session or not runtime.exists():
        return True
    found = runtime.get_instance()
    return type(found) is not runtime.Runtime or found.is_active_session(session)
