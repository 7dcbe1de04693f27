"""The run that is looked at, and those beside it."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from cnnviz.training import queue, runs
from cnnviz.training.curves import History, history
from cnnviz.training.runs import Summary
from cnnviz.ui import models
from cnnviz.ui.address import Choices
from cnnviz.ui.page import Chosen
from cnnviz.ui.train.choices import Train, choices
from cnnviz.ui.words import plain

# of an absolute path, whatever stands before its last part
FOLDERS = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[/\\](?:[^/\\\s:]+[/\\])*(?=[^/\\\s:])")
LOOKED_AT = "train_looked_at"
STATES = {
    "waiting": "waits", "starting": "begins", "running": "runs", "paused": "paused",
    "stopped": "stopped", "interrupted": "interrupted", "failed": "failed", "finished": "finished",
    "uploaded": "brought along",
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """What the parts of the page need to know.

    Args:
        now: the choices as they are
        choices: where they are kept
        chosen: galaxy and model of the frame
        known: every run, the newest first
        run: that is looked at; None where there is none at all
    """

    now: Train
    choices: Choices[Train]
    chosen: Chosen
    known: list[Summary]
    run: Summary | None

    @property
    def shown(self) -> list[Summary]:
        """The run and those beside it."""
        names = [self.run.name] if self.run else []
        names += [name for name in self.now.beside if name not in names]
        return [one for name in names for one in self.known if one.name == name]


def follow(chosen: Chosen) -> tuple[View, list[str]]:
    """The page with the choices of the session or of the address.

    Returns:
        the view, and a sentence for each choice that was ignored
    """
    kept = choices()
    now, notes = kept.follow()
    queue.revive()  # what waits goes on, also after the machine was switched off
    known = runs.summaries()
    run = next((one for one in known if one.name == now.run), None)
    if run is None and known:
        trained = [one for one in known if one.state != "uploaded"]
        run = (trained or known)[0]
    return View(now, kept, chosen, known, run), [*notes, *_gone(run, known)]


def _gone(run: Summary | None, known: list[Summary]) -> list[str]:
    """A sentence where the run that was looked at has been deleted, by another visitor as well."""
    before = st.session_state.get(LOOKED_AT)
    st.session_state[LOOKED_AT] = run
    if before is None or before.name in {one.name for one in known}:
        return []
    instead = f"this is {title(run)} instead" if run else "no other run is here"
    return [plain(f"{title(before)} was deleted; {instead}.")]


def happened(run: Summary) -> History:
    """The curves of a run."""
    return history(runs.happened(run.name))


def title(run: Summary) -> str:
    """As the visitor called it, with its seed; unambiguous by the end of its name."""
    return f"{_seeded(run)} ({run.mark})"


def listed(run: Summary) -> str:
    """The same for a list, which may cut it off at its end."""
    first = models.begun(run)
    return f"{first}, {_seeded(run)}" if first else title(run)


def _seeded(run: Summary) -> str:
    seed = run.config.get("seed", 0)
    return f"{run.title}, seed {seed}" if seed else run.title


def state(run: Summary, line: Sequence[str] | None = None) -> str:
    """How it stands, in a word or two.

    Args:
        run: any
        line: names of the runs that wait, the next first; None where they are to be looked up
    """
    found = run.state
    if found == "waiting":
        names = queue.line() if line is None else line
        if run.name in names:
            return f"waits, number {names.index(run.name) + 1} in the queue"
    return STATES.get(found, found)


def says(run: Summary) -> str:
    """What a run that has failed said, as Markdown; of a path its last part alone."""
    message = str(run.status.get("message") or "").replace(f"{runs.folder()}{os.sep}", "")
    return plain(FOLDERS.sub("", message))
