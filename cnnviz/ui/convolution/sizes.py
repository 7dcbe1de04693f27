"""The sizes of input, kernel, stride, padding and dilation; their ranges follow each other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cnnviz.ui.bench import sources
from cnnviz.ui.convolution import possible, reading, weights
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.convolution.choices import SQUARE, input_size, picture_size
from cnnviz.ui.convolution.formula import sizes as as_latex
from cnnviz.ui.convolution.possible import along, limits, paddings

AXES = ("rows", "columns")
# edits belong to the cells there were
CLEARS: Mapping[str, Mapping[str, object]] = {
    "size": {"changed": ()},
    "kernel": {"reweighted": ()},
}
WIDTH = 128  # pixels: narrower, Streamlit leaves out the buttons - and +


def formula(setup: Setup) -> None:
    """Draw the output's size in one line: a projector's 720 pixels shall hold the stage too."""
    _, *size = input_size(setup.bench, setup.galaxy, setup.learned)
    lines = as_latex(setup.bench, tuple(size[-len(setup.bench.axes) :]))
    st.markdown("Output size: " + ", ".join(f"${line}$" for line in lines))


def draw(setup: Setup) -> None:
    """Draw a control for each size that can be chosen."""
    _, *size = input_size(setup.bench, setup.galaxy, setup.learned)
    found = [limits(along(setup.bench, axis, size[axis])) for axis in (0, 1)]
    if setup.bench.source in (*sources.PATTERNS, "random", "patch"):
        _numbers(setup, "size", "Input W", _largest_size(setup))
    if setup.bench.source not in SQUARE and setup.bench.source != "typed":
        disabled = weights.any_learned(setup.bench.kernels)
        st.number_input(
            "Channels", 1, 3, disabled=disabled, width=WIDTH,
            **setup.choices.widget("channels", changed=(), reweighted=()),
        )  # fmt: skip
    _kernel_size(setup, [f.kernel for f in found])
    _numbers(setup, "stride", "Stride S", [f.stride for f in found])
    _paddings(setup)
    _numbers(setup, "dilation", "Dilation D", [f.dilation for f in found])


def _kernel_size(setup: Setup, most: list[int]) -> None:
    fixed = any(weights.brings_its_size(k) for k in setup.bench.kernels)
    can = possible.sizes(setup.bench, setup.learned)
    if fixed or not can:
        _numbers(setup, "kernel", "Kernel F", [max(setup.bench.kernel)] * 2, disabled=True)
        return
    fit = [max((n for n in can if n <= largest), default=can[0]) for largest in most]
    step = can[1] - can[0] if len(can) > 1 else 1
    _numbers(setup, "kernel", "Kernel F", fit, least=can[0], step=step)


def _largest_size(setup: Setup) -> list[int]:
    if setup.bench.source != "patch":
        return [reading.LARGEST_SIZE] * 2
    picture = picture_size(setup.bench, setup.galaxy, setup.learned)
    return [min(n, reading.LARGEST_SIZE) for n in picture]


def _axes(setup: Setup) -> list[tuple[int, ...]]:
    """The axes that each control stands for: one control for both, or one for each."""
    if setup.bench.dimensions == 1:
        return [(1,)]
    return [(0,), (1,)] if setup.bench.separate else [(0, 1)]


def _numbers(
    setup: Setup, field: str, label: str, most: list[int], *,
    least: int = 1, step: int = 1, disabled: bool = False,
) -> None:  # fmt: skip
    for axes in _axes(setup):
        key = f"convolution_{field}_{'_'.join(AXES[a] for a in axes)}"
        st.session_state[key] = getattr(setup.bench, field)[axes[-1]]
        st.number_input(
            _label(setup, label, axes), least, max(min(most[a] for a in axes), least),
            step=step, disabled=disabled, key=key,
            on_change=_chooser(setup, field, axes, key), width=WIDTH,
        )  # fmt: skip


def _label(setup: Setup, label: str, axes: tuple[int, ...]) -> str:
    return f"{label}, {AXES[axes[0]]}" if setup.bench.separate and len(axes) == 1 else label


def _chooser(setup: Setup, field: str, axes: tuple[int, ...], key: str) -> Callable[[], None]:
    def choose() -> None:
        values: tuple[Any, Any] = getattr(setup.bench, field)
        for axis in axes:
            values = possible.put(values, axis, st.session_state[key])
        setup.choices.change(**{field: values}, **CLEARS.get(field, {}))

    return choose


def _paddings(setup: Setup) -> None:
    _, *size = input_size(setup.bench, setup.galaxy, setup.learned)
    can = [set(paddings(along(setup.bench, axis, size[axis]))) for axis in (0, 1)]
    for axes in _axes(setup):
        key = f"convolution_padding_{'_'.join(AXES[a] for a in axes)}"
        st.session_state[key] = setup.bench.padding[axes[-1]]
        numbers = sorted(set.intersection(*(can[a] for a in axes)))
        known = [*(str(p) for p in numbers), *_named(setup, axes)]
        st.selectbox(
            _label(setup, "Padding P", axes), known,
            format_func=partial(_padding_title, setup, axes[-1]),
            key=key, on_change=_chooser(setup, "padding", axes, key), width=WIDTH,
        )  # fmt: skip


def _named(setup: Setup, axes: tuple[int, ...]) -> list[str]:
    _, *size = input_size(setup.bench, setup.galaxy, setup.learned)
    return [
        name for name in possible.NAMED
        if all(
            replace(along(setup.bench, a, size[a]), padding=name, stride=1).fits() for a in axes
        )
    ]  # fmt: skip


def _padding_title(setup: Setup, axis: int, name: str) -> str:
    if name.isdecimal():
        return name
    changed = possible.put(setup.bench.padding, axis, name)
    window = replace(setup.bench, padding=changed, stride=(1, 1)).window(axis)
    before, after = window.before, window.after
    return f"{name}: {before}" if before == after else f"{name}: {before}, {after}"
