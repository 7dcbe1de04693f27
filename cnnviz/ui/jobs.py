"""Work that takes longer than a script may: in a thread of its own, watched from the page.

    jobs.follow(about)                             # in the frame of every page
    jobs.begin()                                   # at the top of the page's script
    place = st.container()                         # where the bars will stand
    ...
    try:
        result = jobs.result(key, "Occlusion", work)   # work(progress) -> result
    except jobs.Pending as pending:
        st.caption(pending.sentence)
    ...
    with place:
        jobs.draw()                                # at the end: the bars, and what nobody asks for

A job belongs to a visitor; one at a time is computed on this machine. It ends when it is done, when
the visitor cancels it, asks for something else, or has gone. Nothing of Streamlit may be called in
the work itself: what it needs is made before.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.ui.job import Job, Progress

T = TypeVar("T")
MOST = 4  # threads of one visitor
KEPT = 32  # results of one visitor
# plain session keys: the jobs; what this run asked for; what it still waits for; what has a bar
JOBS, WANTED, AWAITED, DRAWN = "jobs", "jobs_wanted", "jobs_awaited", "jobs_drawn"
ABOUT = "jobs_about"  # galaxy and model at the last run of any page


class Pending(Exception):
    """There is no result yet, or there will be none.

    Args:
        sentence: for people
        cancelled: the key of a job that the visitor has stopped; empty where it goes on
    """

    def __init__(self, sentence: str, cancelled: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.cancelled = sentence, cancelled


def follow(about: str) -> None:
    """On every page: stop what is computed for another galaxy or model, for nobody waits for it.

    Args:
        about: the chosen galaxy and model
    """
    if st.session_state.get(ABOUT, about) != about:
        for key, job in list(_jobs().items()):
            if not job.ended and not job.lasting:
                job.stopped = True
                del _jobs()[key]
    st.session_state[ABOUT] = about


def begin() -> None:
    """Forget what the last run of the page asked for."""
    st.session_state[WANTED], st.session_state[AWAITED] = set(), set()


def result(key: str, title: str, work: Callable[[Progress], T], *, lasting: bool = False) -> T:
    """What the work returned.

    Args:
        key: tells pieces of work apart
        title: for people
        work: called in a thread with a callback for (done, total), which it calls often
        lasting: whether it is the same for another galaxy, so that it goes on when one is chosen

    Returns:
        its result; the same object every time

    Raises:
        Pending: it is not done, or was cancelled
        Exception: what the work raised
    """
    return finished(key, title, work, lasting=lasting).result  # type: ignore[no-any-return]


def finished(
    key: str, title: str, work: Callable[[Progress], Any], *, lasting: bool = False
) -> Job:
    """The job itself, with the time that it took; arguments and errors as of `result`."""
    _keys(WANTED).add(key)
    job = _jobs().get(key)
    if job is None and len(pending()) < MOST:
        job = _start(key, title, work, lasting=lasting)
    if job and job.error is not None:
        raise job.error
    if job and job.stopped:
        raise Pending(f"{title} was stopped.", key)
    if not job or not job.ended:
        _keys(AWAITED).add(key)
        raise Pending(f"{title} {'is being computed' if job else 'waits for the others'}.")
    return job


def keep(key: str) -> None:
    """Let a job go on, if there is one, though this run does not ask for its result."""
    _keys(WANTED).add(key)


def again(key: str) -> None:
    """Forget that a job was stopped, or failed; for callbacks."""
    _jobs().pop(key, None)


def stop(key: str) -> None:
    """Stop a job; for callbacks."""
    if key in _jobs():
        _jobs()[key].stopped = True


def forget(about: str) -> None:
    """Stop and forget all jobs about something; for callbacks.

    Args:
        about: stands in their keys
    """
    for key in [key for key in _jobs() if about in key]:
        _jobs().pop(key).stopped = True


def draw() -> None:
    """Draw a bar for each job of the page; what this run did not ask for is stopped."""
    for key, job in list(_jobs().items()):
        if key not in _keys(WANTED) and not job.ended:
            job.stopped = True
            del _jobs()[key]
    going = pending()
    if not going and _keys(AWAITED):  # it has ended while the page was drawn
        st.rerun()
    # one that has ended, or ends before its bar is drawn, is seen to be missing then
    st.session_state[DRAWN] = set(going) | (_keys(AWAITED) & _jobs().keys())
    if going:
        with st.container(key="jobs_bars"):
            _watch()


def pending() -> dict[str, Job]:
    """The visitor's jobs that are not done, by key."""
    return {key: job for key, job in _jobs().items() if not (job.ended or job.stopped)}


@st.fragment(run_every=1)
def _watch() -> None:
    """The bars; when a job has ended the whole page runs again."""
    going = pending()
    if _keys(DRAWN) - set(going):
        st.session_state[DRAWN] = set()
        st.rerun()
    st.session_state[DRAWN] = set(going)
    for number, (key, job) in enumerate(going.items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(job.done / job.total if job.total else 0.0, job.text)
            st.button(
                "Cancel", key=f"jobs_cancel_{number}", on_click=stop, args=(key,),
                icon=":material/close:", help=f"Stop {job.title}",
            )  # fmt: skip


def _start(key: str, title: str, work: Callable[[Progress], Any], *, lasting: bool) -> Job:
    context = get_script_run_ctx()
    job = Job(title, context.session_id if context else "", lasting=lasting)
    jobs = _jobs()
    jobs[key] = job
    for old in [name for name, each in jobs.items() if each.ended][: max(0, len(jobs) - KEPT)]:
        del jobs[old]
    threading.Thread(target=job.run, args=(work, _turn()), daemon=True).start()
    return job


def _jobs() -> dict[str, Job]:
    found: dict[str, Job] = st.session_state.setdefault(JOBS, {})
    return found


def _keys(name: str) -> set[str]:
    found: set[str] = st.session_state.setdefault(name, set())
    return found


@st.cache_resource(show_spinner=False)
def _turn() -> threading.Lock:
    """Who has it may compute: one job at a time, whoever's it is."""
    return threading.Lock()
