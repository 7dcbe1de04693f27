"""The galaxies that a visitor sorts, and the answers, which last as long as the visit."""

import numpy as np
import streamlit as st

from cnnviz.data.images import CLASSES
from cnnviz.ui.data.view import View

COUNT = 20
MOST = 10  # classes of a set's own that are sorted into: each has a key
ANSWERS = "data_answers"  # plain session key: a widget's own would be forgotten with its page


def possible(view: View) -> tuple[str, ...]:
    """The answers: the seven classes, or a set's own where none of them is one of the seven."""
    candidates = view.labels.candidates
    seven = candidates.shape[1] == len(CLASSES) and candidates.any()
    return CLASSES if seven else view.labels.classes


def problem(view: View) -> str:
    """Why the set cannot be sorted, in a sentence; empty where it can."""
    count = len(possible(view))
    if count > MOST:
        return (
            f"This set has {count} classes of its own, and there are keys for {MOST} answers: "
            f"choose a set of at most {MOST} classes."
        )
    if count < 2:
        return "This set has one class alone, so there is nothing to sort: choose another set."
    return ""


def deal(view: View) -> list[int]:
    """Numbers of the galaxies in the set: at random from the seed, without repetition.

    Only galaxies that can be read and whose class is one of the answers, or several of them.
    """
    own = possible(view) != CLASSES
    sorted_ = np.asarray(view.labels.candidates.any(axis=1)) | own
    known = np.flatnonzero(sorted_[view.labels.labels])
    found: list[int] = []
    for j in np.random.default_rng(view.now.deal).permutation(known).tolist():
        if len(found) == COUNT:
            break
        if view.at(j) is not None:
            found.append(j)
    return found


def answers(view: View) -> list[int]:
    """What the visitor said so far: indices of answers, in the order of the deal."""
    every: dict[str, list[int]] = st.session_state.setdefault(ANSWERS, {})
    return every.setdefault(_key(view), [])


def say(view: View, label: int, at: int) -> None:
    """Take an answer to galaxy number `at`; for callbacks. A second click on it is ignored."""
    said = answers(view)
    if len(said) == at and label in range(len(possible(view))):
        said.append(label)


def take_back(view: View) -> None:
    """Forget the last answer; for callbacks."""
    if said := answers(view):
        said.pop()


def start_over(view: View) -> None:
    """Forget all answers to these galaxies; for callbacks."""
    answers(view).clear()


def _key(view: View) -> str:
    return f"{view.data.key}/{view.now.deal}"
