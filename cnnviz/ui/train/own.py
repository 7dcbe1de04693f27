"""Runs that are trained on the visitor's own folder: its images are written before they wait."""

import secrets
from dataclasses import dataclass, field, replace

import streamlit as st

from cnnviz.data.collection import Collection
from cnnviz.data.image_file import ImageFileError
from cnnviz.training import own_data, queue
from cnnviz.training.config import Config
from cnnviz.training.queue import Order
from cnnviz.ui import jobs
from cnnviz.ui.address import Choices
from cnnviz.ui.job import Progress
from cnnviz.ui.own_folder import OwnFolder
from cnnviz.ui.train.choices import MOST, Train
from cnnviz.ui.words import plain

ORDERED = "train_ordered"  # plain session key: what is written
TITLE = "Writing the images of your folder for the training"
KEPT = (
    "The images of your folder, as the network receives them, and the names of its classes are "
    "kept on this machine's disk with the run, until the run is deleted."
)
WAY_OUT = "The page The galaxies can take its folders as classes of their own."


@dataclass(eq=False)
class Ordering:
    """Orders whose images are written one after the other; interrupted, it goes on with the next.

    Args:
        orders: that are still to be carried out
        made: names of the runs that wait already
        key: tells it from others
    """

    orders: list[Order] = field(repr=False)
    made: list[str] = field(default_factory=list)
    key: str = field(default_factory=lambda: f"train_own/{secrets.token_hex(8)}")

    def finish(self, progress: Progress) -> list[str]:
        """The names of all runs.

        Raises:
            ValueError, ImageFileError, OSError: as `queue.submit`
        """
        while self.orders:
            self.made += queue.submit(self.orders[0], progress)
            del self.orders[0]
        return self.made


def refused(now: Train, own: OwnFolder) -> str:
    """Why nothing can be trained on the visitor's folder; empty where it can be; Markdown."""
    why = _refused(now, own.collection)
    if not why:
        return ""
    way = f" {WAY_OUT}" if own.mixed and not _refused(now, own.checked.apart) else ""
    return f"This cannot be trained: {plain(why)}.{way}"


def _refused(now: Train, found: Collection) -> str:
    try:
        for _, config in now.configs():
            own_data.check(found, config)
    except ValueError as error:
        return str(error)
    return ""


def order(orders: list[Order], own: OwnFolder) -> None:
    """Begin to write what runs on the visitor's folder need; for callbacks."""
    st.session_state[ORDERED] = Ordering([_of(one, own) for one in orders])


def follow(choices: Choices[Train]) -> None:
    """Show the runs once they wait."""
    going: Ordering | None = st.session_state.get(ORDERED)
    if going is None:
        return
    try:
        made = jobs.result(going.key, TITLE, going.finish)
    except jobs.Pending as pending:
        if not pending.cancelled:
            return
        choices.say("Writing the images was stopped; what was not written is not trained.")
        made = going.made
    except (ValueError, ImageFileError, OSError) as error:
        why = plain(getattr(error, "strerror", None) or str(error))
        choices.say(f"Not started: {why}.")
        made = going.made
    st.session_state.pop(ORDERED)
    jobs.again(going.key)
    if made:
        choices.change(run=made[0], beside=tuple(made[1:MOST]), section="curves")


def _of(one: Order, own: OwnFolder) -> Order:
    """An order whose network has an output for each class."""
    config = with_outputs(one.config, own)
    return replace(one, config=config, data=(own_data.FILE,), images=own.collection)


def with_outputs(config: Config, own: OwnFolder) -> Config:
    """A configuration whose network has an output for each class of the visitor's folder."""
    if not own.of_its_own:
        return config
    count = len(own_data.classes_of(own.collection))
    arguments = {**config.network.get("arguments", {}), "classes": count}
    return replace(config, network={**config.network, "arguments": arguments})
