"""Which galaxies are dealt, and that answers are kept."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.data.images import CLASSES, Images
from cnnviz.ui.data import dealing, sorting
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


def own(count, about=7):
    """A view of thirty images of so many classes, none of them one of the seven."""
    shown = view()
    names = tuple(f"own {k}" for k in range(count))
    may = np.eye(count, about, dtype=bool) & (about != 7)
    none = np.empty((30, 1, 1, 3), np.uint8)
    shown.__dict__["labels"] = Images(none, np.arange(30) % count, names, may)
    return shown


@pytest.mark.parametrize("about", [7, 3])
def test_a_set_of_other_classes_is_sorted_into_its_own(monkeypatch, about):
    monkeypatch.setattr(View, "at", lambda view, j: object())
    shown = own(3, about=about)
    assert dealing.possible(shown) == ("own 0", "own 1", "own 2")
    assert dealing.problem(shown) == ""
    assert len(set(dealing.deal(shown))) == dealing.COUNT
    dealing.say(shown, 3, 0)  # there is no fourth
    dealing.say(shown, 2, 0)
    assert dealing.answers(shown) == [2]


def test_more_classes_than_keys_and_a_single_one_are_not_sorted():
    assert dealing.problem(own(10)) == ""
    assert dealing.problem(own(11)).startswith("This set has 11 classes of its own, and there are")
    assert dealing.problem(own(1)).startswith("This set has one class alone")
    assert dealing.problem(view()) == ""


def test_the_keys_in_words():
    assert [sorting.keys(n) for n in (2, 7, 10)] == [
        "Keys 1 to 2", "Keys 1 to 7", "Keys 1 to 9 and 0"
    ]  # fmt: skip


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
