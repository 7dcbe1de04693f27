"""Begin a training: the lesson, its settings, and the button."""

import json

import streamlit as st

from cnnviz import zoo
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.training import checkpoint, limits, own_data, queue
from cnnviz.training.config import Config
from cnnviz.training.queue import LONGEST, Order
from cnnviz.ui import own_folder, sets
from cnnviz.ui.own_folder import OwnFolder
from cnnviz.ui.train import own, settings
from cnnviz.ui.train.choices import MOST, Train
from cnnviz.ui.train.lessons import LESSONS
from cnnviz.ui.train.view import View
from cnnviz.ui.words import plain

NAME = "train_by"


def draw(view: View) -> None:
    """Draw what a new run is made of, and the button that puts it into the queue."""
    most, now = limits.read(), view.now
    mine = _mine(now)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Train", list(LESSONS), format_func=lambda name: LESSONS[name].title, width=290,
            **view.choices.widget("lesson", changes="", seeds=1),
        )  # fmt: skip
        with st.popover("Settings", icon=":material/tune:", width=130):
            settings.draw(now, view.choices, most)
            st.button(
                "As the lesson has them", disabled=not now.changes, key="train_back",
                on_click=view.choices.change, kwargs={"changes": ""},
            )  # fmt: skip
        if most.seeds > 1:
            st.number_input(
                "Seeds", 1, most.seeds, width=85, help="So many runs, each with the next seed.",
                **view.choices.widget("seeds"),
            )  # fmt: skip
        if known := sets.offered():
            st.selectbox(
                "Galaxies", ["simulated", *known], width=180, **view.choices.widget("data")
            )
        st.text_input(
            "Your name", key=NAME, max_chars=LONGEST, width=125, placeholder="if you like"
        )
        refused = own.refused(now, mine) if mine else ""
        costs, possible = (refused, False) if refused else _costs(now, mine)
        st.button(
            "Start training", icon=":material/play_arrow:", type="primary", on_click=_start,
            args=(view,), key="train_start", disabled=not possible,
        )  # fmt: skip
    words = [LESSONS[now.lesson].text, costs]
    if mine:
        words += [mine.aside, own.KEPT if possible else ""]
    st.caption(" ".join(filter(None, words)))


def _costs(now: Train, mine: OwnFolder | None) -> tuple[str, bool]:
    """What is trained in numbers, or why nothing can be; Markdown. And whether it can be."""
    found = []
    classes = own_data.classes_of(mine.collection) if mine else CLASSES
    for _, config in now.configs():
        galaxies = config.galaxies if now.data == "simulated" else 0
        try:
            if mine is not None:
                galaxies = len(own_data.used(mine.collection))
                config = own.with_outputs(config, mine)
            network = [dict(config.network), config.preprocessing.to_dict(), classes]
            count = _parameters(json.dumps(network))
        except ValueError as error:
            return f"This cannot be trained: {plain(str(error))}.", False
        images = f"{galaxies:,} galaxies, " if galaxies else ""
        found.append(
            f"{count:,} parameters, {images}{config.iterations:,} iterations of {config.batch}"
        )
    names = ", ".join(settings.NAMES.get(name, name) for name in now.changed())
    changed = f" Changed: {names}." if now.changes else ""
    return f"{'; '.join(dict.fromkeys(found))}.{changed}", True


def _mine(now: Train) -> OwnFolder | None:
    """The visitor's own folder where it is trained on."""
    return own_folder.mine() if now.data == own_folder.NAME else None


@st.cache_data(show_spinner=False, max_entries=64)
def _parameters(network: str) -> int:
    """Of a network, its preprocessing and its classes, as JSON: building takes too long anew."""
    values, rule, classes = json.loads(network)
    config = Config(network=values, preprocessing=Preprocessing(**rule))
    return zoo.parameter_count(checkpoint.build(config, tuple(classes)))


def _data(name: str) -> str:
    """A set as the command knows it; of Galaxy10 the course's subset."""
    found = sets.here()
    if name not in found:
        return "simulated"
    return "galaxy10-tutorial" if name == sets.GALAXY10 else str(found[name])


def _start(view: View) -> None:
    """Put the runs into the queue; in a callback."""
    now, by = view.choices.now(), st.session_state.get(NAME, "")
    data, changed = _data(now.data), " (changed)" if now.changes else ""
    made: list[str] = []
    try:
        orders = [
            Order(f"{title}{changed}", by, config, (data,), now.seeds)
            for title, config in now.configs()
        ]
        if mine := _mine(now):
            own.order(orders, mine)
            return
        for one in orders:
            made += queue.submit(one)
    except (ValueError, OSError) as error:
        why = plain(getattr(error, "strerror", None) or str(error))
        view.choices.say(f"Not started: {why}.")
    if made:
        view.choices.change(run=made[0], beside=tuple(made[1:MOST]), section="curves")
