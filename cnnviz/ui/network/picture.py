"""The picture of a network with what it has and costs."""

import streamlit as st

from cnnviz import figures
from cnnviz.figures import Slab
from cnnviz.ui import imagenet
from cnnviz.ui.network import words
from cnnviz.ui.network.subject import Subject
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
