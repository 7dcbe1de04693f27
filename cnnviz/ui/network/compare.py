"""Two networks side by side."""

from functools import partial

import streamlit as st

from cnnviz import figures
from cnnviz.ui import downloads
from cnnviz.ui.network import costs, picture, words
from cnnviz.ui.network.choices import CHOSEN
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.network.subject import Subject

PAIRS = {
    "VGG-16 beside AlexNet": {"model": "alexnet", "other": "vgg16", "task": "own"},
    "Fully connected beside LeNet-5": {"model": "lenet5", "other": "mlp", "task": "digits"},
    "Fully connected beside the model": {
        "model": CHOSEN, "other": "mlp", "task": "galaxies",
    },
    "ResNet-18 beside VGG-16": {"model": "vgg16", "other": "resnet18", "task": "own"},
}  # fmt: skip


def draw(setup: Setup) -> None:
    """Draw the other network's picture, the sums of both, and bars on one scale."""
    one, other = setup.subject, setup.other
    if other is None:
        _offer(setup)
        return
    st.markdown(f"**{other.title}**")
    picture.draw(other)
    if one.problem or other.problem:
        return
    # a network beside itself still has its own column
    names = (one.title, other.title if other.title != one.title else f"{other.title} again")
    st.table(
        [
            {"Quantity": what, names[0]: first, names[1]: second, "Ratio": words.ratio(a, b)}
            for what, a, b, first, second in words.both(one.total, other.total)
        ],
        hide_index=True, alt=f"{one.title} beside {other.title}",
    )  # fmt: skip
    both = dict(zip(names, (one, other), strict=True))
    st.html(figures.share_bars(costs.shares(both), f"{one.title} beside {other.title}"))
    st.caption(_tasks(one, other))
    with st.container(horizontal=True):
        picture.download(other, f"{other.title} (PNG)")
        downloads.button(
            "Side by side (CSV)",
            downloads.name(one.network, "beside", other.network, kind="csv"),
            lambda: csv(one, other, names), "text/csv",
        )  # fmt: skip


def csv(one: Subject, other: Subject, names: tuple[str, str]) -> str:
    """The sums of both networks, memory in bytes."""
    return downloads.table(
        [
            {"quantity": what, names[0]: str(a), names[1]: str(b)}
            for what, a, b, _, _ in words.both(one.total, other.total)
        ]
    )


def _offer(setup: Setup) -> None:
    st.caption("Choose a network in the box 'Beside it', or one of these pairs:")
    with st.container(horizontal=True):
        for title, pair in PAIRS.items():
            st.button(title, on_click=partial(setup.choices.change, **pair))


def _tasks(one: Subject, other: Subject) -> str:
    """Whether both do the same."""
    tasks = [
        (figures.shape_text(subject.size), subject.layers[-1].shape[0]) for subject in (one, other)
    ]
    if tasks[0] == tasks[1]:
        shape, classes = tasks[0]
        return f"Both take images of {shape} and tell {classes} classes apart."
    (first, k), (second, m) = tasks
    return (
        f"They do not have the same task: {one.title} takes {first} and tells {k} classes apart, "
        f"{other.title} {second} and {m}. Choose a task for both above."
    )
