"""The galaxies that a visitor sorts, and the answers, which last as long as the visit."""

import numpy as np
import streamlit as st

from cnnviz.data.images import CLASSES
from cnnviz.ui.data.view import View

COUNT = 20
ANSWERS = "data_answers"  # plain session key: a widget's own would be forgotten with its page


def deal(view: View) -> list[int]:
    """Numbers of the galaxies in the set: at random from the seed, without repetition.

    Only galaxies that can be read and are of one of the seven classes, or of several of them.
    """
    candidates = view.labels.candidates
    if candidates.shape[1] != len(CLASSES):
        return []
    known = np.flatnonzero(np.asarray(candidates.any(axis=1))[view.labels.labels])
    found: list[int] = []
    for j in np.random.default_rng(view.now.deal).permutation(known).tolist():
        if len(found) == COUNT:
            break
        if view.at(j) is not None:
            found.append(j)
    return found


def answers(view: View) -> list[int]:
    """What the visitor said so far: indices into CLASSES, in the order of the deal."""
    every: dict[str, list[int]] = st.session_state.setdefault(ANSWERS, {})
    return every.setdefault(_key(view), [])


def say(view: View, label: int, at: int) -> None:
    """Take an answer to galaxy number `at`; for callbacks. A second click on it is ignored."""
    said = answers(view)
    if len(said) == at and label in range(len(CLASSES)):
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
