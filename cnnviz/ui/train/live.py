"""A run while it is trained: how far it is, its curves, and what may be asked of it."""

from typing import Literal

import streamlit as st

from cnnviz import figures
from cnnviz.figures import RunCurve
from cnnviz.training import queue, runs
from cnnviz.training.curves import Curve, History, band, parting, smoothed
from cnnviz.training.runs import ACTIVE, WAITING, Summary
from cnnviz.ui.train.choices import SMOOTH
from cnnviz.ui.train.view import View, happened, listed, says, state, title
from cnnviz.ui.words import plain

GOING = (*ACTIVE, WAITING)
RATE = "train_rate"
SEEN = "train_seen"  # states at the last look


def draw(view: View) -> None:
    """Draw the run, once a second where it goes on."""
    if view.run is None:
        st.info(
            "Nothing has been trained on this machine yet. Choose what to train above, and press "
            "**Start training**: its curves appear here.",
            icon=":material/school:",
        )
        return
    choose(view)
    going = [one.name for one in view.shown if one.state in GOING]
    st.session_state[SEEN] = going
    if going:
        _watch(view)
    else:
        _once(view)


def choose(view: View) -> None:
    """Draw the choice of the run, of those beside it, and of the smoothing."""
    titles = {one.name: listed(one) for one in view.known}
    assert view.run is not None
    others = [name for name in titles if name != view.run.name]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choose_run(view)
        st.session_state["train_beside_names"] = [n for n in view.now.beside if n in others]
        st.multiselect(
            "Beside it", others, format_func=lambda name: titles.get(name, name), width=375,
            key="train_beside_names", on_change=_chosen, args=(view,), max_selections=5,
            placeholder="Another run",
        )  # fmt: skip
        st.selectbox(
            "Smooth", SMOOTH, width=180,
            format_func=lambda weight: f"weight {weight:g}" if weight else "not smoothed",
            **view.choices.widget("smooth"),
        )  # fmt: skip


def choose_run(view: View, label: Literal["visible", "collapsed"] = "visible") -> None:
    """Draw the choice of the run alone."""
    titles = {one.name: listed(one) for one in view.known}
    assert view.run is not None
    st.session_state["train_run_name"] = view.run.name
    st.selectbox(
        "Run", list(titles), format_func=lambda name: titles.get(name, name), width=285,
        key="train_run_name", on_change=_chosen, args=(view,), label_visibility=label,
    )  # fmt: skip


def _chosen(view: View) -> None:
    found = st.session_state["train_run_name"]
    chosen = st.session_state.get("train_beside_names", view.now.beside)
    beside = tuple(name for name in chosen if name != found)
    view.choices.change(run=found, beside=beside)


@st.fragment(run_every=1)
def _watch(view: View) -> None:
    """The same again each second; when a run has ended the whole page runs again."""
    fresh = [runs.summary(one.name) for one in view.shown]
    going = [one.name for one in fresh if one is not None and one.state in GOING]
    if going != st.session_state.get(SEEN):
        st.rerun()
    _once(view)


def _once(view: View) -> None:
    shown = [found for one in view.shown if (found := runs.summary(one.name)) is not None]
    if not shown:
        return
    _bar(shown[0])
    histories = [happened(one) for one in shown]
    loss, accuracy = st.columns(2)
    for place, quantity, percent in (
        (loss, "Loss (nats)", False), (accuracy, "Accuracy", True)
    ):  # fmt: skip
        lines = _lines(view, shown, histories, percent)
        place.plotly_chart(
            figures.training_curves(lines, quantity, percent), key=f"train_{quantity[:4]}",
            alt=f"{quantity} against the iteration, training and validation, of {len(shown)} runs",
        )  # fmt: skip
    st.caption(_words(view, shown, histories[0]))


def _bar(run: Summary) -> None:
    """How far it is, and the buttons."""
    status, found = run.status, run.state
    done, total = int(status.get("iteration") or 0), int(run.config.get("iterations") or 1)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.progress(min(done / total, 1.0), _text(run, done, total), width="stretch")
        if found in GOING:
            st.button("Pause", key="train_pause", on_click=queue.pause, args=(run.name,))
            st.button("Stop", key="train_stop", on_click=queue.stop, args=(run.name,))
        elif found in queue.AGAIN:
            st.button(
                "Go on", icon=":material/play_arrow:", key="train_again", on_click=queue.go_on,
                args=(run.name,),
            )  # fmt: skip
        if found == "running":
            with st.popover("Learning rate"):
                _other_rate(run)
    if found in ("failed", "interrupted") and says(run):
        st.error(f"{says(run)}.")


def _other_rate(run: Summary) -> None:
    # the rate of the first look: what is typed is not to be replaced each second
    seen = st.session_state.setdefault(f"{RATE}_seen", {})
    value = seen.setdefault(run.name, float(run.status.get("learning_rate") or 1e-3))
    rate = st.number_input(
        "Another learning rate", 1e-8, 9.0, value, format="%g", key=f"{RATE}_{run.name}",
        help="The rest of the schedule is scaled with it.",
    )  # fmt: skip
    st.button(
        "Change", key="train_rate_go", on_click=queue.set_learning_rate, args=(run.name, rate),
        disabled=rate == value,
    )  # fmt: skip


def _text(run: Summary, done: int, total: int) -> str:
    status = run.status
    by = f"{plain(str(run.about['by']))}: " if run.about.get("by") else ""
    if run.state == "starting":
        read = status.get("done")
        of = f": {read:,} of {status['total']:,} galaxies" if read else ""
        return f"{by}the data is made ready{of}"
    text = f"{by}{state(run)}, {done:,} of {total:,} iterations"
    if run.state == "running":
        text += f", learning rate {float(status.get('learning_rate') or 0):.2g}"
        if rate := status.get("images_per_second"):
            text += f", {rate:,.0f} images/s"
        if (left := status.get("seconds_left")) is not None:
            text += f", about {left:,.0f} s left"
    return text


def _lines(
    view: View, shown: list[Summary], histories: list[History], percent: bool
) -> list[RunCurve]:
    """One line for each run; runs that differ in their seed alone are one, with a band."""
    groups: dict[str, list[tuple[Summary, History]]] = {}
    for run, found in zip(shown, histories, strict=True):
        groups.setdefault(str(run.about.get("group", run.name)), []).append((run, found))
    return [_line(view, members, percent) for members in groups.values()]


def _line(view: View, members: list[tuple[Summary, History]], percent: bool) -> RunCurve:
    run, found = members[0]
    training, validation = _pair(found, percent)
    shown = smoothed(training, view.now.smooth)
    faint = (training.iteration, training.value) if view.now.smooth else None
    if len(members) == 1:
        return RunCurve(
            title(run), (shown.iteration, shown.value), (validation.iteration, validation.value),
            best=_best(run, validation), changes=found.changes, faint=faint,
        )  # fmt: skip
    pairs = [_pair(one, percent) for _, one in members]
    at, mean, least, largest = band([pair[1] for pair in pairs])
    steps, average, _, _ = band([smoothed(pair[0], view.now.smooth) for pair in pairs])
    return RunCurve(
        f"{run.title}, {len(members)} seeds", (steps, average), (at, mean), (at, least, largest)
    )


def _pair(found: History, percent: bool) -> tuple[Curve, Curve]:
    if percent:
        return found.accuracy, found.validation_accuracy
    return found.loss, found.validation_loss


def _best(run: Summary, validation: Curve) -> tuple[float, float] | None:
    if run.best is None or run.best not in validation.iteration:
        return None
    at = list(validation.iteration).index(run.best)
    return float(run.best), float(validation.value[at])


def _words(view: View, shown: list[Summary], found: History) -> str:
    run, weight = shown[0], view.now.smooth
    words = [
        f"The training curve is smoothed (exponential average of weight {weight:g}); a faint line "
        "is what was measured."
        if weight
        else "",
        f"{plain(title(run))}:" if len(shown) > 1 else "",
        _best_words(run, found),
        parting(found),
        "Dotted: the images that it is trained on, as they are drawn; solid: images kept apart.",
        "Bands are from the least to the largest of several seeds, lines their mean."
        if len({one.about.get("group") for one in shown}) < len(shown)
        else "",
    ]
    return " ".join(word for word in words if word)


def _best_words(run: Summary, found: History) -> str:
    best = _best(run, found.validation_accuracy)
    if best is None:
        return ""
    return (
        f"Best so far: {100 * best[1]:.1f} % of the images kept apart, at iteration {run.best:,}."
    )
