"""The PyTorch lines that reproduce the stage, and files to take away."""

from io import BytesIO

import numpy as np
import streamlit as st

from cnnviz.ui import downloads
from cnnviz.ui.bench import takeaway
from cnnviz.ui.resampling import snippet
from cnnviz.ui.resampling.arithmetic import Work, scene_of, shown
from cnnviz.ui.resampling.choices import OPERATIONS, WEIGHTED
from cnnviz.ui.resampling.controls import Controls


def draw(controls: Controls, work: Work) -> None:
    """Draw the lines, the table of steps, the arrays and the animation."""
    now = controls.now
    st.code(snippet.code(now, work, controls.galaxy))
    trace = shown(now, work)
    with st.container(horizontal=True):
        takeaway.steps_download(
            [trace], [OPERATIONS[now.operation]], work.channels, "resampling-steps.csv"
        )
        downloads.button(
            "Arrays (NPZ)", "resampling.npz", lambda: arrays(work), "application/octet-stream"
        )
    if len(work.channels) > 1 and now.operation not in WEIGHTED:
        st.caption(f"The animation shows the channel {work.channels[0]}.")
    takeaway.animation_download(scene_of(now, work), 0, "resampling.gif", key="resampling_gif")


def arrays(work: Work) -> bytes:
    """Input, weights, output, and of max unpooling the pooled values, as NumPy's NPZ file."""
    found = {"x": work.x, "output": work.trace.output}
    if work.weight is not None:
        found["weight"] = work.weight
    if work.pooled is not None:
        found["pooled"] = work.pooled.output
    file = BytesIO()
    np.savez_compressed(file, **found)  # type: ignore[arg-type]
    return file.getvalue()
