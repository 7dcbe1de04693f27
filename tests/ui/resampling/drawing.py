"""Choices to test with: any that an address could hold, and a small galaxy."""

import numpy as np
from hypothesis import strategies as st

from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import choices as known
from cnnviz.ui.resampling.choices import Resampling
from cnnviz.ui.resampling.possible import RANGES

PIXELS = np.random.default_rng(5).integers(0, 256, (24, 30, 3), dtype=np.uint8)
GALAXY = Galaxy("sim-barred-17", PIXELS, (24, 30), 3, {"seed": 17})

ASKED = st.builds(
    Resampling,
    operation=st.sampled_from(sorted(known.OPERATIONS)),
    dimensions=st.integers(1, 2),
    source=st.sampled_from(known.SOURCES),
    size=st.integers(1, 9),
    channels=st.integers(1, 3),
    seed=st.integers(0, 5),
    top=st.integers(0, 40),
    left=st.integers(0, 40),
    weights=st.sampled_from(known.WEIGHTS),
    way=st.sampled_from(known.WAYS),
    half=st.sampled_from(known.HALVES),
    **{name: st.integers(*bounds) for name, bounds in RANGES.items()},
)
