"""One true parameter of a simulated galaxy at a time: the galaxy and the answer follow it."""

import math
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.data import simulator
from cnnviz.data.images import Images
from cnnviz.ui import downloads
from cnnviz.ui.chosen import choose, last_simulated
from cnnviz.ui.data.augmenting import rows as probability_rows
from cnnviz.ui.data.view import View
from cnnviz.ui.evaluate.data import received
from cnnviz.ui.galaxy import from_simulation, simulated_address
from cnnviz.ui.words import PARAMETERS, percent, plain, quantity

POINTS = 21  # of the curve
STEPS = 40  # a slider has at least so many
KEY = "data_value"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dial:
    """The slider of one parameter.

    Args:
        name: of the parameter
        low: least value
        high: largest value
        step: between two values
        drawn: what the galaxy was made with
    """

    name: str
    low: float
    high: float
    step: float
    drawn: float

    @property
    def title(self) -> str:
        """For people, with its unit."""
        name, unit = PARAMETERS[self.name]
        return f"{name[0].upper()}{name[1:]}{f' ({unit})' if unit else ''}"

    @property
    def format(self) -> str:
        """How its values are written."""
        return f"%.{max(0, -math.floor(math.log10(self.step) + 1e-9))}f"

    def nearest(self, value: float) -> float:
        """A value that the slider has."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return min(self.high, round(self.low + steps * self.step, 9))


def dials(label: int, seed: int, truth: dict[str, float | str]) -> dict[str, Dial]:
    """The sliders of a simulated galaxy, by the parameters' names."""
    return {
        name: _dial(name, low, high, float(truth[name]))
        for name, (low, high) in simulator.ranges(label, seed).items()
    }


def _dial(name: str, low: float, high: float, drawn: float) -> Dial:
    step = 1.0 if name == "arms" else 10.0 ** math.floor(math.log10((high - low) / STEPS) + 1e-9)
    ends = math.ceil(low / step - 1e-9) * step, math.floor(high / step + 1e-9) * step
    return Dial(name, round(ends[0], 9), round(ends[1], 9), step, drawn)


@st.fragment
def draw(view: View) -> None:
    """Draw the choice of the parameter, its slider, the galaxy, the answer, and the curve."""
    view = view.latest()
    if not view.galaxy.simulated:
        _not_simulated()
        return
    assert view.galaxy.label is not None
    label, seed = view.galaxy.label, int(view.galaxy.truth["seed"])
    known = dials(label, seed, view.galaxy.truth)
    dial = known.get(view.now.parameter, next(iter(known.values())))
    value = None if view.now.value is None else dial.nearest(view.now.value)
    _pick(view, list(known), dial)
    _turn(view, dial, value)
    made = _made(label, seed, dial.name, value)
    _result(view, dial, made, value)
    _table(view, dial, made)
    view.choices.write_address()


def _made(label: int, seed: int, name: str, value: float | None) -> Images:
    """The galaxy with this value, or as it was drawn."""
    return simulator.varied(label, seed, [{} if value is None else {name: value}])


@st.cache_data(show_spinner=False, max_entries=200)
def _pictures(label: int, seed: int, dial: Dial) -> tuple[list[float], NDArray[np.uint8]]:
    """Values along the slider, and the galaxy with each of them, uint8 (N, 96, 96, 3)."""
    values = sorted({dial.nearest(float(x)) for x in np.linspace(dial.low, dial.high, POINTS)})
    return values, simulator.varied(label, seed, [{dial.name: x} for x in values]).pixels


def _not_simulated() -> None:
    st.caption("Nobody knows the true parameters of this image: choose a simulated galaxy.")
    st.button(
        "Take the last simulated one", key="data_simulated", on_click=choose,
        args=(simulated_address(*last_simulated()),), icon=":material/auto_awesome:",
    )  # fmt: skip


def _pick(view: View, known: list[str], dial: Dial) -> None:
    """The choice of the parameter; another one is as it was drawn."""
    picked = "data_parameter"
    st.session_state[picked] = dial.name
    st.pills(
        "Parameter", known, required=True, key=picked, label_visibility="collapsed",
        format_func=lambda name: PARAMETERS[name][0][0].upper() + PARAMETERS[name][0][1:],
        on_change=lambda: view.choices.change(parameter=st.session_state[picked], value=None),
    )  # fmt: skip


def _turn(view: View, dial: Dial, value: float | None) -> None:
    """The slider, and the way back to what was drawn."""
    st.session_state[KEY] = dial.nearest(dial.drawn if value is None else value)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.slider(
            dial.title, dial.low, dial.high, step=dial.step, format=dial.format, key=KEY,
            on_change=lambda: view.choices.change(
                parameter=dial.name, value=st.session_state[KEY]
            ),
            width=520,
        )  # fmt: skip
        st.button(
            f"As drawn: {quantity(dial.drawn)}", key="data_as_drawn", disabled=value is None,
            on_click=lambda: view.choices.change(value=None), icon=":material/undo:",
        )  # fmt: skip


def _result(view: View, dial: Dial, made: Images, value: float | None) -> None:
    galaxy, rule = from_simulation(made), view.card.preprocessing
    assert view.galaxy.label is not None
    found = view.answers(received(made.pixels, rule))[0]
    label = view.galaxy.label_in(view.card.classes)
    now = dial.drawn if value is None else value
    words = f"{galaxy.title}, {PARAMETERS[dial.name][0]} {quantity(now)}"
    left, middle, right = st.columns([8, 7, 12], gap="medium")
    with left:
        st.html(figures.galaxy(galaxy.pixels, words, galaxy.pixel_scale))
    with middle:
        st.html(figures.probability_bars(found, view.card.classes, label))
    with right:
        at, curve = _curve(view, dial, now, found)
        st.plotly_chart(
            figures.changed(at, curve, view.card.classes, int(found.argmax()), at.index(now),
                            dial.title),
            key="data_curve", alt=f"Probability of the classes against the {dial.title}",
        )  # fmt: skip
    st.markdown(told(found, view.card.classes, words))
    _downloads(view, dial, galaxy.pixels, (at, curve))


def _curve(view: View, dial: Dial, now: float, found: Floats) -> tuple[list[float], Floats]:
    """Values and probabilities along the slider, the value of this moment among them."""
    assert view.galaxy.label is not None
    values, pixels = _pictures(view.galaxy.label, int(view.galaxy.truth["seed"]), dial)
    curve = _answers(view, f"{view.galaxy.address}/{dial}/{view.name}/{view.card.sha256}", pixels)
    others = [i for i, x in enumerate(values) if x != now]
    at = np.array([*(values[i] for i in others), now])
    order = np.argsort(at)
    return at[order].tolist(), np.concatenate([curve[others], found[None]])[order]


@st.cache_data(show_spinner=False, max_entries=200)
def _answers(_view: View, key: str, _pixels: NDArray[np.uint8]) -> Floats:
    return _view.answers(received(_pixels, _view.card.preprocessing))


def told(found: Floats, classes: tuple[str, ...], words: str) -> str:
    """The answer in a sentence; Markdown."""
    k = int(found.argmax())
    return f"{plain(words)}: **{plain(classes[k])}**, {percent(float(found[k]))}."


def _table(view: View, dial: Dial, made: Images) -> None:
    """Every true parameter, as it was drawn and now."""
    galaxy = from_simulation(made)
    rows = table_rows(view.galaxy.truth, galaxy.truth)
    st.subheader("The parameters behind it", anchor=False)
    st.table(rows, hide_index=True, width="content", alt=f"Parameters of {galaxy.title}")
    st.caption(
        "One parameter moves, and the rest stays: arms, neighbours, stars and noise are drawn from "
        "the same random numbers. A slider goes further than the class ever does."
    )
    name = f"{view.galaxy.address}-{dial.name}-parameters.csv"
    downloads.button("Parameters (CSV)", name, lambda: downloads.table(rows), "text/csv")


def table_rows(drawn: dict[str, float | str], now: dict[str, float | str]) -> list[dict[str, str]]:
    """Parameters as the rows of a table."""
    return [
        {"Parameter": name[0].upper() + name[1:], "As drawn": quantity(drawn[key]),
         "Now": quantity(now[key]), "Unit": unit}
        for key, (name, unit) in PARAMETERS.items()
        if key in drawn and key in now
    ]  # fmt: skip


def _downloads(
    view: View, dial: Dial, pixels: NDArray[np.uint8], curve: tuple[list[float], Floats]
) -> None:
    assert view.galaxy.label is not None
    label, seed = view.galaxy.label, int(view.galaxy.truth["seed"])
    stem, at = f"{view.galaxy_stem}-{dial.name}", [quantity(x) for x in curve[0]]

    def strip() -> bytes:
        values, pictures = _pictures(label, seed, dial)
        return figures.picture_row_png(
            [(quantity(x), p) for x, p in zip(values, pictures, strict=True)], [dial.title]
        )

    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "This galaxy (PNG)", f"{stem}.png", lambda: figures.png(pixels), "image/png"
        )
        downloads.button("All values (PNG)", f"{stem}-all.png", strip, "image/png")
        downloads.button(
            "Probabilities (CSV)", f"{stem}.csv",
            lambda: downloads.table(probability_rows(at, curve[1], view.card.classes)), "text/csv",
        )  # fmt: skip
