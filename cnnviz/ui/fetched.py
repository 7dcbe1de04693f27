"""Galaxy10 DECaLS fetched with one click, for all visitors, while everything else goes on."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import streamlit as st

from cnnviz.data import DataError
from cnnviz.data.galaxy10 import arrays, astronn
from cnnviz.data.galaxy10.download import download
from cnnviz.ui.job import Job, Progress
from cnnviz.ui.words import plain

MEGABYTE = 10**6
ABOUT = (
    "17,736 real galaxies of the DESI Legacy Imaging Surveys in ten classes, which the course's "
    "tutorial trains on."
)


class Offer(NamedTuple):
    """What there is to click on.

    Args:
        title: how it stands
        words: what a click does
        button: its label
        icon: of title and button
    """

    title: str
    words: str
    button: str
    icon: str


FETCH = Offer(
    "Galaxy10 DECaLS is not on this machine",
    "They are fetched once, over the network, to where astroNN keeps them (2.54 GB), checked, and "
    "converted (3.5 GB more). An interrupted download goes on where it was.",
    "Download (2.54 GB)",
    ":material/download:",
)
PREPARE = Offer(
    "Galaxy10 DECaLS is on this machine; it is unpacked once",
    "Their file lies where astroNN keeps it. It is checked and converted (3.5 GB more), and "
    "fetched anew only if it is damaged.",
    "Prepare it",
    ":material/inventory_2:",
)


@dataclass
class Fetching:
    """The download of this server; one for all visitors.

    Args:
        job: that goes on, or has ended; None before the first click
        step: what it does now
        seen: bytes and time at the first progress of this step
    """

    job: Job | None = None
    step: str = ""
    seen: tuple[int, float] = (0, 0.0)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def going(self) -> bool:
        """Whether it goes on."""
        return self.job is not None and not self.job.ended

    def start(self) -> None:
        """Begin, or go on where it was."""
        with self.lock:
            if not self.going:
                self.job = Job("Galaxy10 DECaLS")
                work = threading.Thread(
                    target=self.job.run, args=(self._work, threading.Lock()), daemon=True
                )
                work.start()

    def stop(self) -> None:
        """End it; what has come is kept."""
        if self.job is not None:
            self.job.stopped = True

    def _work(self, progress: Progress) -> None:
        def show(done: int, total: int) -> None:
            if not self.seen[1]:
                self.seen = done, monotonic()
            progress(done, total)

        self.step, self.seen = "fetched", (0, 0.0)
        path = download(show)
        self.step, self.seen = "converted", (0, 0.0)
        arrays.convert(path, show)

    @property
    def text(self) -> str:
        """How far it is, how fast, and how long it takes."""
        job = self.job
        if job is None or not job.total or not self.seen[1]:
            return "Galaxy10 DECaLS: the server is asked, and what is there is checked"
        passed, since = monotonic() - self.seen[1], job.done - self.seen[0]
        rate = since / passed if passed > 1 else 0.0
        if self.step == "fetched":
            amount = f"{job.done / MEGABYTE:,.0f} of {job.total / MEGABYTE:,.0f} MB"
            speed = f", {rate / MEGABYTE:.1f} MB/s" if rate else ""
        else:
            amount, speed = f"{job.done:,} of {job.total:,} images", ""
        left = f", about {(job.total - job.done) / rate:,.0f} s left" if rate else ""
        return f"Galaxy10 DECaLS is {self.step}: {amount}{speed}{left}"


@st.cache_resource(show_spinner=False, max_entries=1)
def _fetching() -> Fetching:
    return Fetching()


@st.cache_resource(show_spinner=False, max_entries=1)
def _place() -> Path | None:
    """Where the file is, or would be; None where astroNN does not say."""
    try:
        return astronn.source().path
    except DataError:
        return None


def draw() -> None:
    """Draw the button and how far it is; nothing where the galaxies are there."""
    if arrays.available():
        return
    found, place = _fetching(), _place()
    offer = PREPARE if place is not None and place.exists() else FETCH
    with st.expander(offer.title, icon=offer.icon):
        st.markdown(f"{ABOUT} {offer.words}")
        if found.going:
            _watch(found)
            return
        if found.job is not None and found.job.error is not None:
            st.error(f"{plain(str(found.job.error))}.")
        elif found.job is not None and found.job.stopped:
            st.caption("It was stopped; what has come is kept.")
        again = "Go on" if found.job else offer.button
        st.button(again, icon=offer.icon, on_click=found.start, key="galaxy10_start")
        st.caption("On the command line: `python -m cnnviz download galaxy10`.")


@st.fragment(run_every=1)
def _watch(found: Fetching) -> None:
    if not found.going or found.job is None:
        st.rerun()
        return
    share = found.job.done / found.job.total if found.job.total else 0.0
    st.progress(min(share, 1.0), found.text)
    st.button("Cancel", on_click=found.stop, key="galaxy10_stop")
