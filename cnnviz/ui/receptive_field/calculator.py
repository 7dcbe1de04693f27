"""The calculator: layers that the visitor edits, their formulas with the numbers, their cone."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cnnviz.conv import Window
from cnnviz.receptive import Axis, stack
from cnnviz.ui import downloads
from cnnviz.ui.address import Choices
from cnnviz.ui.receptive_field import cone, presets, reading
from cnnviz.ui.receptive_field.choices import ReceptiveField, Row
from cnnviz.ui.receptive_field.view import View

OWN = "own"  # no preset
ADDED: Row = (3, 1, 1, 1)
COLUMNS = {"kernel": "Kernel k", "stride": "Stride s", "padding": "Padding p",
           "dilation": "Dilation d"}  # fmt: skip
TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"
FORMULAS = (
    r"n_l = \left\lfloor \frac{n_{l-1} + 2p - d(k-1) - 1}{s} \right\rfloor + 1",
    r"r_l = r_{l-1} + d\,(k-1)\,j_{l-1}",
    r"j_l = s\,j_{l-1}",
    r"a_l = a_{l-1} - p\,j_{l-1}",
)


def draw(view: View) -> None:
    """Draw the layers, the cone, and the formulas."""
    now, choices = view.now, view.choices
    left, right = st.columns(2, gap="medium")
    with left:
        _preset(now, choices)
        st.number_input("Pixels of the image", *reading.LENGTHS, **choices.widget("length"))
        _editor(now, choices)
    with right:
        _results(now)
    fitting, problem = until(now.windows(), now.length)
    if problem:
        st.caption(f"This cannot be built: {problem}. The table ends before it.")
    st.markdown(", &emsp; ".join(f"${formula}$" for formula in FORMULAS))
    st.caption(
        "Of layer l: n units, each seeing r pixels; j pixels from one to the next (the product of "
        "the strides); a the first pixel that unit 0 sees. The image has r = j = 1 and a = 0."
    )
    if fitting:
        st.table(rows(now.windows(), fitting, now.length), hide_index=True, width="content",
                 alt="Size, stride and start of each layer, with their formulas")  # fmt: skip
        downloads.button(
            "Layers (CSV)",
            downloads.name("calculator", reading.write_rows(now.rows), now.length, kind="csv"),
            lambda: downloads.table(numbers(now.windows(), fitting)), "text/csv",
        )  # fmt: skip


def until(windows: Sequence[Window], length: int) -> tuple[list[Axis], str]:
    """The layers that fit, and why the next one does not; empty where all do."""
    problem = ""
    for count in range(len(windows), 0, -1):
        try:
            return stack(windows[:count], length), problem
        except ValueError as error:
            problem = str(error)
    return [], problem


def rows(windows: Sequence[Window], axes: Sequence[Axis], length: int) -> list[dict[str, str]]:
    """Each layer's formulas with the numbers in them, as the rows of a table.

    Args:
        windows: of the layers, more may follow
        axes: after each of the first of them
        length: pixels of the image
    """
    found, before = [], Axis.pixels(length)
    for number, (window, axis) in enumerate(zip(windows, axes, strict=False), start=1):
        k, s, p, d = window.kernel, window.stride, window.before, window.dilation
        reach = f"{before.units} + 2{TIMES}{p} {MINUS} {d}{TIMES}{k - 1} {MINUS} 1"
        found.append(
            {
                "Layer": str(number),
                "Units n": f"⌊({reach}) / {s}⌋ + 1 = {axis.units}",
                "Size r": f"{before.size} + {d}{TIMES}{k - 1}{TIMES}{before.stride} = {axis.size}",
                "Stride j": f"{s}{TIMES}{before.stride} = {axis.stride}",
                "Start a": _signed(
                    f"{_bracketed(before.start)} - {p}{TIMES}{before.stride} = {axis.start}"
                ),
            }
        )
        before = axis
    return found


def numbers(windows: Sequence[Window], axes: Sequence[Axis]) -> list[dict[str, str]]:
    """Each layer's numbers as the rows of a file; the arguments are those of `rows`."""
    return [
        {
            "layer": str(number),
            **{name: str(getattr(window, name)) for name in reading.BOUNDS},
            "units": str(axis.units),
            "size": str(axis.size),
            "field_stride": str(axis.stride),
            "start": str(axis.start),
        }
        for number, (window, axis) in enumerate(zip(windows, axes, strict=False), start=1)
    ]


def edited(rows: Sequence[Row], state: Mapping[str, Any]) -> tuple[Row, ...]:
    """The layers after what the visitor typed into the table; an emptied cell stays as it was.

    Args:
        rows: before
        state: of the widget, which a browser sends: numbers of rows, names of columns, values
    """
    found = [list(row) for row in rows]
    for number, cells in state.get("edited_rows", {}).items():
        for i, (name, (least, most)) in enumerate(reading.BOUNDS.items()):
            value = cells.get(COLUMNS[name])
            if isinstance(value, int | float) and 0 <= int(number) < len(found):
                found[int(number)][i] = int(min(max(value, least), most))
    return tuple((k, s, p, d) for k, s, p, d in found)


def longer(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The layers with one more on top, where there is room."""
    return (*rows, ADDED)[: reading.MOST_ROWS]


def shorter(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The layers without the last, but never none."""
    return rows[:-1] or rows


def _preset(now: ReceptiveField, choices: Choices[ReceptiveField]) -> None:
    state, key = st.session_state, "receptive_field_preset"
    state[key] = presets.name(now.rows, now.length) or OWN

    def choose() -> None:
        if state[key] != OWN:
            preset = presets.PRESETS[state[key]]
            choices.change(rows=preset.rows, length=preset.length)

    titles = {n: preset.title for n, preset in presets.PRESETS.items()} | {OWN: "Your own"}
    st.selectbox("Example", list(titles), format_func=titles.__getitem__, key=key,
                 on_change=choose)  # fmt: skip


def _editor(now: ReceptiveField, choices: Choices[ReceptiveField]) -> None:
    # the layers are part of the key: after an edit the table starts anew from them
    key = f"receptive_field_editor_{reading.write_rows(now.rows)}"

    def typed() -> None:
        choices.change(rows=edited(now.rows, st.session_state[key]))

    columns: dict[str, Any] = {
        label: st.column_config.NumberColumn(
            min_value=least, max_value=most, step=1, required=True, width=92
        )
        for (least, most), label in zip(reading.BOUNDS.values(), COLUMNS.values(), strict=True)
    }  # fmt: skip
    columns["Layer"] = st.column_config.TextColumn(width=60)
    numbers = [str(i) for i in range(1, len(now.rows) + 1)]
    data = {"Layer": numbers} | {
        label: [row[i] for row in now.rows] for i, label in enumerate(COLUMNS.values())
    }
    st.data_editor(data, key=key, on_change=typed, column_config=columns, hide_index=True,
                   disabled=["Layer"], num_rows="fixed", height="content")  # fmt: skip
    with st.container(horizontal=True):
        st.button(
            "Add a layer", icon=":material/add:", disabled=len(now.rows) >= reading.MOST_ROWS,
            on_click=lambda: choices.change(rows=longer(choices.now().rows)),
        )  # fmt: skip
        st.button(
            "Remove the last", icon=":material/remove:", disabled=len(now.rows) == 1,
            on_click=lambda: choices.change(rows=shorter(choices.now().rows)),
        )  # fmt: skip


def _results(now: ReceptiveField) -> None:
    axes, problem = until(now.windows(), now.length)
    if not axes:
        return
    last, preset = axes[-1], presets.PRESETS.get(presets.name(now.rows, now.length) or "")
    which = "the last layer" if not problem else f"layer {len(axes)}"
    st.markdown(
        f"**The field of a unit of {which} has {last.size} pixels**, {last.stride} from one "
        f"to the next; the first one starts at {_signed(str(last.start))}."
        f"{_on_image(last, now.length)}"
    )
    if preset and preset.published:
        st.caption(f"Published: {preset.published}")
    figure = cone.draw(now.windows()[: len(axes)], now.length)
    words = f"The cone of one unit: {len(axes)} layers up from the {last.size} pixels of its field"
    st.plotly_chart(figure, alt=words)


def _on_image(axis: Axis, length: int) -> str:
    """What of the middle unit's field lies on the image, where not all of it does."""
    begin = axis.start + axis.units // 2 * axis.stride
    count = max(0, min(begin + axis.size, length) - max(begin, 0))
    if count == axis.size:
        return ""
    return f" Of the middle unit's field {count} pixels lie on the image, the others beside it."


def _bracketed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
