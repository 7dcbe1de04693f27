"""The network that is looked into: its weights, its rules and how it is fed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from torch import nn

from cnnviz import builder, layers, origin, pretrained
from cnnviz.data.images import CLASSES
from cnnviz.layers import Layer, Shape
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import cached, networks
from cnnviz.ui.feature_maps import idle
from cnnviz.ui.feature_maps.feed import Feed
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.networks import BUILT, TITLES
from cnnviz.untrained import SEED, untrained

LARGE = 4_000_000  # numbers, outputs and parameters together: more are not sent at once
MOST_NUMBERS = 3e8  # a float32 takes four bytes
MOST_PRODUCTS = 2.5e10  # for one galaxy: some seconds
FOR_GALAXIES = ("galaxy_cnn", "mlp", BUILT)


@dataclass(frozen=True, eq=False)
class Subject:
    """A network, without its weights: a visitor's page may keep it for as long as they stay.

    Args:
        key: another for other weights
        title: for people
        network: name in the zoo; empty for shipped weights
        name: of the shipped weights, also where random ones are in their place
        arguments: for `zoo.build`
        seed: of its random weights; None for trained ones
        layers: in the order in which an image passes them
        feed: from the galaxy to its input
        classes: names of its K outputs; empty where they mean nothing
    """

    key: str
    title: str
    network: str
    name: str
    arguments: dict[str, Any] = field(repr=False)
    seed: int | None
    layers: tuple[Layer, ...] = field(repr=False)
    feed: Feed
    classes: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int, int]:
        """(C, H, W) of its input."""
        side = self.feed.preprocessing.size
        return self.feed.channels, side, side

    @property
    def trained(self) -> bool:
        """Whether its weights were learned."""
        return self.seed is None

    @property
    def large(self) -> bool:
        """Whether its numbers are too many to be sent at once."""
        return is_large(self.layers)

    @property
    def model(self) -> nn.Module:
        """The module, in eval mode with frozen parameters, shared by all visitors.

        Raises:
            ValueError: its weights cannot be used; one sentence
        """
        return self._loaded.model

    @property
    def rules(self) -> tuple[origin.Rule, ...]:
        """Of every layer, sharing the weights of the module: nobody may write there.

        Raises:
            ValueError: its weights cannot be used; one sentence
        """
        return self._loaded.rules

    def rule(self, name: str) -> origin.Rule | None:
        """The rule of a layer; None where there is no such layer."""
        return next((rule for rule in self.rules if rule.layer.name == name), None)

    def label(self, galaxy: Galaxy) -> int | None:
        """A galaxy's class among the network's own; None where the network has others."""
        return galaxy.label_in(self.classes)

    @property
    def _loaded(self) -> "_Loaded":
        load = _large if self.large else _small
        found = load(self.network, self.name, json.dumps(self.arguments), self.seed, self.size)
        if self.large:
            idle.looked_at(_forget)
        return found


def subject(
    network: str, model: str, built: builder.Network | None = None, seed: int | None = None
) -> Subject:
    """The network of a choice.

    Args:
        network: a key of `networks.TITLES`; empty for shipped weights
        model: name of the shipped weights
        built: description of the network that is called "built"
        seed: of random weights; None for trained ones, where there are any

    Raises:
        ValueError: such a network cannot be built; one sentence
    """
    found = layers_of(network, model, built)
    if not network:
        return _shipped_subject(model, seed, found)
    if seed is None and pretrained.available(network):
        source = pretrained.source(network)
        return Subject(
            f"{network}-imagenet", f"{TITLES[network]}, trained on ImageNet", network, "", {}, None,
            found, Feed(source.preprocessing), source.classes,
        )  # fmt: skip
    seed = SEED if seed is None else seed
    arguments = networks.arguments(network, built)
    channels, side, _ = layers.input_shape(network, **arguments)
    return Subject(
        f"{network}-random-{seed}{_digits(arguments)}",
        f"{TITLES[network]}, random weights, seed {seed}", network, "", arguments, seed,
        found, Feed(replace(Preprocessing(), size=side), channels),
        _galaxy_classes(network, arguments),
    )  # fmt: skip


def _shipped_subject(name: str, seed: int | None, found: tuple[Layer, ...]) -> Subject:
    card = cached.model(name)[1]
    arguments = card.build["arguments"]
    feed = Feed(card.preprocessing, layers.input_shape(card.build["name"], **arguments)[0])
    key, title = name, name
    if seed is not None:
        key, title = f"{name}-random-{seed}", f"{name}, random weights, seed {seed}"
    return Subject(key, title, "", name, arguments, seed, found, feed, card.classes)


def layers_of(network: str, model: str, built: builder.Network | None = None) -> tuple[Layer, ...]:
    """The layers of the network of a choice; nothing is computed.

    Raises:
        ValueError: such a network cannot be built; one sentence
    """
    if not network:
        return _shipped(model)
    return networks.table(network, built)


def input_size(network: str, model: str, built: builder.Network | None = None) -> Shape:
    """(C, H, W) of the input of the network of a choice."""
    if network:
        return layers.input_shape(network, **networks.arguments(network, built))
    card = cached.model(model)[1]
    side = card.preprocessing.size
    return layers.input_shape(card.build["name"], **card.build["arguments"])[0], side, side


def is_large(found: Sequence[Layer]) -> bool:
    """Whether the numbers of a network are too many to be sent at once."""
    return sum(layer.memory for layer in found) > LARGE * layers.BYTES


def too_much(found: Sequence[Layer]) -> str:
    """Why a network is not run here, one sentence; empty where it is."""
    total = layers.total(found)
    numbers = (total.output_bytes + total.parameter_bytes) / layers.BYTES
    if numbers > MOST_NUMBERS:
        return f"It has {numbers:.2g} outputs and parameters, too many for this page."
    if total.multiply_adds > MOST_PRODUCTS:
        return f"A galaxy takes it {total.multiply_adds:.2g} products, too many for this page."
    return ""


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A network with its weights; nothing that outlives a run of the page may keep it."""

    model: nn.Module
    rules: tuple[origin.Rule, ...]


@st.cache_resource(show_spinner=False, max_entries=24)
def _small(*choice: Any) -> _Loaded:  # noqa: ANN401
    return _load(*choice)


@st.cache_resource(show_spinner=False, max_entries=2)  # VGG-19 takes 575 MB
def _large(*choice: Any) -> _Loaded:  # noqa: ANN401
    return _load(*choice)


def _forget() -> None:
    _large.clear()
    cached.imagenet.clear()


def _load(network: str, name: str, arguments: str, seed: int | None, size: Shape) -> _Loaded:
    if seed is not None:
        build = network or cached.model(name)[1].build["name"]
        model = untrained(build, json.loads(arguments), seed)
    elif network:
        model = cached.imagenet(network).model
    else:
        model = cached.model(name)[0]
    return _Loaded(model, tuple(origin.rules(model, size)))


def _galaxy_classes(network: str, arguments: dict[str, Any]) -> tuple[str, ...]:
    """The seven classes for a network that has as many outputs, before it has learned them."""
    if network not in FOR_GALAXIES:
        return ()
    return CLASSES if arguments.get("classes", len(CLASSES)) == len(CLASSES) else ()


def _digits(arguments: dict[str, Any]) -> str:
    """Tells networks that visitors built apart."""
    text = json.dumps(arguments, sort_keys=True)
    return f"-{hashlib.sha256(text.encode()).hexdigest()[:12]}" if arguments else ""


@st.cache_resource(show_spinner=False, max_entries=8)
def _shipped(name: str) -> tuple[Layer, ...]:
    return tuple(cached.layer_table(name))
