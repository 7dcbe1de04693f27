"""One residual block, drawn: what is added to what."""

from collections.abc import Sequence

import streamlit as st

from cnnviz import figures, stages
from cnnviz.figures import Box
from cnnviz.layers import Layer, total
from cnnviz.stages import Block
from cnnviz.ui import downloads
from cnnviz.ui.network.setup import Setup


def draw(setup: Setup) -> None:
    """Draw the chosen block of the network, or say that it has none."""
    blocks = setup.subject.blocks
    if not blocks:
        _none(setup)
        return
    number = min(setup.look.block, len(blocks))
    state, key = st.session_state, "network_block"
    state[key] = number
    block = blocks[number - 1]
    with st.container(horizontal=True, gap="large"):
        with st.container(width=460):
            st.selectbox(
                f"Residual block, of {len(blocks)}", range(1, len(blocks) + 1), key=key,
                format_func=lambda n: blocks[n - 1].name,
                on_change=lambda: setup.choices.change(block=state[key]),
            )  # fmt: skip
            st.html(picture(block))
            name = setup.subject.name or setup.subject.network
            downloads.button(
                "Residual block (PNG)", downloads.name(name, block.name, "block", kind="png"),
                lambda: png(block), "image/png",
            )  # fmt: skip
        with st.container():
            st.markdown(said(block))


def picture(block: Block) -> str:
    """The block as HTML."""
    shape = figures.shape_text
    return figures.residual_block(
        shape(block.source), _boxes(block.body), _boxes(block.shortcut), _boxes(block.after),
        f"Residual block {block.name}: a body of {len(block.body)} from {shape(block.source)} to "
        f"{shape(block.join.shape)}, and around them {_around(block)}",
    )  # fmt: skip


def png(block: Block) -> bytes:
    """The block as a PNG file."""
    return figures.residual_block_png(
        figures.shape_text(block.source),
        _boxes(block.body), _boxes(block.shortcut), _boxes(block.after),
    )  # fmt: skip


def said(block: Block) -> str:
    """What the block does, as Markdown."""
    body, short = total(block.body).parameters, total(block.shortcut).parameters
    around = "f_s[x, \\phi_s]" if block.shortcut else "x"
    one = len(block.body) == 1
    whole = (
        "A body with all weights at zero adds nothing to what the convolution around it makes"
        if block.shortcut
        else "With all weights at zero the body adds nothing, and the gradient passes the sum as "
        "it is: that is why networks of a hundred layers can be trained (He et al. 2016)"
    )
    return (
        f"$$h_1 = {around} + f_1[x, \\phi_1]$$\n\n"
        f"The {'layer' if one else f'{len(block.body)} layers'} of the body "
        f"compute{'s' if one else ''} a change to the present tensor instead of a new one; around "
        f"{'it' if one else 'them'} goes {_around(block)}. {whole}.\n\n"
        f"The body has {body:,} parameters, the shortcut {short:,}. "
        f"{_sees(block.join)}"
    )


def _sees(layer: Layer) -> str:
    if layer.field is None:
        return "No one receptive field is right for these branches."
    if not layer.field.stride[0]:
        return "A unit behind the sum sees the whole image."
    rows, columns = layer.field.size
    return (
        f"The receptive field of a unit behind the sum has {rows} \N{MULTIPLICATION SIGN} "
        f"{columns} pixels, the padding included."
    )


def _around(block: Block) -> str:
    if not block.shortcut:
        return "the input as it is"
    return "a convolution that gives the input the output's shape"


def _boxes(layers: Sequence[Layer]) -> list[Box]:
    shape = figures.shape_text
    return [
        Box(
            stages.role(layer),
            layer.kind,
            f"{layer.arithmetic} = {layer.parameters:,}" if layer.parameters else "",
        )
        if layer.multiply_adds == 0
        else Box(
            stages.role(layer),
            f"{layer.kind} to {shape(layer.shape)}",
            f"{layer.arithmetic} = {layer.parameters:,}",
        )
        for layer in layers
    ]


def _none(setup: Setup) -> None:
    st.caption(
        "This network adds nothing around its layers. ResNets do, and your own where you switch "
        "residual connections on."
    )
    st.button("Look at ResNet-18", on_click=lambda: setup.choices.change(model="resnet18", block=1))
