"""The networks that a visitor may look into beside the chosen model."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from cnnviz import builder, layers, zoo
from cnnviz.layers import Layer
from cnnviz.ui.address import Choices, kept
from cnnviz.ui.words import literal, plain

BUILT = "built"
NAMED = 5  # layers of one kind in a sentence
TUTORIAL = builder.Network()  # with max pooling
TITLES = {
    BUILT: "Your own network", "galaxy_cnn": "Galaxy CNN", "lenet5": "LeNet-5",
    "mlp": "Fully connected", "alexnet": "AlexNet",
    **{name: name.upper().replace("VGG", "VGG-") for name in zoo.TORCHVISION if "vgg" in name},
    **{name: name.replace("resnet", "ResNet-") for name in zoo.TORCHVISION if "res" in name},
}  # fmt: skip


def arguments(network: str, built: builder.Network | None = None) -> dict[str, Any]:
    """For `zoo.build`.

    Args:
        network: a key of TITLES
        built: description of the network that is called "built"
    """
    return builder.to_arguments(built) if built and network == BUILT else {}


def table(network: str, built: builder.Network | None = None) -> tuple[Layer, ...]:
    """Every layer of a network; nothing is computed.

    Args:
        network: a key of TITLES
        built: description of the network that is called "built"

    Raises:
        ValueError: such a network cannot be built; one sentence
    """
    return _table(network, json.dumps(arguments(network, built)))


@st.cache_resource(show_spinner=False, max_entries=64)
def _table(network: str, arguments: str) -> tuple[Layer, ...]:
    return tuple(layers.of(network, **json.loads(arguments)))


def without_field(layers: Iterable[Layer]) -> str:
    """Which layers have no one receptive field, and why; Markdown, empty where all have one."""
    why: dict[str, list[str]] = {}
    for layer in layers:
        if layer.field is None:
            why.setdefault(layer.problem, []).append(layer.path)
    return " ".join(_without(paths, problem) for problem, paths in why.items())


def _without(paths: list[str], problem: str) -> str:
    listed = ", ".join(literal(path) for path in paths[:NAMED])
    if len(paths) > NAMED:
        listed += f" and {len(paths) - NAMED} more"
    have = "has" if len(paths) == 1 else "have"
    return f"{listed} {have} no one receptive field: {plain(problem)}."


def choose(choices: Choices[Any], name: str, first: Mapping[str, object]) -> None:
    """Choose a network, which is the field "network" of a page; for callbacks.

    Args:
        choices: of the page
        name: a key of TITLES; empty for the model
        first: what another network chooses too
    """
    built, problem = choices.now().built, ""
    if name == BUILT:
        built, problem = built_before(built)
    choices.change(network=name, built=built, **first)
    if problem:
        choices.say(
            f"The network that was built on the page of the layers cannot be built: "
            f"{plain(problem)}. This is another one."
        )


def built_before(built: builder.Network) -> tuple[builder.Network, str]:
    """The network that the visitor built on the page of the layers.

    Args:
        built: instead, where there is none, where it is impossible, or where it is none of the
            first visit

    Returns:
        the network, and why that of the page of the layers is impossible; empty where it is not
    """
    text = kept("network").get("network_built", "")
    if built != TUTORIAL or not text:
        return built, ""
    try:
        return read_built(text), ""
    except ValueError as error:
        return built, str(error)


def read_built(text: str) -> builder.Network:
    """The description of a network that can be built, as JSON.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    found = builder.from_json(text)
    table(BUILT, found)
    return found


def describe(choices: Choices[Any], first: Mapping[str, object]) -> None:
    """Draw the description of the visitor's own network, which is the field "built" of a page.

    Args:
        choices: of the page
        first: what another network chooses too
    """
    key = f"{choices.page}_{BUILT}"

    def choose() -> None:
        try:
            built = read_built(st.session_state[key])
        except ValueError as error:
            choices.change()  # which forgets what was said before
            why = plain(str(error))
            choices.say(f"{why[:1].upper()}{why[1:]}. The network before stays.")
            return
        choices.change(built=built, **first)

    st.session_state[key] = builder.to_json(choices.now().built)
    st.text_input(
        "Description of the network (JSON)", max_chars=8000, key=key, on_change=choose,
        help="As the page of the layers writes it; what is not said is as in the tutorial.",
    )  # fmt: skip


def one_of(text: str, names: tuple[str, ...]) -> str:
    """One of the known words.

    Raises:
        ValueError: one sentence with all of them
    """
    if text not in names:
        raise ValueError(f"'{text[:20]}' is none of {', '.join(names)}")
    return text
