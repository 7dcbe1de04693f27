"""Runs that wait for their turn: one is trained at a time on a machine.

The queue is the runs' folders themselves, so that it outlives the server. A worker, which is a
process of its own, takes the one that has waited longest, and ends when none is left; whoever
watches starts another where runs wait and none works.
"""

import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz import zoo
from cnnviz.data.collection import Collection
from cnnviz.data.images import CLASSES
from cnnviz.data.reading import Progress, silent
from cnnviz.training import checkpoint, limits, own_data, runs
from cnnviz.training.config import Config
from cnnviz.training.files import read_json, write_json
from cnnviz.training.job import asked_to
from cnnviz.training.runs import ACTIVE, LOCK, QUEUED, WAITING, Summary

ROOT = Path(__file__).parents[2]
LOOK = 0.5  # seconds between two looks whether the machine is free
LONGEST = 60  # letters of a title or a visitor's name
AGAIN = ("paused", "stopped", "interrupted", "failed")


@dataclass(frozen=True)
class Order:
    """What a visitor asks for.

    Args:
        title: of the run
        by: what the visitor is called, may be empty
        config: of the run
        data: names and paths of data sets
        seeds: how many runs, each with the next seed
        images: a set of the visitor's own, which is written into the folder of each run; its data
            is then own_data.FILE
    """

    title: str
    by: str
    config: Config
    data: tuple[str, ...] = ("simulated",)
    seeds: int = 1
    images: Collection | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """That the network tells apart."""
        return own_data.classes_of(self.images) if self.images else CLASSES


def submit(order: Order, progress: Progress = silent) -> list[str]:
    """Put runs into the queue.

    Args:
        order: what is asked for
        progress: called with images of the visitor's own that are written, and those in all

    Returns:
        their names

    Raises:
        ValueError: a network that cannot be built, more than the limits allow, or a full queue
        ImageFileError: an image of the visitor's own that cannot be read
        OSError: no room for it
    """
    most = limits.read()
    model = checkpoint.build(order.config, order.classes)
    most.check(order.config, zoo.parameter_count(model))
    _check_images(order, most)
    if not 1 <= order.seeds <= most.seeds:
        raise ValueError(f"{order.seeds} seeds were asked for; there may be 1 to {most.seeds}")
    if len(waiting()) + order.seeds > most.waiting:
        raise ValueError(f"the queue is full: {most.waiting} runs may wait; come back later")
    if len(runs.names()) + order.seeds > most.kept_runs:
        raise ValueError(f"{most.kept_runs} runs are kept at most: delete some first")
    group, made = runs.new_name(order.title), []
    for number in range(order.seeds):
        name = group if order.seeds == 1 else f"{group}-s{order.config.seed + number}"
        config = replace(order.config, seed=order.config.seed + number)
        one = replace(order, config=config)
        _write(name, group, one, time.time() + 1e-3 * number, _part(progress, number, order))
        made.append(name)
    revive()
    return made


def _check_images(order: Order, most: limits.Limits) -> None:
    if order.images is None:
        return
    own_data.check(order.images, order.config)
    if len(order.images) * order.seeds > most.folder_images:
        asked = f"{len(order.images):,} images in each of {order.seeds} runs"
        raise ValueError(f"{asked} are more than this machine keeps, {most.folder_images:,}")


def _part(progress: Progress, number: int, order: Order) -> Progress:
    """The progress of one run of several."""
    return lambda done, total: progress(number * total + done, order.seeds * total)


def _write(name: str, group: str, order: Order, now: float, progress: Progress) -> None:
    title = order.title.strip()[:LONGEST] or "Without a name"
    with checkpoint.made(runs.folder() / name) as part:
        if order.images is not None:
            own_data.write(part / own_data.FILE, order.images, order.config.preprocessing, progress)
        write_json(part / "config.json", order.config.to_dict())
        write_json(
            part / "run.json",
            {
                "title": title,
                "by": order.by.strip()[:LONGEST],
                "group": group,
                "order": list(order.data),
                "asked": now,
                "classes": order.classes,
                "command": shlex.join(_shown(name, order.data)),
            },
        )
        write_json(part / "status.json", {"state": WAITING, "since": now})


def _shown(name: str, data: Sequence[str]) -> list[str]:
    """The command that trains such a run anew, beside its folder."""
    start = ["python", "-m", "cnnviz", "train", *_data(Path(name), data)]
    return [*start, "--config", f"{name}/config.json", "--out", name]


def waiting() -> list[Summary]:
    """The runs that wait, the next first."""
    found = [one for one in runs.summaries() if one.status.get("state") == WAITING]
    return sorted(found, key=lambda one: float(one.status.get("since", 0.0)))


def line() -> list[str]:
    """Their names."""
    return [one.name for one in waiting()]


def pause(name: str) -> None:
    """Let a run end its step and make room for others."""
    _ask(name, "paused", pause=True)


def stop(name: str) -> None:
    """Let a run end its step; it can still go on later."""
    _ask(name, "stopped", stop=True)


def _ask(name: str, state: str, **what: bool) -> None:
    found = runs.summary(name)
    if found is None:
        return
    if found.status.get("state") == WAITING:
        write_json(runs.folder() / name / "status.json", {**found.status, "state": state})
    else:
        asked_to(runs.folder() / name, **what)


def set_learning_rate(name: str, rate: float) -> None:
    """Ask a run for another learning rate.

    Raises:
        ValueError: it is not positive, or 10 and more
    """
    if not 0 < rate < 10:
        raise ValueError(f"a learning rate is above 0 and below 10, got {rate:g}")
    if runs.summary(name) is not None:
        asked_to(runs.folder() / name, learning_rate=rate)


def go_on(name: str) -> None:
    """Put a run that has ended before its end into the queue again."""
    found = runs.summary(name)
    if found is not None and found.state in AGAIN:
        status = {**found.status, "state": WAITING, "since": time.time()}
        write_json(runs.folder() / name / "status.json", status)
        revive()


def revive() -> None:
    """Start a worker where runs wait and none works."""
    if not waiting() or runs.held(runs.folder() / LOCK):
        return
    log = (runs.folder() / "worker.log").open("a", encoding="utf-8")
    with log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "cnnviz.training.queue", str(runs.folder())],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    # a process that has ended stays in the system's table until somebody asks for its status
    threading.Thread(target=worker.wait, daemon=True).start()


def work() -> None:
    """Train what waits, one run after the other, until none is left; at most one worker does."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(runs.folder() / LOCK, timeout=2):
            while waiting():
                if any(one.state == "running" for one in runs.summaries()):
                    time.sleep(LOOK)  # of a worker before this one, which has been lost
                else:
                    _carry_out(waiting()[0])
    except Timeout:  # another works
        return


def _carry_out(found: Summary) -> None:
    run = runs.folder() / found.name
    (run / "control.json").unlink(missing_ok=True)  # what was asked of it before
    write_json(run / "status.json", {**found.status, "state": "starting", "message": ""})
    with (run / "log.txt").open("w", encoding="utf-8") as log:
        code = subprocess.run(
            _command(run, found.about.get("order", ["simulated"])), cwd=ROOT, stdout=log,
            stderr=log, stdin=subprocess.DEVNULL, check=False, env={**os.environ, QUEUED: "1"},
        ).returncode  # fmt: skip
    status = read_json(run / "status.json")
    if status.get("state") in ACTIVE:  # it may wait again already
        said = (run / "log.txt").read_text(encoding="utf-8", errors="replace").strip()
        why = said.splitlines()[-1].removeprefix("error: ") if said else ""
        state = "interrupted" if code < 0 else "failed"
        write_json(run / "status.json", {**status, "state": state, "message": why})


def _command(run: Path, data: Sequence[str]) -> list[str]:
    start = [sys.executable, "-m", "cnnviz", "train", *_data(run, data)]
    return [*start, "--out", str(run), "--resume"]


def _data(run: Path, names: Sequence[str]) -> list[str]:
    """The options; a set that lies in the run's folder is named there."""
    places = [str(run / name) if name == own_data.FILE else name for name in names]
    return [word for place in places for word in ("--data", place)]


if __name__ == "__main__":
    work()
