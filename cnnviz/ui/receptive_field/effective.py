"""The effective field of a unit over many simulated galaxies, before and after training."""

import math
from dataclasses import dataclass
from time import monotonic

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz import receptive
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import cached
from cnnviz.ui.receptive_field.network import Box, inner
from cnnviz.untrained import untrained

GALAXIES = 64
CHUNK = 16  # galaxies between two looks at what the visitor wants
PATIENCE = 0.4  # seconds after which a bar shows how far it is
Map = NDArray[np.float64]
Unit = tuple[int, ...]


@dataclass(frozen=True)
class Measured:
    """An effective field.

    Args:
        gradient: mean absolute gradient with respect to each pixel, shape (H, W)
        deviation: standard deviation along rows and columns, pixels
        inside: share of the gradient inside the theoretical field; 1
        half: its share inside the central half of that field
    """

    gradient: Map
    deviation: tuple[float, float]
    inside: float
    half: float

    @property
    def shares(self) -> Map:
        """The gradient with sum 1, shape (H, W)."""
        shares: Map = self.gradient / self.gradient.sum()
        return shares


def measure(model: str, layer: str, unit: Unit, box: Box, *, untrained: bool) -> Measured | None:
    """The effective field of a unit; None where no galaxy changes it.

    Args:
        model: name of the weights
        layer: torch.fx's name of it
        unit: (channel, row, column)
        box: its theoretical field, pixels
        untrained: with the weights that the network had before any training
    """
    gradient = _mean_gradient(model, layer, unit, untrained)
    if not gradient.sum() > 0:
        return None
    return Measured(
        gradient,
        receptive.deviation(gradient),
        receptive.share_inside(gradient, box),
        receptive.share_inside(gradient, inner(box)),
    )


def even_deviation(box: Box, size: int) -> tuple[float, float]:
    """Standard deviation if every pixel of the field on the image counted the same, pixels.

    That of n equal numbers in a row, sqrt((n^2 - 1) / 12).
    """
    lengths = [
        min(end, size) - max(begin, 0) for begin, end in ((box[0], box[2]), (box[1], box[3]))
    ]
    rows, columns = (math.sqrt((n**2 - 1) / 12) for n in lengths)
    return rows, columns


def _mean_gradient(model: str, layer: str, unit: Unit, untrained: bool) -> Map:
    """Chunk by chunk, so that another click does not wait for all of them."""
    begun, bar = monotonic(), st.empty()
    chunks = GALAXIES // CHUNK
    found = []
    for chunk in range(chunks):
        found.append(_gradient(model, layer, unit, untrained, chunk))
        if monotonic() - begun > PATIENCE and chunk + 1 < chunks:
            done = (chunk + 1) * CHUNK
            bar.progress(done / GALAXIES, f"{done} of {GALAXIES} galaxies")
    bar.empty()
    mean: Map = np.mean(found, axis=0)
    return mean


@st.cache_data(show_spinner=False, max_entries=512)
def _gradient(model: str, layer: str, unit: Unit, untrained: bool, chunk: int) -> Map:
    network, card = cached.model(model)
    if untrained:
        network = _untrained(model)
    rule = card.preprocessing
    return receptive.effective(network, layer, unit, _galaxies(chunk, str(rule), rule))


@st.cache_resource(show_spinner=False, max_entries=4 * GALAXIES // CHUNK)
def _galaxies(chunk: int, rule: str, _preprocessing: Preprocessing) -> Tensor:
    """Simulated galaxies of all classes as the network receives them, (CHUNK, C, H, W)."""
    numbers = range(chunk * CHUNK, (chunk + 1) * CHUNK)
    labels = [j % len(CLASSES) for j in numbers]
    images = simulator.galaxies(labels, [j // len(CLASSES) for j in numbers])
    pixels = np.stack([_preprocessing.pixels(image) for image in images.pixels])
    return _preprocessing.tensor(pixels)


@st.cache_resource(show_spinner=False, max_entries=8)
def _untrained(model: str) -> nn.Module:
    build = cached.model(model)[1].build
    return untrained(build["name"], build["arguments"])
