"""Do these pixels matter? Deletion and insertion."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz import figures
from cnnviz.attribution import METHODS
from cnnviz.attribution.belief import Curves, curves
from cnnviz.ui import downloads
from cnnviz.ui.attribution.belief import maps, worked
from cnnviz.ui.attribution.belief.maps import Shown
from cnnviz.ui.attribution.view import View
from cnnviz.ui.job import Progress

STEPS, ORDERS = 32, 5
KINDS = {"deletion": "removed", "insertion": "put back"}
Found = Mapping[str, Curves]


def draw(view: View, shown: Shown) -> None:
    """Draw both figures and the table of areas."""
    st.markdown(
        "**Asked:** take away first the pixels that a map calls most important: does the "
        "probability fall at once (deletion)? Put back first, do they raise it at once (insertion)?"
    )
    chance = _chance(view)
    found = {
        each.method.name: _curves(view, each.method.name, maps.tensor(each)) for each in shown.maps
    }
    known = {name: each for name, each in found.items() if each is not None}
    if chance is None or not known:
        return
    st.markdown(f"**Here:** {answer(known, chance)}")
    name = view.classes[view.target]
    for place, kind in zip(st.columns(2, gap="medium"), KINDS, strict=True):
        place.plotly_chart(
            figures.removal(
                chance.share, {METHODS[n].title: getattr(c, kind) for n, c in known.items()},
                getattr(chance, f"random_{kind}"), KINDS[kind],
            ),
            key=f"attribution_{kind}", theme="streamlit",
            alt=f"Probability of {name} against the share of pixels {KINDS[kind]}, most important "
            "first, for each method and for random orders",
        )  # fmt: skip
    st.dataframe(
        rows(known, chance), hide_index=True, height="content",
        alt="Areas under the curves of deletion and insertion, and of random orders",
    )  # fmt: skip
    st.caption(
        f"Petsiuk, Das, Saenko 2018. A removed pixel becomes sky, in {STEPS} steps; chance: "
        f"{ORDERS} random orders. Area: the mean height of a curve; small is good for deletion, "
        "large for insertion. Single pixels of sky in a galaxy are noise that no training had, so "
        "a curve also tells how the network takes noise. The tool of a figure saves it as PNG."
    )
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Areas (CSV)", f"{view.stem}-areas.csv",
            lambda: downloads.table(area_rows(known, chance)), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Curves (CSV)", f"{view.stem}-curves.csv",
            lambda: downloads.table(curve_rows(known, chance)), "text/csv",
        )  # fmt: skip


def answer(found: Found, chance: Curves) -> str:
    """What the areas mean here, as Markdown."""
    low, high = chance.chance["deletion"][0], chance.chance["insertion"][1]
    good = [METHODS[n].title for n, c in found.items() if c.areas["deletion"] < low]
    better = [METHODS[n].title for n, c in found.items() if c.areas["insertion"] > high]
    both = [title for title in good if title in better]
    if both:
        return f"{_list(both)} beat{'s' * (len(both) == 1)} every random order in both."
    parts = [
        f"{_list(titles) if titles else 'no map'} beat{'s' * (len(titles) < 2)} every random order "
        f"in {kind}"
        for kind, titles in (("deletion", good), ("insertion", better))
    ]
    return f"{', '.join(parts)}; none beats chance in both."


def rows(found: Found, chance: Curves) -> list[dict[str, str]]:
    """The areas as the rows of a table for people."""
    made = [
        {"Method": METHODS[name].title}
        | {f"Area of {kind}": f"{each.areas[kind]:.3f}" for kind in KINDS}
        for name, each in found.items()
    ]
    spans = {
        f"Area of {kind}": f"{low:.3f} to {high:.3f}" for kind, (low, high) in chance.chance.items()
    }
    return [*made, {"Method": f"{ORDERS} random orders", **spans}]


def area_rows(found: Found, chance: Curves) -> list[dict[str, str]]:
    """The areas as the rows of a file, with every digit."""
    made = [
        {"order": name} | {kind: repr(each.areas[kind]) for kind in KINDS}
        for name, each in found.items()
    ]
    return [*made, {"order": "random"} | {k: repr(chance.areas[f"random_{k}"]) for k in KINDS}]


def curve_rows(found: Found, chance: Curves) -> list[dict[str, str]]:
    """All curves as the rows of a file, one for each step."""
    columns: dict[str, NDArray[np.float64]] = {"share": chance.share}
    for kind in KINDS:
        columns |= {f"{name} {kind}": getattr(each, kind) for name, each in found.items()}
        orders = getattr(chance, f"random_{kind}")
        columns |= {f"random {i} {kind}": order for i, order in enumerate(orders)}
    return [
        {name: repr(float(column[i])) for name, column in columns.items()}
        for i in range(len(chance.share))
    ]


def _curves(view: View, name: str, map_: Tensor) -> Curves | None:
    work = partial(_work, view.model, view.images, map_, view.target, 0)
    title = f"{METHODS[name].title}, pixel by pixel"
    return worked.done(
        view, f"curves/{view.asked(name)!r}", title, work, worked.forwards(view, 2 * STEPS)
    )


def _chance(view: View) -> Curves | None:
    # of the map of the image itself only the random orders are looked at
    work = partial(_work, view.model, view.images, view.images, view.target, ORDERS)
    seconds = worked.forwards(view, 2 * (1 + ORDERS) * STEPS)
    return worked.done(view, f"chance/{view.target}", "Random orders", work, seconds)


def _work(
    model: nn.Module, images: Tensor, map_: Tensor, target: int, orders: int, progress: Progress
) -> Curves:
    return curves(model, images, map_, target, STEPS, orders=orders, progress=progress)


def _list(titles: list[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
