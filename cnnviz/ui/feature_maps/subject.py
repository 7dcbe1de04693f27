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
from cnnviz.ui.feature_maps.feed import Feed
from cnnviz.ui.networks import BUILT, TITLES
from cnnviz.untrained import SEED, untrained

LARGE = 4_000_000  # numbers, outputs and parameters together: more are not sent at once
MOST_NUMBERS = 3e8  # a float32 takes four bytes
MOST_PRODUCTS = 2.5e10  # for one galaxy: some seconds
FOR_GALAXIES = ("galaxy_cnn", "mlp", BUILT)


@dataclass(frozen=True, eq=False)
class Subject:
    """A network.

    Args:
        key: another for other weights
        title: for people
        network: name in the zoo; empty for shipped weights
        name: of the shipped weights, also where random ones are in their place
        arguments: for `zoo.build`
        seed: of its random weights; None for trained ones
        model: in eval mode with frozen parameters, shared by all visitors
        rules: of every layer
        feed: from the galaxy to its input
        classes: names of its K outputs; empty where they mean nothing
    """

    key: str
    title: str
    network: str
    name: str
    arguments: dict[str, Any] = field(repr=False)
    seed: int | None
    model: nn.Module = field(repr=False)
    rules: tuple[origin.Rule, ...] = field(repr=False)
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
    def layers(self) -> tuple[Layer, ...]:
        """Every layer, in the order in which an image passes them."""
        return tuple(rule.layer for rule in self.rules)

    @property
    def large(self) -> bool:
        """Whether its numbers are too many to be sent at once."""
        return is_large(self.layers)

    def rule(self, name: str) -> origin.Rule | None:
        """The rule of a layer; None where there is no such layer."""
        return next((rule for rule in self.rules if rule.layer.name == name), None)

    def label(self, index: int | None) -> int | None:
        """A galaxy's class among the network's own; None where the network has others."""
        return index if self.classes == CLASSES else None


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
        ValueError: such a network cannot be built, or its weights cannot be used; one sentence
    """
    make = _large if is_large(layers_of(network, model, built)) else _small
    if seed is None and network and not pretrained.available(network):
        seed = SEED
    return make(
        network, "" if network else model, json.dumps(networks.arguments(network, built)), seed
    )


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


# shared by all visitors: nobody may write into their tensors


@st.cache_resource(show_spinner=False, max_entries=24)
def _small(network: str, model: str, arguments: str, seed: int | None) -> Subject:
    return _made(network, model, json.loads(arguments), seed)


@st.cache_resource(show_spinner=False, max_entries=2)  # VGG-19 takes 575 MB
def _large(network: str, model: str, arguments: str, seed: int | None) -> Subject:
    return _made(network, model, json.loads(arguments), seed)


def _made(network: str, model: str, arguments: dict[str, Any], seed: int | None) -> Subject:
    if not network:
        return _from_weights(model, seed)
    if seed is None:
        found = cached.imagenet(network)
        feed = Feed(found.preprocessing)
        return Subject(
            f"{network}-imagenet", f"{TITLES[network]}, trained on ImageNet", network, "", {}, None,
            found.model, _rules(found.model, feed), feed, found.classes,
        )  # fmt: skip
    channels, side, _ = layers.input_shape(network, **arguments)
    feed = Feed(replace(Preprocessing(), size=side), channels)
    made = untrained(network, arguments, seed)
    return Subject(
        f"{network}-random-{seed}{_digits(arguments)}",
        f"{TITLES[network]}, random weights, seed {seed}", network, "", arguments, seed,
        made, _rules(made, feed), feed, _galaxy_classes(network, arguments),
    )  # fmt: skip


def _from_weights(name: str, seed: int | None) -> Subject:
    model, card = cached.model(name)
    arguments = card.build["arguments"]
    feed = Feed(card.preprocessing, layers.input_shape(card.build["name"], **arguments)[0])
    key = title = name
    if seed is not None:
        model = untrained(card.build["name"], arguments, seed)
        key, title = f"{name}-random-{seed}", f"{name}, random weights, seed {seed}"
    return Subject(
        key, title, "", name, arguments, seed, model, _rules(model, feed), feed, card.classes
    )


def _rules(model: nn.Module, feed: Feed) -> tuple[origin.Rule, ...]:
    side = feed.preprocessing.size
    return tuple(origin.rules(model, (feed.channels, side, side)))


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
