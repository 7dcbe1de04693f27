"""Which galaxies are dealt, and that answers are kept."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.data.images import CLASSES, Images
from cnnviz.ui.data import dealing
from cnnviz.ui.data.view import View
from tests.ui.data.sets import view


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """A session of the test's own."""
    mine = {}
    monkeypatch.setattr(st, "session_state", mine)
    return mine


def test_twenty_different_ones_the_same_for_the_same_seed():
    found = dealing.deal(view(count=140, deal=3))
    assert len(set(found)) == len(found) == dealing.COUNT
    assert found == dealing.deal(view(count=140, deal=3))
    assert found != dealing.deal(view(count=140, deal=4))
    assert set(found) <= set(range(140))


def test_galaxies_that_cannot_be_read_or_are_none_of_the_seven_are_not_dealt(monkeypatch):
    labels = np.arange(30) % 3
    candidates = np.eye(3, len(CLASSES), dtype=bool)
    candidates[1] = False
    shown = view()
    shown.__dict__["labels"] = Images(
        np.empty((30, 1, 1, 3), np.uint8), labels, ("a", "b", "c"), candidates
    )
    monkeypatch.setattr(View, "at", lambda view, j: None if j == 0 else object())
    found = dealing.deal(shown)
    assert sorted(found) == [j for j in range(1, 30) if j % 3 != 1]
    shown.__dict__["labels"] = Images(
        np.empty((30, 1, 1, 3), np.uint8), labels, ("a", "b", "c"), np.eye(3, dtype=bool)
    )
    assert dealing.deal(shown) == []


def test_an_answer_counts_once_and_is_taken_back():
    shown = view(count=140)
    dealing.say(shown, 2, 0)
    dealing.say(shown, 5, 0)  # a second click that came late
    dealing.say(shown, 7, 1)  # none of the seven
    assert dealing.answers(shown) == [2]
    dealing.take_back(shown)
    dealing.take_back(shown)
    assert dealing.answers(shown) == []


def test_each_deal_and_set_has_answers_of_its_own():
    dealing.say(view(count=140), 2, 0)
    for other in (view(count=140, deal=1), view(count=70), view(count=140, first=9)):
        assert dealing.answers(other) == []
    assert dealing.answers(view(count=140)) == [2]
    dealing.start_over(view(count=140))
    assert dealing.answers(view(count=140)) == []
