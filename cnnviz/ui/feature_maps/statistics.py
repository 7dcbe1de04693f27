"""The maps in numbers: ranges, shares of zeros, and maps that never show anything."""

from collections.abc import Mapping

import streamlit as st

from cnnviz import figures, stages
from cnnviz.figures import Cost
from cnnviz.layers import Layer
from cnnviz.maps import Statistics
from cnnviz.ui import downloads
from cnnviz.ui.feature_maps import lives, taking
from cnnviz.ui.feature_maps.formulas import numeral
from cnnviz.ui.feature_maps.lives import GALAXIES, Alive
from cnnviz.ui.feature_maps.view import View

QUANTITIES = ("Zeros", "Dead maps")
ASKED = "feature_maps_lives"  # the network whose maps were looked at for many galaxies
HIGHEST = 420  # pixels
HANDED_ON = ("Flatten", "flatten", "Dropout", "Dropout2d")  # the values of the layer before
# pixels: all six columns have room in half of a small screen
WIDTHS = {"Map": 48, "Least": 76, "Largest": 76, "Mean": 76, "Zeros": 72, "Dead": 54}
FEW = 16  # layers that are shown without scrolling
MOST_NAMED = 24  # maps of a layer


def draw(view: View) -> None:
    """Draw the bars of all layers, the table of one, and the maps that are always zero."""
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        layers = view.subject.layers
        with st.container(height=HIGHEST if len(layers) > FEW else "content", border=False):
            words = f"Zeros and dead maps of each layer, {view.galaxy.title}"
            st.html(figures.cost_bars(costs(layers, view.passed.statistics), QUANTITIES, words))
    with right:
        taking.layer(view)
        _table(view)
    _always(view)


def costs(layers: tuple[Layer, ...], found: Mapping[str, Statistics]) -> list[Cost]:
    """Share of zeros and of dead maps of each layer."""
    return [
        Cost(
            layer.path,
            stages.role(layer),
            (zeros, float(dead.mean()) if is_maps else 0.0),
            (percent(zeros), f"{dead.sum()} of {len(dead)}" if is_maps else "no maps"),
        )
        for layer in layers
        for zeros, dead, is_maps in [
            (float(found[layer.name].zeros.mean()), found[layer.name].dead, len(layer.shape) == 3)
        ]
    ]


def rows(layer: Layer, found: Statistics) -> list[dict[str, str]]:
    """The maps of a layer as the rows of a table for people; the values of a vector."""
    if len(layer.shape) == 1:
        return [{"Value": str(i), "Is": numeral(float(x))} for i, x in enumerate(found.mean)]
    columns = zip(found.low, found.high, found.mean, found.zeros, found.dead, strict=True)
    return [
        {"Map": str(c), "Least": numeral(float(low)), "Largest": numeral(float(high)),
         "Mean": numeral(float(mean)), "Zeros": percent(float(zeros)), "Dead": "dead" * bool(dead)}
        for c, (low, high, mean, zeros, dead) in enumerate(columns)
    ]  # fmt: skip


def file_rows(
    layers: tuple[Layer, ...], found: Mapping[str, Statistics], alive: Alive | None
) -> list[dict[str, str]]:
    """All maps as the rows of a file, with every digit."""
    made = []
    for layer in layers:
        each = found[layer.name]
        for c in range(len(each.low)):
            row = {"layer": layer.name, "path": layer.path, "map": str(c)}
            row |= {n: repr(float(getattr(each, n)[c])) for n in ("low", "high", "mean", "zeros")}
            if alive is not None:
                row[f"zero_for_{GALAXIES}_galaxies"] = str(int(not alive[layer.name][c]))
            made.append(row)
    return made


def always_rows(
    layers: tuple[Layer, ...], found: Mapping[str, Statistics], alive: Alive
) -> list[dict[str, str]]:
    """The layers with maps that are zero for this galaxy, and those of them that always are.

    A vector has no maps.
    """
    return [
        {"Layer": layer.path, "Maps": str(len(dead)), "Zero for this galaxy": str(dead.sum()),
         f"Zero for all {GALAXIES}": str(never.sum()), "Which": named(never.nonzero()[0].tolist())}
        for layer in layers
        if layer.kind not in HANDED_ON and len(layer.shape) == 3
        for dead, never in [(found[layer.name].dead, ~alive[layer.name])]
        if dead.any() or never.any()
    ]  # fmt: skip


def named(numbers: list[int]) -> str:
    """The numbers of some maps, not all where they are many."""
    shown = ", ".join(map(str, numbers[:MOST_NAMED]))
    return f"{shown}, ..." if len(numbers) > MOST_NAMED else shown


def percent(share: float) -> str:
    """A share in per cent; only what is all or nothing is 100 or 0."""
    value = 100 * share
    if 0 < value < 0.05 or 99.95 <= value < 100:
        return ("< 0.1" if value < 1 else "> 99.9") + "\N{NO-BREAK SPACE}%"
    return f"{value:.1f}\N{NO-BREAK SPACE}%"


def _table(view: View) -> None:
    layer = view.layer
    shown = rows(layer, view.passed.statistics[layer.name])
    st.dataframe(
        shown, hide_index=True, height=HIGHEST - 90 if len(shown) > 8 else "content",
        alt=f"Least, largest, mean and zeros of the maps of {layer.path}",
        column_config={name: st.column_config.TextColumn(width=width)
                       for name, width in WIDTHS.items() if name in shown[0]},
    )  # fmt: skip
    if len(layer.shape) == 1:
        st.caption("This layer is a vector: it has values and no maps.")
    else:
        st.caption("A map is dead where all its values are zero, for this galaxy.")


def _always(view: View) -> None:
    subject, alive = view.subject, None
    if not subject.large or st.session_state.get(ASKED) == subject.key:
        alive = lives.alive(subject)
        _draw_always(view, alive)
    else:
        st.button(
            f"Look at {GALAXIES} galaxies", icon=":material/search:",
            help="Which maps are zero for all of them; takes up to a minute",
            on_click=lambda: st.session_state.update({ASKED: subject.key}),
        )  # fmt: skip
    downloads.button(
        "Statistics of all maps (CSV)", view.file("statistics", kind="csv"),
        lambda: downloads.table(file_rows(subject.layers, view.passed.statistics, alive)),
        "text/csv",
    )  # fmt: skip


def _draw_always(view: View, alive: Alive) -> None:
    shown = always_rows(view.subject.layers, view.passed.statistics, alive)
    if not shown:
        st.caption(
            "No map is zero everywhere for this galaxy, and none is for all of "
            f"{GALAXIES} simulated ones, ten of each class."
        )
        return
    st.dataframe(shown, hide_index=True, height="content" if len(shown) < FEW else HIGHEST,
                 alt=f"Maps that are zero for this galaxy and for all {GALAXIES}")  # fmt: skip
    st.caption(
        f"A map that is zero for this galaxy may live for another: {GALAXIES} simulated ones, ten "
        "of each class, were looked at. One that is zero for all of them has nothing to say."
    )
