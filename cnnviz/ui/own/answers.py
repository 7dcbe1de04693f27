"""What the network says of all the visitor's images."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.ui import cached, downloads, words
from cnnviz.ui.own.kept import Own
from cnnviz.ui.page import Chosen

SOON = 0.3  # seconds before which nothing is said of what is left: mostly all is there already


@dataclass(frozen=True, eq=False)
class Answer:
    """Of one image.

    Args:
        own: the image
        probabilities: shape (K,)
    """

    own: Own
    probabilities: NDArray[np.float64]

    def best(self, classes: Sequence[str]) -> tuple[str, float]:
        """The class with the largest probability, and that probability."""
        k = int(np.argmax(self.probabilities))
        return classes[k], float(self.probabilities[k])

    def text(self, classes: Sequence[str]) -> str:
        """The same in a few words."""
        name, share = self.best(classes)
        return f"{name}, {words.percent(share)}"


def asked(images: Sequence[Own], chosen: Chosen) -> list[Answer]:
    """The network's answers, under a progress bar where they take a moment."""
    place, begun = st.empty(), monotonic()
    found = []
    for done, own in enumerate(images):
        if monotonic() - begun > SOON:
            place.progress(done / len(images), "The network looks at your images")
        found.append(Answer(own, cached.probabilities(own.galaxy, chosen.name)))
    place.empty()
    return found


def draw(answers: Sequence[Answer], chosen: Chosen) -> None:
    """Draw the table of all images and its file."""
    classes = chosen.card.classes
    st.table(
        [
            {
                "Image": answer.own.galaxy.title, "Class": words.plain(name),
                "Probability": words.percent(share), "File": words.literal(answer.own.name),
                "Cut": _cut(answer.own),
            }
            for answer in answers
            for name, share in [answer.best(classes)]
        ],
        hide_index=True, alt=f"What {chosen.name} says of each of your images",
    )  # fmt: skip
    downloads.button(
        "All answers (CSV)", downloads.name("own-images", chosen.name, kind="csv"),
        lambda: downloads.table(rows(answers, classes)), "text/csv",
    )  # fmt: skip


def rows(answers: Sequence[Answer], classes: Sequence[str]) -> list[dict[str, str]]:
    """Every image with its crop and its probabilities as the rows of a file."""
    return [
        {
            "image": answer.own.galaxy.title, "file": words.cell(answer.own.name),
            "class": answer.best(classes)[0], **_crop_columns(answer.own),
            **{name: repr(float(p)) for name, p in zip(classes, answer.probabilities, strict=True)},
        }
        for answer in answers
    ]  # fmt: skip


def _cut(own: Own) -> str:
    square = own.galaxy.crop
    if square is None:
        return "by the network's rule"
    return f"{words.pixels(square.side)}, turned by {square.rotation:g} degrees"


def _crop_columns(own: Own) -> dict[str, str]:
    square = own.galaxy.crop
    names = ("row", "column", "side", "rotation")
    return {name: repr(getattr(square, name)) if square else "" for name in names}
