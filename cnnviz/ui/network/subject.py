"""One network that is looked at: how it is built, and its layers."""

import json
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz import builder, layers, stages
from cnnviz.layers import Layer, Shape, Total, total
from cnnviz.stages import Block, Stage
from cnnviz.ui import cached
from cnnviz.ui.network.choices import BUILT, CHOSEN, NONE, TASKS, TITLES, Look, sized, sizes_of


@dataclass(frozen=True)
class Subject:
    """A network with its layers.

    Args:
        title: for people
        name: of the weights; empty for a network without any
        network: name in the zoo
        arguments: for `zoo.build`
        size: (C, H, W) of its input
        layers: every operation; none where it cannot be built
        stages: the layers as the picture shows them
        blocks: its residual blocks
        problem: why it cannot be built; empty where it can
    """

    title: str
    name: str
    network: str
    arguments: dict[str, Any]
    size: Shape
    layers: tuple[Layer, ...] = ()
    stages: tuple[Stage, ...] = ()
    blocks: tuple[Block, ...] = ()
    problem: str = ""

    @property
    def total(self) -> Total:
        """Sums over all layers."""
        return total(self.layers)

    @property
    def photographs(self) -> bool:
        """Whether it takes colour pictures and tells as many classes apart as ImageNet has."""
        return self.size[0] == 3 and bool(self.layers) and self.layers[-1].shape == (1000,)


def subject(look: Look, frame: str) -> Subject:
    """The network that is looked at."""
    return _subject(look.model, look, frame)


def other(look: Look, frame: str) -> Subject | None:
    """The one that it is compared with; None where there is none."""
    return None if look.other == NONE else _subject(look.other, look, frame)


def title(model: str, frame: str) -> str:
    """A network's name for people."""
    return TITLES.get(model) or (frame if model == CHOSEN else model)


def _subject(model: str, look: Look, frame: str) -> Subject:
    network, arguments, name = _network(model, look, frame)
    if task := TASKS[look.task]:
        arguments |= sized(task)
    own = "Your own" if model == BUILT else title(model, frame)
    size = layers.input_shape(network, **arguments)
    try:
        found = _described(network, json.dumps(arguments))
    except ValueError as error:
        return Subject(own, name, network, arguments, size, problem=str(error))
    return Subject(own, name, network, arguments, size, *found)


def _network(model: str, look: Look, frame: str) -> tuple[str, dict[str, Any], str]:
    """Name in the zoo, arguments, name of the weights."""
    if model == BUILT:
        return BUILT, {**builder.to_arguments(look.built), **sized(sizes_of(look.built))}, ""
    if model in TITLES:
        return model, {}, ""
    name = frame if model == CHOSEN else model
    _, card = cached.model(name)
    sizes = {"size": card.preprocessing.size, "classes": len(card.classes)}
    return card.build["name"], {**sizes, **card.build["arguments"]}, name


@st.cache_resource(show_spinner=False, max_entries=64)
def _described(
    network: str, arguments: str
) -> tuple[tuple[Layer, ...], tuple[Stage, ...], tuple[Block, ...]]:
    """What every visitor may share; nothing of it can be changed.

    Raises:
        ValueError: the network cannot be built
    """
    known = json.loads(arguments)
    found = layers.of(network, **known)
    size = layers.input_shape(network, **known)
    return tuple(found), tuple(stages.stages(found, size)), tuple(stages.blocks(found, size))
