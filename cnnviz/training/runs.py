"""All runs of this machine's pages: where they are, how they stand, and which networks they hold.

A network of a run has a name as shipped weights have one: `run-NAME@ITERATION`. What it names never
changes; `run-NAME` alone is the checkpoint that did best so far.
"""

import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cnnviz.training import checkpoint, events
from cnnviz.training.events import Event
from cnnviz.training.files import read_json

VARIABLE = "CNNVIZ_RUNS"
NAME = re.compile(r"run-[a-z0-9]+(?:-[a-z0-9]+){0,8}")
MODEL = re.compile(rf"({NAME.pattern})(?:@([0-9]{{1,8}}))?")
WAITING, ACTIVE = "waiting", ("starting", "running")
STATES = (WAITING, *ACTIVE, "paused", "stopped", "interrupted", "failed", "finished", "uploaded")
QUEUED = "CNNVIZ_QUEUED"  # in the environment of a run that the queue has begun
LOCK = "lock"  # held by the process that trains


def folder() -> Path:
    """The folder that CNNVIZ_RUNS names, otherwise one in the user's own data; it may be missing.

    On Linux that is ~/.local/share/cnnviz/runs, or $XDG_DATA_HOME/cnnviz/runs.
    """
    own = os.environ.get(VARIABLE)
    if own:
        return Path(own).expanduser()
    from platformdirs import user_data_path

    return user_data_path("cnnviz", appauthor=False) / "runs"


@dataclass(frozen=True)
class Summary:
    """How a run stands.

    Args:
        name: of its folder
        about: what run.json says
        status: what status.json says
        config: what config.json says
        checkpoints: iterations of which there is a network
        best: the iteration that did best on the validation images; None before the first
    """

    name: str
    about: dict[str, Any]
    status: dict[str, Any]
    config: dict[str, Any]
    checkpoints: tuple[int, ...]
    best: int | None

    @property
    def state(self) -> str:
        """One of STATES; interrupted where it should be trained and no process does."""
        state = str(self.status.get("state", "failed"))
        if state not in ACTIVE or held(folder() / self.name / LOCK):
            return state
        # the worker has begun it, and its process has not come so far
        begins = state == "starting" and held(folder() / LOCK)
        return state if begins else "interrupted"

    @property
    def title(self) -> str:
        """As the visitor called it."""
        return str(self.about.get("title", self.name))

    @property
    def mark(self) -> str:
        """What tells it from others of its title: four letters, and which of several seeds."""
        group = str(self.about.get("group", self.name))
        own = self.name.removeprefix(group).strip("-")
        return " ".join(part for part in (group.rsplit("-", 1)[-1], own) if part)

    @property
    def model(self) -> str | None:
        """The name of its network that did best, or of its last; None where it has none."""
        if not self.checkpoints:
            return None
        return f"{self.name}@{self.best if self.best in self.checkpoints else self.checkpoints[-1]}"


def names() -> list[str]:
    """The runs' names, the newest first."""
    if not folder().is_dir():
        return []
    found = [path for path in folder().iterdir() if NAME.fullmatch(path.name) and path.is_dir()]
    return [path.name for path in sorted(found, key=_asked, reverse=True)]


def summary(name: str) -> Summary | None:
    """How a run stands; None where there is none of this name."""
    place = folder() / name
    if not NAME.fullmatch(name) or not place.is_dir():
        return None
    best = read_json(place / "best.json").get("checkpoint")
    try:
        there = tuple(checkpoint.iterations(place / "checkpoints"))
    except OSError:  # deleted in this moment
        return None
    return Summary(
        name,
        read_json(place / "run.json"),
        read_json(place / "status.json"),
        read_json(place / "config.json"),
        there,
        best if isinstance(best, int) else None,
    )


def summaries() -> list[Summary]:
    """All of them, the newest first."""
    found = [summary(name) for name in names()]
    return [one for one in found if one is not None]


def happened(name: str) -> list[Event]:
    """The events of a run."""
    return events.read(folder() / name / "events.jsonl")


def place(model: str) -> Path | None:
    """The folder of a network of a run.

    Args:
        model: `run-NAME@ITERATION`, or `run-NAME` for the one that did best

    Returns:
        a folder that holds weights; None where the name is another's, or there is no such network
    """
    found = MODEL.fullmatch(model)
    if not found:
        return None
    run = folder() / found[1]
    if found[2] is None:
        return checkpoint.chosen(run)
    at = checkpoint.place(run / "checkpoints", int(found[2]))
    return at if at.is_dir() else None


def fixed(model: str) -> str | None:
    """The name that never changes of a network: with its iteration; None where there is none."""
    at, found = place(model), MODEL.fullmatch(model)
    return None if at is None or found is None else f"{found[1]}@{int(at.name)}"


def new_name(title: str) -> str:
    """A name that no run has, from a title."""
    words = re.findall(r"[a-z0-9]+", title.lower())[:4] or ["own"]
    return f"run-{'-'.join(word[:12] for word in words)}-{secrets.token_hex(2)}"


def delete(name: str) -> None:
    """Remove a run.

    Raises:
        ValueError: it is being trained, or there is none of this name
    """
    found = summary(name)
    if found is None:
        raise ValueError(f"{name}: there is no such run")
    if found.state in ACTIVE:
        raise ValueError(f"{name}: it is being trained; stop it first")
    hidden = folder() / f".{name}.{secrets.token_hex(4)}.gone"
    (folder() / name).rename(hidden)  # at once; nobody sees half of it
    shutil.rmtree(hidden, ignore_errors=True)


def held(path: Path) -> bool:
    """Whether a process holds a lock."""
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # its folder has gone in this moment
        return False


def _asked(path: Path) -> float:
    when = read_json(path / "run.json").get("asked", 0.0)
    return float(when) if isinstance(when, int | float) else 0.0
