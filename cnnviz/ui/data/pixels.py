"""Mean galaxy and pixel histograms of each class, added up outside the script."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.data import DataError
from cnnviz.data.image_file import ImageFileError
from cnnviz.data.statistics import Statistics, Tally
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import downloads, jobs
from cnnviz.ui.data import controls
from cnnviz.ui.data.choices import ALL, LINES
from cnnviz.ui.data.view import View
from cnnviz.ui.evaluate.data import Simulated, received
from cnnviz.ui.evaluate.real import Real
from cnnviz.ui.job import Progress
from cnnviz.ui.words import plain

COLOURS = ("Red", "Green", "Blue")
NAMES = {"rgb": "Three colours", "red": "Red", "green": "Green", "blue": "Blue"}
TITLE = "Mean and histograms"


def draw(view: View) -> None:
    """Draw the mean of each class, and the histograms."""
    controls.draw(view, by_class=True)
    found = _statistics(view)
    if found is None:
        return
    st.html(figures.picture_row(means(view, found), "Mean galaxy"))
    st.segmented_control(
        "Lines of the histogram", LINES, format_func=NAMES.__getitem__, required=True,
        label_visibility="collapsed", **view.choices.widget("lines"),
    )  # fmt: skip
    lines = series(view, found)
    st.plotly_chart(
        figures.histograms(lines), key="data_histogram", alt=f"Histogram of pixels: {_of(view)}"
    )
    st.caption(
        "Above, pixel by pixel, the mean of all galaxies of a class as the network receives them: "
        "what turns up at any angle averages to a round blur without arms or a bar. Below the "
        f"histogram of {plain(_of(view))}: most pixels are sky, and the galaxy is the tail to the "
        "right."
    )
    _downloads(view, found)


def key(view: View) -> str:
    """Tells results apart."""
    return f"data/{view.data.key}/{view.card.preprocessing}"


def compute(
    data: Simulated | Real,
    labels: NDArray[np.int64],
    classes: int,
    rule: Preprocessing,
    progress: Progress,
) -> Statistics:
    """The work itself, in a thread: add up a set block by block.

    Raises:
        ImageFileError, DataError: an image that cannot be read
    """
    tally, done = Tally(classes, rule.size), 0
    for i in range(data.blocks):
        progress(done, data.count)
        pixels = received(data.block(i), rule)
        tally.add(pixels, labels[done : done + len(pixels)])
        done += len(pixels)
    progress(done, data.count)
    return tally.statistics()


def means(view: View, found: Statistics) -> list[tuple[str, NDArray[np.uint8], str]]:
    """Name, mean picture and number of galaxies of each class that is shown."""
    every = range(len(view.labels.classes)) if view.now.label == ALL else [view.now.label]
    pictures = found.pictures()
    return [
        (view.labels.classes[k], pictures[k], f"{found.counts[k]:,} galaxies")
        for k in every
        if found.counts[k]
    ]


def series(view: View, found: Statistics) -> dict[str, NDArray[np.float64]]:
    """The lines of the histogram by name: colours of a class, or classes in one colour."""
    label = None if view.now.label == ALL else view.now.label
    if view.now.lines == LINES[0]:
        return dict(zip(COLOURS, found.shares(label), strict=True))
    channel = LINES.index(view.now.lines) - 1
    return {
        name: found.shares(k)[channel]
        for k, name in enumerate(view.labels.classes)
        if label in (None, k) and found.counts[k]
    }


def rows(view: View, found: Statistics) -> list[dict[str, str]]:
    """Every histogram as the rows of a file."""
    return [
        {"class": name, "colour": colour.lower(), "value": str(value), "pixels": str(n)}
        for k, name in enumerate(view.labels.classes)
        for c, colour in enumerate(COLOURS)
        for value, n in enumerate(found.histograms[k, c].tolist())
    ]


def keep(view: View) -> None:
    """Let the work go on while another section is looked at."""
    jobs.keep(key(view))


def _statistics(view: View) -> Statistics | None:
    data, labels, rule = view.data, view.labels.labels, view.card.preprocessing
    classes = len(view.labels.classes)
    try:
        return jobs.result(key(view), TITLE, lambda p: compute(data, labels, classes, rule, p))
    except jobs.Pending as pending:
        st.caption(pending.sentence)
        if pending.cancelled:
            st.button(
                "Compute it", key="data_again", icon=":material/refresh:", on_click=jobs.again,
                args=(pending.cancelled,),
            )  # fmt: skip
    except (ImageFileError, DataError, OSError) as error:
        st.error(f"An image of the set cannot be read ({plain(str(error))}).")
    return None


def _of(view: View) -> str:
    whose = "all classes" if view.now.label == ALL else view.labels.classes[view.now.label]
    return f"{NAMES[view.now.lines].lower()}, {whose}"


def _downloads(view: View, found: Statistics) -> None:
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Means (PNG)", f"{view.stem}-means.png",
            lambda: figures.picture_row_png([(n, p) for n, p, _ in means(view, found)]),
            "image/png",
        )  # fmt: skip
        downloads.button(
            "Histograms (CSV)", f"{view.stem}-histograms.csv",
            lambda: downloads.table(rows(view, found)), "text/csv",
        )  # fmt: skip
    st.caption("The chart itself as a picture: the camera at its corner.")
