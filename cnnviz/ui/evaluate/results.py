"""Outputs of networks for sets of galaxies: computed outside the script, shared by all visitors."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import nn

from cnnviz import inference
from cnnviz.card import Card
from cnnviz.data.image_file import ImageFileError
from cnnviz.evaluation import VIEWS, views
from cnnviz.ui import cached, jobs, models
from cnnviz.ui.evaluate.data import Simulated, received
from cnnviz.ui.evaluate.real import Real
from cnnviz.ui.job import Progress
from cnnviz.ui.jobs import Pending

Floats = NDArray[np.float64]
KEPT = 64  # results of all visitors together
LONG = 12_000  # images through a network: beyond it a visitor asks for it with a click
STARTED = "evaluate_started"  # plain session key: what such clicks asked for


class EvaluationError(ValueError):
    """A network that cannot be judged; one sentence."""


@dataclass(frozen=True)
class Asked:
    """All that makes a result.

    Args:
        name: of the weights
        sha256: of their file: the same name may be trained again
        data: the galaxies
        kind: key of VIEWS, or empty for each galaxy as it is
    """

    name: str
    sha256: str
    data: Simulated | Real
    kind: str = ""

    @property
    def key(self) -> str:
        """Different for different results."""
        return f"evaluate/{self.name}/{self.sha256}/{self.data.key}/{self.kind}"

    @property
    def images(self) -> int:
        """That go through the network."""
        return self.data.count * (VIEWS[self.kind].count if self.kind else 1)

    @property
    def title(self) -> str:
        """For people; Markdown."""
        what = f"{VIEWS[self.kind].title} by" if self.kind else "Judging"
        return f"{what} {models.title(self.name)}"


def outputs(asked: Asked) -> Floats:
    """Logits, or the logarithms of averaged probabilities, shape (N, K).

    Raises:
        Pending: while they are computed outside the script, or where that was stopped
        EvaluationError: the network cannot take these images
    """
    ready = _store().whole(asked.key, asked.data.blocks)
    if ready is not None:
        return ready
    if asked.kind and asked.images > LONG and asked.key not in started():
        raise Pending(f"{asked.images:,} images through the network take a while.", asked.key)
    network, card = cached.model(asked.name)
    store = _store()
    return jobs.result(asked.key, asked.title, lambda p: compute(asked, network, card, store, p))


def again(key: str) -> None:
    """Start what was stopped, or what takes long; for callbacks."""
    started().add(key)
    jobs.again(key)


def started() -> set[str]:
    """Keys of the long results that this visitor asked for."""
    found: set[str] = st.session_state.setdefault(STARTED, set())
    return found


def keep(*wanted: Asked) -> None:
    """Let everything go on that is computed for these networks and galaxies, in any way."""
    begin = tuple(asked.key.removesuffix(asked.kind) for asked in wanted)
    for key in jobs.pending():
        if key.startswith(begin):
            jobs.keep(key)


class Store:
    """Outputs block by block: what was interrupted goes on where it was."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._parts: OrderedDict[str, list[Floats]] = OrderedDict()

    def parts(self, key: str) -> list[Floats]:
        """Outputs of the blocks that are done; the one job that computes them adds to the list."""
        with self._lock:
            found = self._parts.setdefault(key, [])
            self._parts.move_to_end(key)
            while len(self._parts) > KEPT:
                self._parts.popitem(last=False)
            return found

    def whole(self, key: str, blocks: int) -> Floats | None:
        """All outputs, shape (N, K); None where some are missing."""
        with self._lock:
            found = self._parts.get(key, [])
            if len(found) < blocks:
                return None
            self._parts.move_to_end(key)
            return np.concatenate(found)


def compute(
    asked: Asked, network: nn.Module, card: Card, store: Store, progress: Progress
) -> Floats:
    """The work itself; nothing of Streamlit's may be called here but its caches.

    Raises:
        EvaluationError: the network cannot take these images
    """
    parts, data = store.parts(asked.key), asked.data
    for i in range(len(parts), data.blocks):
        progress(sum(map(len, parts)), data.count)
        parts.append(_block(asked, network, card, i))
    progress(data.count, data.count)
    return np.concatenate(parts)


def _block(asked: Asked, network: nn.Module, card: Card, i: int) -> Floats:
    try:
        pixels = received(asked.data.block(i), card.preprocessing)
    except (ImageFileError, OSError) as error:
        raise EvaluationError(f"an image of the set cannot be read ({error})") from error
    try:
        if not asked.kind:
            return inference.logits(network, card.preprocessing, pixels)
        mean = views(network, card.preprocessing, pixels, asked.kind).mean(axis=0)
    except RuntimeError as error:  # PyTorch's, of shapes that do not fit
        reason = str(error).splitlines()[0]
        raise EvaluationError(f"{asked.name} cannot take these images ({reason})") from error
    averaged: Floats = np.log(np.maximum(mean, np.finfo(np.float64).tiny))
    return averaged


@st.cache_resource(show_spinner=False, max_entries=1)
def _store() -> Store:
    return Store()
