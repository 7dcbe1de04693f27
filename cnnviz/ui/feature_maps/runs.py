"""A galaxy through a network: all that the microscope is told, and the sections compute from.

Of a small network that is every output. Of a large one the image, the vectors, and the layers where
the visitor is with what these read; of the other layers small pictures and statistics.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import Tensor

from cnnviz import activations, maps
from cnnviz.layers import Layer
from cnnviz.maps import Statistics
from cnnviz.origin import IMAGE, Convolution, Dense
from cnnviz.ui import cached
from cnnviz.ui.components import Net, Preview, Run
from cnnviz.ui.feature_maps.large import Opened
from cnnviz.ui.feature_maps.subject import Subject
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.receptive_field import reading, sizes

Floats = NDArray[np.float32]
Outputs = Mapping[str, Floats]
FIRST = 16  # maps of a layer that are shown small
SIDE = 24  # pixels of a small map
MOST_BYTES = 2_000_000  # of all small maps together
MANY = 120  # layers: of more, those that change little are not shown small
TELLING = ("Conv2d", "add", "add_", "iadd", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Linear")
MOST_WEIGHTS = 250_000  # of a layer of a large network that are sent together
Place = tuple[str, int]  # a layer and a channel


@dataclass(frozen=True, eq=False)
class Passed:
    """What a network made of a galaxy.

    Args:
        outputs: by layer, IMAGE for the input; shape (C, H, W) or (K,)
        previews: of layers that are not among the outputs
        statistics: of every layer
        words: how an input value follows from a pixel
    """

    outputs: Outputs = field(repr=False)
    previews: Mapping[str, Preview] = field(repr=False)
    statistics: Mapping[str, Statistics] = field(repr=False)
    words: str


def passed(galaxy: Galaxy, subject: Subject, places: Collection[Place] = ()) -> Passed:
    """What a network makes of a galaxy.

    Args:
        galaxy: any
        subject: the network
        places: where the visitor is, which matters for a large network alone
    """
    if not subject.large:
        return _all(galaxy, subject, galaxy.key, subject.key)
    names = tuple(sorted(_read(subject, places)))
    known = _opened(galaxy, subject, names, galaxy.key, subject.key)
    outputs = known.outputs(subject, names)
    previews = {n: preview for n, preview in known.previews.items() if n not in outputs}
    return Passed(outputs, previews, known.statistics, known.words)


def run(galaxy: Galaxy, subject: Subject, places: Collection[Place] = ()) -> Run:
    """A galaxy through a network, as the microscope is told.

    Args:
        galaxy: any
        subject: the network
        places: where the visitor is, which matters for a large network alone
    """
    made = passed(galaxy, subject, places)
    told = net(subject, places)
    sky = sizes.sky(galaxy, subject.feed.preprocessing, reading.assumed())
    pixels = cached.received(galaxy, subject.feed.preprocessing)
    sent = "-".join(sorted(made.outputs)) if subject.large else ""
    if sky.assumed:
        sent += f" {sky.pixel_scale} {sky.redshift}"
    return Run(
        f"{told.key}/{galaxy.key}/{_short(sent)}", told, galaxy.title, subject.feed.shown(pixels),
        made.outputs, made.previews, made.words, sky.arcsec(1), sky.kpc(1),
        subject.label(galaxy), f"{galaxy.address}-{subject.key}",
    )  # fmt: skip


def net(subject: Subject, places: Collection[Place] = ()) -> Net:
    """A network, as the microscope is told."""
    if not subject.large:
        return Net(subject.key, subject.title, subject.size, subject.rules, None, subject.classes)
    weighted: set[str] = set()
    slices: set[Place] = set()
    for name, channel in places:
        rule = subject.rule(name)
        if rule and isinstance(rule.operation, Convolution | Dense):
            if rule.operation.weight.size <= MOST_WEIGHTS:
                weighted.add(name)
            else:
                slices.add((name, channel))
    key = f"{subject.key}/{_short(repr((sorted(weighted), sorted(slices))))}"
    return Net(key, subject.title, subject.size, subject.rules, weighted, subject.classes, slices)


def _read(subject: Subject, places: Collection[Place]) -> set[str]:
    """The layers of these places, and what they read."""
    found = [rule for name, _ in places if (rule := subject.rule(name))]
    names = {name for rule in found for name in (rule.layer.name, *rule.sources)}
    return names - {IMAGE}


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


# in the functions below the keys stand for galaxy and network: Streamlit looks at no argument that
# begins with an underscore. They hand out the same arrays again and again: nobody may write there


@st.cache_resource(show_spinner=False, max_entries=6, scope="session")
def _all(_galaxy: Galaxy, _subject: Subject, galaxy: str, subject: str) -> Passed:
    found, words = _outputs(_galaxy, _subject)
    statistics = {name: maps.statistics(output) for name, output in found.items()}
    return Passed({name: output.numpy() for name, output in found.items()}, {}, statistics, words)


@st.cache_resource(show_spinner=False, max_entries=3, scope="session")
def _opened(
    _galaxy: Galaxy, _subject: Subject, _names: Collection[str], galaxy: str, subject: str
) -> Opened:
    found, words = _outputs(_galaxy, _subject)
    statistics = {name: maps.statistics(output) for name, output in found.items()}
    shown = _shown_small([layer for layer in _subject.layers if len(layer.shape) == 3])
    side = min(SIDE, int((MOST_BYTES / FIRST / max(len(shown), 1)) ** 0.5))
    previews = {name: _preview(found[name], statistics[name], side) for name in shown}
    return Opened(found[IMAGE][None], found, _names, statistics, previews, words)


def _outputs(galaxy: Galaxy, subject: Subject) -> tuple[dict[str, Tensor], str]:
    """Outputs of all layers, and how the input follows from the pixels."""
    feed = subject.feed
    pixels = cached.received(galaxy, feed.preprocessing)
    x = feed.tensor(pixels[None])
    found = {name: output[0] for name, output in activations.record(subject.model, x).items()}
    return {IMAGE: x[0]} | found, feed.words(pixels)


def _shown_small(layers: Collection[Layer]) -> list[str]:
    many = len(layers) > MANY
    return [layer.name for layer in layers if not many or layer.kind in TELLING]


def _preview(output: Tensor, found: Statistics, side: int) -> Preview:
    pictures = maps.small(output[:FIRST], side)
    return Preview(pictures, found.low, found.high, found.mean, found.zeros)
