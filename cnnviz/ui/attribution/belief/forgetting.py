"""Does a map know the network? Layers are forgotten one after another, from the top."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz import figures
from cnnviz.attribution import METHODS, Explained, attribute
from cnnviz.attribution.belief import randomised, rank_correlation
from cnnviz.ui import downloads
from cnnviz.ui.attribution.belief import maps, worked
from cnnviz.ui.attribution.belief.maps import Shown
from cnnviz.ui.attribution.results import Asked
from cnnviz.ui.attribution.view import View
from cnnviz.ui.job import Progress

SHOWN = 8  # small maps in a row, the trained network's among them
BLIND = 0.5  # a correlation above it, with half of the network forgotten, is called blindness
SURE = 2.5  # standard deviations of chance
FINE = 0.05  # of chance: what is less is not worth a word
SIGNED = "attribution_rank_of"
KINDS = {"value": "Values with their sign", "size": "Magnitudes"}
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forgot:
    """A method's maps while the network forgets.

    Args:
        layers: paths of the layers, in the order in which they are forgotten
        maps: the trained network's first, each added up over its channels, (layers + 1, h, w)
    """

    layers: tuple[str, ...]
    maps: Floats = field(repr=False)

    @property
    def half(self) -> int:
        """Number of the map when half of the layers, or one more, are forgotten."""
        return (len(self.layers) + 1) // 2

    @property
    def chance(self) -> float:
        """Standard deviation of the rank correlation of independent maps, 1 / sqrt(n - 1)."""
        return 1 / math.sqrt(max(self.maps[0].size - 1, 1))

    def correlations(self, kind: str) -> Floats:
        """Rank correlation of each with the first, shape (layers + 1,).

        Args:
            kind: "value" or "size", of the magnitudes
        """
        every = torch.from_numpy(self.maps)
        every = every.abs() if kind == "size" else every
        return np.array([rank_correlation(every[0], each) for each in every])


def draw(view: View, shown: Shown) -> None:
    """Draw the rows of small maps and the curves."""
    st.markdown(
        "**Asked:** the weights of the layers are drawn anew, one layer after the other from the "
        "top, until nothing is left of the training: does the map change with them? A map that "
        "stays shows the image, not what the network has learned."
    )
    found = {each.method.name: _forgot(view, each) for each in shown.maps}
    known = {name: each for name, each in found.items() if each is not None}
    if not known:
        return
    kind = _kind()
    st.markdown(f"**Here:** {answer(known, kind)}")
    layers = next(iter(known.values())).layers
    st.plotly_chart(
        figures.forgetting(
            layers, {METHODS[n].title: each.correlations(kind) for n, each in known.items()},
            "Rank correlation",
        ),
        key="attribution_forgetting",
        alt="Rank correlation of each method's map with the trained network's, against the layers "
        "that are forgotten",
    )  # fmt: skip
    for name, each in known.items():
        _row(name, each, kind)
    st.caption(
        "Adebayo et al. 2018: cascading randomisation; a normalisation is forgotten with its "
        "convolution. Spearman's rank correlation with the trained network's map: 1 is the same "
        "order of the pixels, 0 is chance. Each small map has its own range of colours."
    )
    _downloads(view, known)


def answer(found: Mapping[str, Forgot], kind: str) -> str:
    """What the maps mean here when half of the layers are forgotten, as Markdown."""
    half = {name: float(each.correlations(kind)[each.half]) for name, each in found.items()}
    stubborn = [n for n, r in half.items() if abs(r) > max(BLIND, SURE * found[n].chance)]
    if stubborn:
        texts = ", ".join(f"{METHODS[n].title} ({figures.signed(half[n])})" for n in stubborn)
        return (
            f"with half of the layers forgotten the map of {texts} is still much the same: what it "
            "shows comes from the image and the network's plan more than from what was learned."
        )
    texts = ", ".join(f"{METHODS[n].title} {figures.signed(r)}" for n, r in half.items() if r == r)
    return f"with half of the layers forgotten the maps are others: {texts or 'no order is left'}."


def heading(name: str, each: Forgot) -> str:
    """A method's title; of a coarse map also what chance does, as Markdown."""
    if each.chance < FINE:
        return f"**{METHODS[name].title}**"
    rows, columns = each.maps.shape[1:]
    return (
        f"**{METHODS[name].title}**, {rows} by {columns} units: chance alone makes correlations of "
        f"about ±{each.chance:.2f}"
    )


def chosen(layers: int) -> list[int]:
    """Which of the maps are shown small, always the first and the last; layers + 1 there are."""
    return sorted({round(i) for i in np.linspace(0, layers, min(SHOWN, layers + 1))})


def rows(found: Mapping[str, Forgot]) -> list[dict[str, str]]:
    """The correlations as the rows of a file."""
    layers = next(iter(found.values())).layers
    columns = {
        f"{name} {kind}": each.correlations(kind) for name, each in found.items() for kind in KINDS
    }
    return [
        {"forgotten_down_to": layer} | {name: repr(float(c[i])) for name, c in columns.items()}
        for i, layer in enumerate(("", *layers))
    ]


def arrays(found: Mapping[str, Forgot]) -> bytes:
    """All maps, as NumPy's NPZ file."""
    file, layers = BytesIO(), next(iter(found.values())).layers
    named: dict[str, Any] = {name: each.maps for name, each in found.items()}
    np.savez_compressed(file, layers=np.array(["", *layers]), **named)
    return file.getvalue()


def _kind() -> str:
    return str(
        st.segmented_control(
            "Compared",
            list(KINDS),
            format_func=KINDS.__getitem__,
            default="value",
            required=True,
            key=SIGNED,
            label_visibility="collapsed",
        )
    )


def _row(name: str, each: Forgot, kind: str) -> None:
    st.markdown(heading(name, each))
    values = each.correlations(kind)
    names = ["trained", *each.layers]
    shown = [
        (f"{names[i]}: {figures.signed(values[i])}" if i else names[0], each.maps[i])
        for i in chosen(len(each.layers))
    ]
    st.html(figures.map_row(shown, f"{METHODS[name].title}, forgotten down to"))


def _downloads(view: View, known: Mapping[str, Forgot]) -> None:
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Correlations (CSV)", f"{view.stem}-forgetting.csv",
            lambda: downloads.table(rows(known)), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Maps (NPZ)", f"{view.stem}-forgetting.npz", lambda: arrays(known),
            "application/octet-stream",
        )  # fmt: skip


def _forgot(view: View, explained: Explained) -> Forgot | None:
    name = explained.method.name
    asked = view.asked(name)
    work = partial(_work, view.model, view.images, asked, maps.tensor(explained))
    seconds = worked.maps(view, name, len(_steps(view.model)))
    title = f"{METHODS[name].title} while the network forgets"
    return worked.done(view, f"forgetting/{asked!r}", title, work, seconds)


def _steps(model: nn.Module) -> list[str]:
    """The layers after which a map is made; a normalisation goes with its convolution."""
    named = dict(model.named_modules())
    return [n for n, layer in named.items() if isinstance(layer, nn.Conv2d | nn.Linear)]


def _work(
    model: nn.Module, images: Tensor, asked: Asked, first: Tensor, progress: Progress
) -> Forgot:
    steps = _steps(model)
    values: dict[str, Any] = dict(asked.values)
    made = [first]
    layers: list[str] = []
    for path, forgotten in randomised(model):
        if path not in steps:
            continue

        def told(done: int, total: int, before: int = len(layers)) -> None:
            progress(before * total + done, len(steps) * total)

        made.append(
            attribute(
                forgotten,
                images,
                asked.target,
                asked.method,
                asked.layer,
                told,
                contrast=asked.contrast,
                **values,
            )
        )
        layers.append(path)
    return Forgot(tuple(layers), torch.cat(made).double().sum(1).numpy())
