"""What is put off until a run of the page can say that it takes a while."""

import pytest

from cnnviz.ui.own import actions


class Stopped(BaseException):
    """As Streamlit ends a run when another is asked for."""


@pytest.fixture(autouse=True)
def state(monkeypatch):
    session = {}
    monkeypatch.setattr(actions.st, "session_state", session)
    return session


def test_what_waits_is_done_once_and_in_its_order(state):
    done = []
    for name in "ab":
        actions._later(lambda place, name=name: done.append((name, place)))
    assert done == []
    actions.catch_up("place")
    actions.catch_up("place")
    assert done == [("a", "place"), ("b", "place")]


def test_what_is_interrupted_is_done_by_the_next_run(state):
    tries = []

    def work(place):
        tries.append(place)
        if len(tries) == 1:
            raise Stopped

    actions._later(work)
    with pytest.raises(Stopped):
        actions.catch_up("first")
    actions.catch_up("second")
    actions.catch_up("third")
    assert tries == ["first", "second"]


def test_what_fails_is_not_tried_for_ever(state):
    def work(place):
        raise ZeroDivisionError

    actions._later(work)
    with pytest.raises(ZeroDivisionError):
        actions.catch_up("first")
    actions.catch_up("second")
