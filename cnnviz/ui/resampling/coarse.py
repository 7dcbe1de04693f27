"""Pooling as coarse graining: of the galaxy, and of spins beside what physics does to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, lattice
from cnnviz.lattice import CRITICAL_TEMPERATURE, Spins
from cnnviz.ui.bench import sources
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import reading
from cnnviz.ui.resampling.choices import CRITICAL
from cnnviz.ui.resampling.controls import Controls

SIZE = 96  # spins along a side, as many as the simulated galaxies have pixels
TIMES = 5  # 96, 48, 24, 12, 6, 3
POOLINGS = {"max": "Max pooling", "average": "Average pooling"}
FLOW = (
    f"Below the critical temperature T = {CRITICAL_TEMPERATURE:.3f} one kind of spin outvotes the "
    "other at every step, and the block spins flow to perfect order (T = 0); above it islands "
    "shrink below a block, and they flow to noise (T infinite). At the critical temperature alone "
    "there are islands of every size, and the block spins of a lattice without end look the same "
    "at every scale; of this one too few blocks are left after some steps, and chance decides."
)
POOLED = {
    "max": "Max pooling drifts to all up whatever the temperature, as if a field were switched on: "
    "one spin up in a block is enough.",
    "average": "Average pooling keeps the magnetisation exactly; where the spins are disordered "
    "its contrast is lost.",
}


@dataclass(frozen=True)
class Flow:
    """A lattice of spins, coarse grained again and again.

    Args:
        blocks: block spins by majority, the lattice itself first
        decimated: every second spin of every second row
        pooled: by pooling
    """

    blocks: tuple[Spins, ...]
    decimated: tuple[Spins, ...]
    pooled: tuple[NDArray[np.float64], ...]


def draw(controls: Controls) -> None:
    """Draw the galaxy and the spins, each coarser from left to right."""
    now, choices = controls.now, controls.choices
    st.markdown(
        "Each step makes one pixel of 2 by 2: detail is lost, and what is large stays. The "
        "renormalisation group of statistical physics does the same to spins."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            "Pooling", list(POOLINGS), required=True,
            format_func={"max": "Maximum", "average": "Mean"}.__getitem__,
            **choices.widget("blocks"),
        )  # fmt: skip
        st.slider(
            "Temperature T of the spins (J = k = 1)", reading.COLDEST, reading.HOTTEST,
            step=0.001, format="%.3f", width=320, **choices.widget("temperature"),
        )  # fmt: skip
        st.button(
            "Critical", help=f"T = {CRITICAL_TEMPERATURE:.3f}",
            on_click=lambda: choices.change(temperature=CRITICAL),
        )  # fmt: skip
        st.number_input("Seed", 0, reading.LARGEST_SEED, width=128, **choices.widget("lattice"))
    name = POOLINGS[now.blocks]
    row = galaxy_row(controls.galaxy, now.blocks)
    alt = f"{controls.galaxy.title}, coarse grained"
    st.html(figures.coarse([row], [f"{name} of the galaxy"], alt))
    st.html(spin_rows(now.temperature, now.lattice, now.blocks))
    st.caption(f"{FLOW} {POOLED[now.blocks]}")
    st.table(
        agreement(flow(now.temperature, now.lattice, now.blocks)), hide_index=True,
        width="content", alt="Share of neighbouring spins that are equal, for each size",
    )  # fmt: skip


def galaxy_row(galaxy: Galaxy, kind: str) -> list[NDArray[np.float64]]:
    """The galaxy, pooled until few pixels are left; shapes (3, H, W)."""
    image = sources.whole(galaxy, 3)
    times = min(TIMES, min(image.shape[1:]).bit_length() - 1)
    return list(lattice.coarse_grain(image, _kind(kind), times))


@st.cache_data(show_spinner=False, max_entries=64)
def flow(temperature: float, seed: int, kind: str) -> Flow:
    """The spins of a temperature and a seed, coarse grained in three ways."""
    spins = lattice.spins(SIZE, temperature, seed)
    pooled = lattice.coarse_grain(spins, _kind(kind), TIMES)
    return Flow(_repeat(lattice.block_spin, spins), _repeat(lattice.decimate, spins), pooled)


@st.cache_data(show_spinner=False, max_entries=64)
def spin_rows(temperature: float, seed: int, kind: str) -> str:
    """The spins as a figure; HTML."""
    found = flow(temperature, seed, kind)
    names = (
        "Block spins: the majority of 2 by 2", "Decimation: every second spin",
        f"{POOLINGS[kind]} of the spins",
    )  # fmt: skip
    rows = (found.blocks, found.decimated, found.pooled)
    alt = f"Spins at temperature {temperature:g}, coarse grained"
    return figures.coarse(rows, names, alt, spins=True)


def agreement(found: Flow) -> list[dict[str, str]]:
    """The share of neighbouring spins that are equal at each size, as the rows of a table."""
    return [
        {"Equal neighbours": name} | {f"{len(s)} by {len(s)}": _equal(s) for s in row}
        for name, row in (("Block spins", found.blocks), ("Decimation", found.decimated))
    ]


def _equal(spins: Spins) -> str:
    share = (1 - lattice.energy(spins) / 2) / 2
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def _repeat(coarser: Callable[[Spins], Spins], spins: Spins) -> tuple[Spins, ...]:
    found = [spins]
    for _ in range(TIMES):
        found.append(coarser(found[-1]))
    return tuple(found)


def _kind(kind: str) -> Literal["max", "average"]:
    return "max" if kind == "max" else "average"
