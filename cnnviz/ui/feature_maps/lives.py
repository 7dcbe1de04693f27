"""Which maps are zero everywhere, not for one galaxy alone but for many."""

from collections.abc import Mapping
from time import monotonic

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.ui.feature_maps.subject import Subject

GALAXIES = 70  # ten of each class
CHUNK, LARGE_CHUNK = 10, 1  # galaxies between two looks at what the visitor wants
PATIENCE = 0.4  # seconds after which a bar shows how far it is
Alive = Mapping[str, NDArray[np.bool_]]


def alive(subject: Subject) -> Alive:
    """Which maps are not zero everywhere for at least one of the galaxies.

    Args:
        subject: the network

    Returns:
        by layer, shape (C,)
    """
    begun, bar = monotonic(), st.empty()
    step = LARGE_CHUNK if subject.large else CHUNK
    found: dict[str, NDArray[np.bool_]] = {}
    for first in range(0, GALAXIES, step):
        for name, lives in _alive(subject, subject.key, first, step).items():
            found[name] = found[name] | lives if name in found else lives
        if monotonic() - begun > PATIENCE and first + step < GALAXIES:
            done = first + step
            bar.progress(done / GALAXIES, f"{done} of {GALAXIES} galaxies")
    bar.empty()
    return found


# the key stands for the network: Streamlit looks at no argument that begins with an underscore


@st.cache_data(show_spinner=False, max_entries=1000)
def _alive(_subject: Subject, key: str, first: int, count: int) -> Alive:
    numbers = range(first, first + count)
    labels = [j % len(CLASSES) for j in numbers]
    images = simulator.galaxies(labels, [j // len(CLASSES) for j in numbers])
    feed = _subject.feed
    pixels = np.stack([feed.preprocessing.pixels(image) for image in images.pixels])
    outputs = activations.record(_subject.model, feed.tensor(pixels))
    return {
        name: (output != 0).flatten(2).any(2).any(0).numpy()
        if output.ndim > 2
        else (output != 0).any(0).numpy()
        for name, output in outputs.items()
    }
