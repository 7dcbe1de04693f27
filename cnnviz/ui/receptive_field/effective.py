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
from cnnviz.ui.receptive_field.network import GALAXIES, Box, Network, inner
from cnnviz.untrained import untrained

CHUNK = 16  # galaxies between two looks at what the visitor wants; of a large network one
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


def measure(
    network: Network, layer: str, unit: Unit, box: Box, *, untrained: bool
) -> Measured | None:
    """The effective field of a unit; None where no galaxy changes it.

    Args:
        network: with weights
        layer: torch.fx's name of it
        unit: (channel, row, column)
        box: its theoretical field, pixels
        untrained: with the weights that the network had before any training
    """
    gradient = _mean_gradient(network, layer, unit, untrained)
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
    # a field in the padding has no pixel on the image
    rows, columns = (math.sqrt((max(n, 1) ** 2 - 1) / 12) for n in lengths)
    return rows, columns


def _mean_gradient(network: Network, layer: str, unit: Unit, untrained: bool) -> Map:
    """Chunk by chunk, so that another click does not wait for all of them."""
    begun, bar = monotonic(), st.empty()
    every, step = network.galaxies, 1 if network.imagenet else CHUNK
    found = []
    for first in range(0, every, step):
        numbers = first, first + step
        found.append(_gradient(network.name, network.imagenet, layer, unit, untrained, numbers))
        done = numbers[1]
        if monotonic() - begun > PATIENCE and done < every:
            bar.progress(done / every, f"{done} of {every} galaxies")
    bar.empty()
    mean: Map = np.mean(found, axis=0)
    return mean


@st.cache_data(show_spinner=False, max_entries=512)
def _gradient(
    name: str, imagenet: bool, layer: str, unit: Unit, untrained: bool, numbers: tuple[int, int]
) -> Map:
    model, rule = _trained(name, imagenet)
    if untrained:
        model = _large_untrained(name) if imagenet else _untrained(name)
    return receptive.effective(model, layer, unit, _galaxies(numbers, str(rule), rule))


def _trained(name: str, imagenet: bool) -> tuple[nn.Module, Preprocessing]:
    if imagenet:
        model, _, rule = cached.imagenet(name)
        return model, rule
    network, card = cached.model(name)
    return network, card.preprocessing


@st.cache_resource(show_spinner=False, max_entries=4 * GALAXIES // CHUNK)
def _galaxies(numbers: tuple[int, int], rule: str, _preprocessing: Preprocessing) -> Tensor:
    """Simulated galaxies of all classes, from number to number, as (N, C, H, W)."""
    every = range(*numbers)
    labels = [j % len(CLASSES) for j in every]
    images = simulator.galaxies(labels, [j // len(CLASSES) for j in every])
    pixels = np.stack([_preprocessing.pixels(image) for image in images.pixels])
    return _preprocessing.tensor(pixels)


@st.cache_resource(show_spinner=False, max_entries=8)
def _untrained(model: str) -> nn.Module:
    build = cached.model(model)[1].build
    return untrained(build["name"], build["arguments"])


@st.cache_resource(show_spinner=False, max_entries=1)  # VGG-19 takes 575 MB
def _large_untrained(name: str) -> nn.Module:
    return untrained(name, {})
