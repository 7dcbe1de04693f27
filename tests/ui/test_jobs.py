"""Work outside the script: its turn, its progress, and the ways in which it ends."""

import threading
from contextlib import nullcontext

import pytest
import streamlit as st

from cnnviz.ui import job as one
from cnnviz.ui import jobs
from cnnviz.ui.job import Cancelled, Job

PATIENCE = 60  # seconds: of a test that would otherwise never end


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """A visitor's session, and a machine's turn, of the test's own."""
    state, turn = {}, threading.Lock()
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(jobs, "_turn", lambda: turn)
    yield state
    for each in state.get("jobs", {}).values():
        each.stopped = True


def wait(key):
    """Until a job has ended."""
    each = jobs._jobs()[key]
    ended = threading.Event()
    while not each.ended:
        ended.wait(0.01)
    return each


class Held:
    """Work that goes on, step by step, until it is let go."""

    def __init__(self):
        self.began, self.go, self.end = threading.Event(), threading.Event(), None

    def __call__(self, progress):
        self.began.set()
        try:
            while not self.go.wait(0.005):
                progress(1, 4)
        except Cancelled as error:
            self.end = error
            raise
        progress(4, 4)
        return "done"


def ask(key, work):
    with pytest.raises(jobs.Pending) as raised:
        jobs.result(key, "Work", work)
    return raised.value


def test_a_result_comes_when_it_is_done_and_stays():
    work = Held()
    assert ask("a", work).sentence == "Work is being computed."
    work.go.set()
    wait("a")
    for _ in range(2):
        assert jobs.result("a", "Work", lambda progress: "another") == "done"
    assert jobs.finished("a", "Work", work).seconds >= 0
    assert not jobs.pending()


def test_what_goes_wrong_is_raised_in_the_script():
    go = threading.Event()

    def work(progress):
        assert go.wait(PATIENCE)
        raise ValueError("a reason")

    ask("a", work)
    go.set()
    wait("a")
    for _ in range(2):
        with pytest.raises(ValueError, match="a reason"):
            jobs.result("a", "Work", work)
    jobs.again("a")
    held = Held()
    ask("a", held)
    held.go.set()
    wait("a")
    assert jobs.result("a", "Work", work) == "done"


def test_a_job_that_is_stopped_ends_inside_the_callback():
    work = Held()
    ask("a", work)
    assert work.began.wait(PATIENCE)
    jobs.stop("a")
    wait("a")
    assert isinstance(work.end, Cancelled)
    pending = ask("a", work)
    assert (pending.sentence, pending.cancelled) == ("Work was stopped.", "a")
    jobs.again("a")
    ask("a", work)
    work.go.set()
    assert wait("a").result == "done"


def test_one_at_a_time_and_the_others_wait_for_their_turn():
    first, second = Held(), Held()
    ask("a", first)
    assert first.began.wait(PATIENCE)
    ask("b", second)
    assert jobs._jobs()["b"].text == "Work waits for its turn"
    assert not second.began.is_set()
    first.go.set()
    wait("a")
    assert second.began.wait(PATIENCE)
    second.go.set()
    assert wait("b").result == "done"


def test_one_that_waits_for_its_turn_can_be_stopped(monkeypatch):
    monkeypatch.setattr(one, "LOOK", 0.01)
    first, second = Held(), Held()
    ask("a", first)
    assert first.began.wait(PATIENCE)
    ask("b", second)
    jobs.stop("b")
    wait("b")
    assert not second.began.is_set()
    first.go.set()
    wait("a")


def test_a_visitor_has_a_few_threads_and_the_rest_comes_later():
    held = [Held() for _ in range(jobs.MOST + 1)]
    for number, work in enumerate(held):
        pending = ask(str(number), work)
    assert pending.sentence == "Work waits for the others."
    assert len(jobs.pending()) == jobs.MOST
    for work in held[:-1]:  # whose turn comes first, nobody knows
        work.go.set()
    for number in range(jobs.MOST):
        wait(str(number))
    ask(str(jobs.MOST), held[-1])
    held[-1].go.set()
    assert wait(str(jobs.MOST)).result == "done"


def test_what_is_about_something_that_is_gone_is_forgotten():
    ask("set/folder/mean", Held())
    ask("set/other/mean", Held())
    first = jobs._jobs()["set/folder/mean"]
    jobs.forget("/folder/")
    assert first.stopped
    assert list(jobs.pending()) == ["set/other/mean"]


def test_what_a_run_does_not_ask_for_is_stopped():
    work = Held()
    jobs.begin()
    ask("a", work)
    assert work.began.wait(PATIENCE)
    thread = jobs._jobs()["a"]
    jobs.begin()
    jobs.draw()
    assert thread.stopped
    assert "a" not in jobs._jobs()


class Again(Exception):
    """The page begins anew."""


@pytest.fixture
def drawn(monkeypatch):
    """Draws the bars; before the first, something happens."""

    def draw(happens):
        monkeypatch.setattr(st, "rerun", raises(Again))
        monkeypatch.setattr(st, "container", lambda **options: happens() or nullcontext())
        monkeypatch.setattr(jobs, "_watch", jobs._watch.__wrapped__)  # without a server: none
        jobs.draw()

    return draw


def raises(error):
    def function():
        raise error

    return function


def end(key, work):
    work.go.set()
    wait(key)


def test_a_job_that_ends_just_before_its_bar_is_drawn_is_seen_to_have_ended(drawn):
    work = Held()
    jobs.begin()
    ask("a", work)
    with pytest.raises(Again):
        drawn(lambda: end("a", work))


def test_one_that_ends_while_another_goes_on_is_seen_at_once(drawn):
    first, second = Held(), Held()
    jobs.begin()
    ask("a", first)
    assert first.began.wait(PATIENCE)
    ask("b", second)
    end("a", first)
    with pytest.raises(Again):
        drawn(lambda: None)


def test_it_ends_when_the_visitor_has_gone(monkeypatch):
    monkeypatch.setattr(one, "LOOK", 0.0)
    monkeypatch.setattr(one, "GONE", 0.0)
    monkeypatch.setattr(one, "is_here", lambda session: False)
    work = Held()
    ask("a", work)
    wait("a")
    assert jobs._jobs()["a"].stopped


def test_without_a_server_nobody_goes():
    assert one.is_here("")
    assert one.is_here("anybody")


def test_old_results_are_forgotten(monkeypatch):
    monkeypatch.setattr(jobs, "KEPT", 2)
    for number in range(4):
        work = Held()
        ask(str(number), work)
        work.go.set()
        wait(str(number))
    assert list(jobs._jobs()) == ["2", "3"]


def test_how_far_it_is(monkeypatch):
    job = Job("Work", begun=10.0, done=0, total=4)
    assert job.text == "Work begins"
    monkeypatch.setattr(one, "monotonic", lambda: 12.0)
    job.done = 1
    assert job.text == "Work: 1 of 4, about 6 s left"
    job.done = 4
    assert job.text == "Work: 4 of 4, about 1 s left"


def test_a_job_that_is_the_same_for_every_galaxy_goes_on_when_another_is_chosen():
    of_one, of_all = Held(), Held()
    jobs.follow("galaxy/model")
    ask("a", of_one)
    with pytest.raises(jobs.Pending):
        jobs.result("b", "Work", of_all, lasting=True)
    jobs.follow("another/model")
    assert list(jobs._jobs()) == ["b"]
    of_all.go.set()
    wait("b")
    assert jobs.result("b", "Work", of_all) == "done"
