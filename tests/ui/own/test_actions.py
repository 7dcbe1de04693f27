"""What is put off until a run of the page can say that it takes a while."""

from contextlib import nullcontext

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException

from cnnviz.crop import Crop
from cnnviz.ui import chosen
from cnnviz.ui.own import actions, kept
from tests.pages.opening import png


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


class Disturbed(dict):
    """A session of which one access ends the callback, as where another click waits already."""

    def __init__(self, when):
        super().__init__()
        self.left = when

    def _yields(self):
        self.left -= 1
        if self.left == 0:
            raise RerunException(RerunData())

    def get(self, *words):
        self._yields()
        return super().get(*words)

    def pop(self, *words):
        self._yields()
        return super().pop(*words)

    def __setitem__(self, *words):
        self._yields()
        super().__setitem__(*words)


@pytest.mark.parametrize("when", [1, 2, 3, 4])
def test_what_is_asked_for_just_before_another_click_is_not_lost(monkeypatch, when):
    session, done = Disturbed(when), []
    monkeypatch.setattr(actions.st, "session_state", session)
    monkeypatch.setattr(kept, "find", lambda address: None)
    monkeypatch.setattr(kept, "crop", lambda *words: done.append(words))
    with pytest.raises(RerunException):
        actions.crop("upload", None)
    actions.catch_up(nullcontext())
    assert done == [("upload", None)]


def test_what_fails_is_not_tried_for_ever(state):
    def work(place):
        raise ZeroDivisionError

    actions._later(work)
    with pytest.raises(ZeroDivisionError):
        actions.catch_up("first")
    actions.catch_up("second")


def test_a_square_stays_with_the_image_that_it_was_drawn_on(state):
    """Also where another image is chosen before the browser's message is read."""
    first, other = (kept.add(png(96, 96, seed=i), f"{i}.png") for i in range(2))
    state[chosen.GALAXY] = first.address
    square = Crop(40, 40, 30)
    actions.crop(first.address, square)
    state[chosen.GALAXY] = other.address
    actions.catch_up(nullcontext())
    assert kept.find(first.address).galaxy.crop == square
    assert kept.find(other.address).galaxy.crop is None
    actions.undo_crop(first.address)
    actions.catch_up(nullcontext())
    assert kept.find(first.address).galaxy.crop is None
