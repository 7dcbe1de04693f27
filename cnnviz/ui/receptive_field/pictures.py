"""The three pictures: where a unit can look, where it does after training, and where before."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz import figures
from cnnviz.layers import Layer
from cnnviz.ui import cached, imagenet, networks
from cnnviz.ui.components import Fields, picker
from cnnviz.ui.receptive_field import effective, network, sentences, sizes
from cnnviz.ui.receptive_field.effective import Measured
from cnnviz.ui.receptive_field.network import Network
from cnnviz.ui.receptive_field.view import View
from cnnviz.ui.words import plain

PERCENT = 100
TITLES = ("Can see: theoretical field", "Does see: after training", "Before: random weights")


def draw(view: View) -> None:
    """Draw the pictures side by side with a sentence below each."""
    first, *others = st.columns(3 if view.network.trained else [1, 2], gap="small")
    with first:
        st.markdown(f"**{TITLES[0]}**")
        theoretical(view)
    _effective(view, others)
    st.caption(f"{sentences.place(view)} {sizes.about(view.sky)}")


def _effective(view: View, others: Sequence[DeltaGenerator]) -> None:
    if not view.network.trained:
        with others[0]:
            st.markdown("**Does see: effective field**")
            st.caption(without(view.network))
        return
    found, titles = [], (f"{TITLES[1]}{' on ImageNet' * view.network.imagenet}", TITLES[2])
    for place, title, untrained in zip(others, titles, (False, True), strict=True):
        with place:
            st.markdown(f"**{title}**")
            found.append(measure(view, untrained=untrained))
    shares = [PERCENT * float(m.shares.max()) for m in found if m]
    for place, title, measured in zip(others, titles, found, strict=True):
        with place:
            if measured:
                st.html(picture(view, measured, title, max(shares)))
            st.caption(sentences.measured(measured, view))
    st.caption(sentences.comparison(found[0], found[1], view))


def without(shown: Network) -> str:
    """Why there is no effective field, and how to get one; as Markdown."""
    if shown.problem:
        return f"The weights of this network cannot be used. {plain(shown.problem)}."
    return (
        f"{networks.TITLES[shown.name]}: there are no weights of this network here, and its "
        "theoretical field needs none. For an effective field choose the model of the sidebar. "
        f"{imagenet.offer(shown.name)}"
    ).rstrip()


def theoretical(view: View) -> None:
    """The galaxy with the unit's field, and the fields of the layers below."""
    pixels = cached.received(view.galaxy, view.network.preprocessing)
    nested = network.below(view.network, view.layer)
    colours = figures.field_colours(len(nested))
    picker(
        figures.source(pixels), (view.network.size, view.network.size), fields(view.layer),
        view.unit[1:], key="receptive_field_picker",
        on_pick=lambda row, column: view.choices.change(row=row, column=column),
        below=[fields(layer, colour) for layer, colour in zip(nested, colours, strict=True)],
        margin=view.margin, name=view.layer.path,
        alt=f"{view.galaxy.title}, as the network receives it",
    )  # fmt: skip
    names = [(layer.path, _size(layer)) for layer in nested]
    st.html(figures.field_key(names, (view.layer.path, _size(view.layer))))
    if view.cut:
        st.caption("Dashed at the frame: there the field goes on, all of it padding.")
    if max(network.units(view.layer)[1:]) > 1:
        dots = " Dots: where the units look." if fields(view.layer).dots else ""
        st.caption(f"Click, drag, or step with the arrow keys.{dots}")


def fields(layer: Layer, colour: str = "") -> Fields:
    """Where the units of a layer look, for the picture."""
    found, (_, rows, columns) = network.field(layer), network.units(layer)
    return Fields(found.size, found.stride, found.start, (rows, columns), colour)


def measure(view: View, *, untrained: bool) -> Measured | None:
    """The effective field of the chosen unit."""
    return effective.measure(
        view.network, view.layer.name, view.unit, view.box, untrained=untrained
    )


def picture(view: View, measured: Measured, title: str, limit: float) -> str:
    """An effective field in per cent of the gradient in each pixel; HTML."""
    rows, columns = measured.deviation
    alt = (
        f"{title}: share of the gradient in each pixel, in per cent; standard deviation "
        f"{rows:.1f} by {columns:.1f} pixels"
    )
    boxes = (view.box, network.inner(view.box))
    return figures.effective_field(PERCENT * measured.shares, alt, boxes, view.window, limit)


def _size(layer: Layer) -> str:
    height, width = network.field(layer).size
    return str(height) if height == width else f"{height} by {width}"
