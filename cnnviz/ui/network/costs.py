"""Where the parameters sit, and where the work is done."""

from collections.abc import Mapping

import streamlit as st

from cnnviz import figures, stages
from cnnviz.figures import Cost, Share
from cnnviz.ui import downloads
from cnnviz.ui.network import words
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.network.subject import Subject

QUANTITIES = ("Parameters", "Multiply-adds", "Memory of the outputs")


def draw(setup: Setup) -> None:
    """Draw the shares of the kinds of layers, and bars of each part."""
    subject = setup.subject
    st.html(figures.share_bars(shares({subject.title: subject}), _alt(subject)))
    st.html(figures.cost_bars(costs(subject), QUANTITIES, f"Costs of the parts of {subject.title}"))
    st.caption(
        "Each column of bars has its own scale, the largest is as long as there is room. A fully "
        "connected layer has a weight for each pair of input and output, a convolution one kernel "
        "that all places share."
    )
    downloads.button(
        "Parts (CSV)",
        downloads.name(subject.name or subject.network, "parts", kind="csv"),
        lambda: csv(subject), "text/csv",
    )  # fmt: skip


def csv(subject: Subject) -> str:
    """What each part of the picture has and costs, memory in bytes."""
    names = ("parameters", "multiply_adds", "output_bytes")
    return downloads.table(
        [
            {
                "part": cost.name,
                "role": cost.role,
                **{name: str(value) for name, value in zip(names, cost.values, strict=True)},
            }
            for cost in costs(subject)
        ]
    )


def shares(subjects: Mapping[str, Subject]) -> list[Share]:
    """Each quantity divided among the kinds of layers; of several networks on one scale.

    Args:
        subjects: by the names that they have beside one another
    """
    found = []
    for quantity, name, text in (
        ("Parameters", "parameters", lambda n: f"{n:,}"),
        ("Multiply-adds", "multiply_adds", words.many),
        ("Memory of the outputs", "output_bytes", words.memory),
    ):
        for title, subject in subjects.items():
            parts = [
                (role, getattr(total, name))
                for role, total in stages.by_role(subject.layers).items()
            ]
            label = f"{quantity}, {title}" if len(subjects) > 1 else quantity
            total = getattr(subject.total, name)
            found.append(Share(quantity, label, text(total), tuple(parts)))
    return found


def costs(subject: Subject) -> list[Cost]:
    """What each part of the picture has and costs."""
    return [
        Cost(
            stage.name,
            stage.role,
            (stage.total.parameters, stage.total.multiply_adds, stage.total.output_bytes),
            (
                f"{stage.total.parameters:,}",
                words.many(stage.total.multiply_adds),
                words.memory(stage.total.output_bytes),
            ),
        )
        for stage in subject.stages
        if stage.layers
    ]


def _alt(subject: Subject) -> str:
    return f"Shares of the kinds of layers of {subject.title}. {words.where(subject)}"
