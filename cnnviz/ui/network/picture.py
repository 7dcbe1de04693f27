"""The picture of a network with what it has and costs."""

import streamlit as st

from cnnviz import builder, figures
from cnnviz.figures import Slab
from cnnviz.ui import downloads, imagenet, links
from cnnviz.ui.network import words
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.network.subject import Subject
from cnnviz.ui.networks import BUILT
from cnnviz.ui.words import plain


def draw(subject: Subject) -> None:
    """Draw the sums and the picture, or why there is none."""
    if subject.problem:
        st.markdown(f":red[**This network cannot be built**: {plain(subject.problem)}.]")
        return
    st.markdown(words.totals(subject) + words.where(subject))
    st.html(figures.architecture(slabs(subject), alt(subject)))
    offered = imagenet.offer(subject.network) if subject.photographs else ""
    if offered:
        st.caption(offered)


def link(setup: Setup) -> None:
    """Draw the link to what this network makes of the galaxy."""
    subject = setup.subject
    if subject.problem:
        return
    name = "" if subject.name else subject.network
    built = builder.from_arguments(subject.arguments) if name == BUILT else None
    where = links.place(links.MAPS, name, {}, built)
    if subject.name:
        where["model"] = subject.name
    links.draw(links.MAPS, "What these layers make of the galaxy", where)


def download(subject: Subject, label: str = "Picture (PNG)") -> None:
    """Draw the download of the picture."""
    file = downloads.name(subject.name or subject.network, "layers", kind="png")
    downloads.button(label, file, lambda: figures.architecture_png(slabs(subject)), "image/png")


def slabs(subject: Subject) -> list[Slab]:
    """The stages as the picture takes them."""
    return [
        Slab(stage.name, stage.role, stage.shape, stage.blocks, words.stage(stage))
        for stage in subject.stages
    ]


def alt(subject: Subject) -> str:
    """What the picture shows, in words."""
    shapes = ", ".join(f"{s.name} {figures.shape_text(s.shape)}" for s in subject.stages)
    return f"The tensors of {subject.title}, rows by columns by channels: {shapes}"
