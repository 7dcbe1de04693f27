"""Simulated galaxies: a sheet of them, their true parameters, and sets to take away."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from cnnviz.data import hdf5, simulator
from cnnviz.data.images import CLASSES, Images
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import cached, downloads, words
from cnnviz.ui.chosen import choose
from cnnviz.ui.components import Row, gallery
from cnnviz.ui.galaxy import LARGEST_SEED, Galaxy

LARGEST_SET = 350  # galaxies: two seconds of work; larger sets are the command line's
LARGEST_FIRST = LARGEST_SEED - LARGEST_SET // len(CLASSES)  # every galaxy shown has an address
STEP = 35  # galaxies between two looks at what the visitor wants
SET = "simulated_set"


def sheet(galaxy: Galaxy) -> int:
    """Draw a sheet of galaxies of all classes to choose from, and what it begins with.

    Args:
        galaxy: the chosen one, which is marked

    Returns:
        the first seed
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.number_input(
            "First seed", 0, LARGEST_FIRST, 0, key="simulated_seed", bind="query-params", width=200
        )
        columns = st.slider(
            "Galaxies of each class",
            2,
            14,
            9,
            key="simulated_columns",
            bind="query-params",
            width=320,
        )
    gallery(_sheet(columns, seed), galaxy.address, choose, key="simulated_sheet")
    return int(seed)


@st.cache_data(show_spinner=False, max_entries=50)
def _sheet(columns: int, seed: int) -> list[Row]:
    return [
        Row(name, [cached.choice(label, seed + i) for i in range(columns)])
        for label, name in enumerate(CLASSES)
    ]


def true_parameters(galaxy: Galaxy) -> None:
    """Draw the table of a galaxy's true parameters."""
    if not galaxy.simulated:
        st.caption("Nobody knows the true parameters of this image: choose a simulated galaxy.")
        return
    rows = words.parameter_rows(galaxy.truth)
    alt = f"True parameters of the galaxy {galaxy.title}"
    with st.container(horizontal=True, gap="medium"):
        st.html(cached.picture(galaxy, Preprocessing()), width=320)
        st.table(rows, hide_index=True, width="content", alt=alt)
    name = f"{galaxy.address}-parameters.csv"
    downloads.button("True parameters (CSV)", name, lambda: downloads.table(rows), "text/csv")


@dataclass
class GalaxySet:
    """A set on its way; it goes on where it was interrupted.

    Args:
        count: galaxies in all
        seed: of the first
        batches: those that are done
    """

    count: int
    seed: int
    batches: list[Images] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Galaxies that are done."""
        return sum(len(batch) for batch in self.batches)

    def step(self) -> None:
        """Simulate the next few."""
        indices = range(self.done, min(self.done + STEP, self.count))
        labels = [j % len(CLASSES) for j in indices]
        seeds = [self.seed + j // len(CLASSES) for j in indices]
        self.batches.append(simulator.galaxies(labels, seeds))

    def file(self) -> bytes:
        """The set in the course's HDF5 layout."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "galaxies.h5")
            hdf5.write(path, self.batches, self.count)
            return path.read_bytes()


@st.fragment
def set_download(seed: int) -> None:
    """Draw what makes a set and, when it is done, its download.

    Args:
        seed: of the first galaxy
    """
    count = st.slider("Galaxies", 7, LARGEST_SET, 140, 7, key="simulated_count", width=320)
    if st.button("Make the set", key="simulated_make"):
        st.session_state[SET] = GalaxySet(count, seed)
    made: GalaxySet | None = st.session_state.get(SET)
    if made is None:
        return
    bar = st.empty()
    while made.done < made.count:
        # the page may run again at each of these calls; the set then goes on from here
        bar.progress(made.done / made.count, f"{made.done} of {made.count} galaxies")
        made.step()
    bar.empty()
    name = f"galaxies-{made.count}-seed-{made.seed}.h5"
    label = f"{made.count} galaxies from seed {made.seed} (HDF5)"
    downloads.button(label, name, made.file, "application/x-hdf5")
