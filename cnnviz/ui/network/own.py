"""The controls with which a visitor builds a network; whatever they choose is tried at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from cnnviz.builder import Network
from cnnviz.builder.checks import several, whole
from cnnviz.builder.description import (
    ACTIVATIONS,
    BLOCKS,
    DROPOUT,
    HEADS,
    IN_BLOCK,
    IN_NETWORK,
    LAYERS,
    PADDING,
    POOLING,
    WIDTH,
)
from cnnviz.ui.network import description
from cnnviz.ui.network.choices import ALL_BLOCKS, fitted
from cnnviz.ui.network.presets import PRESETS
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.words import plain

NARROW = 128  # pixels
ACTIVATION_TITLES = {
    "relu": "ReLU", "leaky_relu": "Leaky ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU",
    "tanh": "tanh", "sigmoid": "Sigmoid", "none": "None",
}  # fmt: skip
PADDING_TITLES = {"half": "Half kernel", "none": "None"}
HEAD_TITLES = {"flatten": "Flatten", "global_average": "Global average"}


@dataclass(frozen=True)
class Row:
    """A text of several numbers: name of the field, label, and pixels that it takes."""

    name: str
    label: str
    width: int


def draw(setup: Setup) -> None:
    """Draw the controls of the whole network, then those of its blocks."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
        _start(setup)
        _numbers(setup, Row("channels", "Channels of the blocks", 165), _channels, _put_channels)
        _choice(setup, "padding", "Padding", PADDING, PADDING_TITLES, 130)
        _choice(setup, "activation", "Activation", tuple(ACTIVATIONS), ACTIVATION_TITLES, 115)
        _choice(setup, "head", "Head", HEADS, HEAD_TITLES, 135)
        _numbers(setup, Row("dense", "Dense layers", 118), _dense, _put_dense)
        _more(setup)
    _blocks(setup)


def _start(setup: Setup) -> None:
    state, key = st.session_state, "network_start"
    built, task = setup.look.built, setup.look.task
    found = [name for name, (_, network) in PRESETS.items() if fitted(network, task) == built]
    state[key] = found[0] if found else None

    def choose() -> None:
        if state[key]:
            setup.choices.change(built=PRESETS[state[key]][1], edited=ALL_BLOCKS)

    st.selectbox(
        "Start from", list(PRESETS), format_func=lambda name: PRESETS[name][0], key=key,
        on_change=choose, placeholder="Your own", width=138,
    )  # fmt: skip


def _numbers(
    setup: Setup,
    row: Row,
    shown: Callable[[Network], str],
    put: Callable[[Network, list[int]], Network],
) -> None:
    """Whole numbers; what is none is refused with a sentence and changes nothing."""
    state, key = st.session_state, f"network_{row.name}_text"
    refused = f"network_{row.name}_refused"
    before, text, why = state.get(refused, (None, "", ""))
    stands = before == setup.look.built  # what was refused belongs to the network of that moment
    if not stands:
        state.pop(refused, None)
    state[key] = text if stands else shown(setup.look.built)

    def choose() -> None:
        state.pop(refused, None)
        try:
            changed = put(setup.look.built, read_numbers(state[key]))
        except ValueError as error:
            state[refused] = (setup.look.built, state[key], str(error))
        else:
            setup.choices.change(built=changed)

    with st.container(width=row.width, gap="xxsmall"):
        st.text_input(
            row.label, key=key, on_change=choose, max_chars=100, placeholder="none",
            help="Whole numbers with blanks between them",
        )  # fmt: skip
        if stands:
            st.caption(f":red[{plain(why)}; the last good numbers stay.]")


def read_numbers(text: str) -> list[int]:
    """Whole numbers with blanks or commas between them.

    Raises:
        ValueError: one sentence
    """
    words = text.replace(",", " ").split()
    for word in words:
        if not (word.isascii() and word.isdecimal() and len(word) <= 9):
            raise ValueError(f"'{word[:20]}' is no whole number")
    return [int(word) for word in words]


def _channels(network: Network) -> str:
    return " ".join(str(block.channels) for block in network.blocks)


def _dense(network: Network) -> str:
    return " ".join(map(str, network.dense))


def _put_channels(network: Network, channels: list[int]) -> Network:
    """So many blocks; a new one is as the last."""
    several("blocks", channels, 1, BLOCKS)
    old = network.blocks
    pairs = zip(channels, [*old, *[old[-1]] * len(channels)], strict=False)
    return replace(network, blocks=tuple(replace(block, channels=n) for n, block in pairs))


def _put_dense(network: Network, widths: list[int]) -> Network:
    several("dense layers", widths, 0, LAYERS)
    for width in widths:
        whole("a dense layer's width", width, *WIDTH)
    return replace(network, dense=tuple(widths))


def _choice(
    setup: Setup, field: str, label: str, known: tuple[str, ...], titles: dict[str, str], width: int
) -> None:
    key = f"network_own_{field}"
    st.session_state[key] = getattr(setup.look.built, field)
    st.selectbox(
        label, known, format_func=titles.__getitem__, key=key, width=width,
        on_change=_changes(setup, field, key),
    )  # fmt: skip


def _more(setup: Setup) -> None:
    with st.popover("More", icon=":material/tune:"):
        for field, label in (
            ("size", "Image: rows and columns"), ("in_channels", "Image: channels"),
            ("classes", "Classes"),
        ):  # fmt: skip
            least, most = IN_NETWORK[field]
            st.number_input(
                label, least, most, disabled=setup.look.task != "own",
                help="Given by the task where one is chosen", **_own(setup, field),
            )  # fmt: skip
        st.toggle("Batch normalisation", **_own(setup, "batch_norm"))
        st.slider(
            "Dropout before dense layers", 0.0, DROPOUT, step=0.05, **_own(setup, "dropout", float)
        )
        description.draw(setup)


def _own(setup: Setup, field: str, kind: Callable[[Any], Any] = lambda x: x) -> dict[str, Any]:
    key = f"network_own_{field}"
    st.session_state[key] = kind(getattr(setup.look.built, field))
    return {"key": key, "on_change": _changes(setup, field, key)}


def _changes(setup: Setup, field: str, key: str) -> Callable[[], None]:
    def choose() -> None:
        changed = replace(setup.look.built, **{field: st.session_state[key]})
        setup.choices.change(built=changed)

    return choose


def _blocks(setup: Setup) -> None:
    numbers = list(range(len(setup.look.built.blocks) + 1))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xxsmall"):
        st.segmented_control(
            "Change block", numbers, required=True,
            format_func=lambda n: str(n) if n else "all",
            **setup.choices.widget("edited"),
        )  # fmt: skip
        for field in ("kernel", "dilation"):
            st.number_input(
                field.capitalize(),
                *IN_BLOCK[field],
                width=NARROW,
                placeholder="differs",
                **_of_blocks(setup, field),
            )
        for field in ("stride", "convolutions"):
            least, most = IN_BLOCK[field]
            _select(setup, field, range(least, most + 1))
        _select(setup, "pooling", POOLING)
        _select(setup, "residual", (False, True))


def _select(setup: Setup, field: str, known: Sequence[object]) -> None:
    words = {False: "no", True: "yes"} if field == "residual" else {}
    st.selectbox(
        field.capitalize(), known, format_func=lambda value: words.get(value, str(value)),
        placeholder="differs", width=100, **_of_blocks(setup, field),
    )  # fmt: skip


def _of_blocks(setup: Setup, field: str) -> dict[str, Any]:
    """Key and callback of a control that changes one block or all; empty where they differ."""
    key, look = f"network_block_{field}", setup.look
    chosen = [look.edited - 1] if look.edited else range(len(look.built.blocks))
    values = {getattr(look.built.blocks[i], field) for i in chosen}
    st.session_state[key] = values.pop() if len(values) == 1 else None

    def choose() -> None:
        value = st.session_state[key]
        if value is None:
            return
        changed = [
            replace(block, **{field: value}) if i in chosen else block
            for i, block in enumerate(look.built.blocks)
        ]
        setup.choices.change(built=replace(look.built, blocks=tuple(changed)))

    return {"key": key, "on_change": choose}
