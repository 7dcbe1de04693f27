"""Time-lapse: what the network makes of the galaxy, from its first random weights to the last."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnnviz import figures, inference, lapse, weights
from cnnviz.lapse import Moment
from cnnviz.training import runs
from cnnviz.training.events import Event
from cnnviz.training.runs import ACTIVE, Summary
from cnnviz.ui import downloads, jobs
from cnnviz.ui.components import Frame
from cnnviz.ui.components import lapse as film
from cnnviz.ui.job import Progress
from cnnviz.ui.train.view import View
from cnnviz.ui.words import plain

MOST = 40  # checkpoints in a film
PANELS = ("kernels", "first", "last")  # of a Moment


def draw(view: View) -> None:
    """Draw the film of the run's checkpoints."""
    run = view.run
    if run is None or not run.checkpoints:
        st.caption("There is no checkpoint yet: the first comes when a training begins.")
        return
    if run.state in ACTIVE:
        st.caption("The film grows with each validation; it is made anew when you come back to it.")
    at = lapse.chosen(run.checkpoints, MOST)
    galaxy = view.chosen.galaxy
    key = f"lapse/{run.name}/{at[-1]}/{len(at)}/{galaxy.key}"
    try:
        frames, panels, classes, rows = jobs.result(
            key, "The film", lambda progress: _film(run, at, galaxy.image(), progress)
        )
    except jobs.Pending as pending:
        st.caption(pending.sentence)
        if pending.cancelled:
            st.button("Again", on_click=jobs.again, args=(pending.cancelled,))
        return
    except weights.WeightsError as error:
        st.error(f"{plain(str(error))}.")
        return
    best = list(at).index(run.best) if run.best in at else len(at) - 1
    film(
        frames, panels, classes, rows, st.session_state.get("train_at", best), key="train_lapse",
        on_rest=_rest,
    )  # fmt: skip
    st.caption(
        "The chosen galaxy in each checkpoint. Colours mean the same in every frame, up to the "
        "number in brackets: blue is negative, amber positive; maps without negative values run "
        "from violet (0) to yellow. Kernels: a row for each output, a column for red, green and "
        "blue. Last, what speaks for the class that the "
        "last checkpoint names: integrated gradients, in logits."
    )
    _downloads(run, galaxy.address, frames, classes)


def _rest(at: int) -> None:
    st.session_state["train_at"] = at


def _film(
    run: Summary, at: Sequence[int], image: np.ndarray, progress: Progress
) -> tuple[list[Frame], list[str], list[str], list[str]]:
    """Every frame, the titles of its pictures, the classes and the rows of the matrix."""
    last_model, last = weights.load(f"{run.name}@{at[-1]}")
    pixels = last.preprocessing.pixels(image)
    answer = inference.probabilities(last_model, last.preprocessing, pixels[None])[0]
    target = int(answer.argmax())
    moments = []
    for done, iteration in enumerate(at, start=1):
        model, card = weights.load(f"{run.name}@{iteration}")
        moments.append(lapse.moment(iteration, model, card, pixels, target))
        progress(done, len(at))
    events = {
        event["iteration"]: event
        for event in runs.happened(run.name)
        if event["event"] == "validation"
    }
    limits = [figures.largest([getattr(one, name) for one in moments]) for name in PANELS]
    limits.append(figures.largest([x.attribution for x in moments if x.attribution is not None]))
    titles = (
        "First kernels",
        *(f"Maps of {name}" for name in moments[-1].names),
        f"For {last.classes[target]}",
    )
    panels = [f"{title} ({limit:.2g})" for title, limit in zip(titles, limits, strict=True)]
    frames = _frames(moments, limits, events)
    rows = list(last.classes) if frames[-1].matrix else []
    return frames, panels, list(last.classes), rows


def _frames(
    moments: Sequence[Moment], limits: Sequence[float], events: dict[int, Event]
) -> list[Frame]:
    kernel, first, last, explained = limits
    signed = [any((getattr(x, name) < 0).any() for x in moments) for name in PANELS[1:]]
    found = []
    for one in moments:
        event = events.get(one.iteration, {})
        pictures = [
            figures.kernels(one.kernels, kernel),
            figures.tiles(one.first, first, signed[0]),
            figures.tiles(one.last, last, signed[1]),
            ""
            if one.attribution is None
            else figures.tiles(one.attribution[None], explained, True),
        ]
        matrices = event.get("matrices") or []
        square = matrices[0] if len(matrices) == 1 else []
        if square and len(square) != len(one.probabilities):
            square = []
        found.append(
            Frame(one.iteration, _text(event), pictures, one.probabilities.tolist(), square)
        )
    return found


def _downloads(run: Summary, galaxy: str, frames: list[Frame], classes: Sequence[str]) -> None:
    rows = [
        {"iteration": str(one.iteration)}
        | {name: repr(p) for name, p in zip(classes, one.probabilities, strict=True)}
        for one in frames
    ]
    with st.container(horizontal=True):
        downloads.button(
            "Film (GIF)", downloads.name(galaxy, run.name, "film", kind="gif"),
            lambda: figures.lapse_gif(
                [(f"iteration {one.iteration}: {one.text}", one.pictures) for one in frames]
            ),
            "image/gif",
        )  # fmt: skip
        downloads.button(
            "Probabilities (CSV)", downloads.name(galaxy, run.name, "film", kind="csv"),
            lambda: downloads.table(rows), "text/csv",
        )  # fmt: skip


def _text(event: Event) -> str:
    if "validation_accuracy" not in event:
        return "not validated"
    return (
        f"validation loss {event['validation_loss']:.3f} nats, accuracy "
        f"{100 * event['validation_accuracy']:.1f} %"
    )
