"""Train with a folder: begin or go on, keep what must not be lost, do what is asked."""

import hashlib
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from cnnviz.data import DataError
from cnnviz.data.images import Images
from cnnviz.data.reading import Progress, silent
from cnnviz.training import checkpoint, memory
from cnnviz.training.files import read_json, write_json
from cnnviz.training.loop import Training
from cnnviz.training.run import SAID, Run
from cnnviz.training.team import ALONE, Team

EVENTS = 200  # of progress in a run, about
SAMPLES = 64  # images of a set that tell it from another
STATE = 20.0  # seconds between two states
TOGETHER = 10  # iterations after which a team looks what is asked of it
GO, PAUSE, STOP = 0, 1, 2
ENDS = {PAUSE: "paused", STOP: "stopped"}


class Halted(Exception):
    """The training ends before its end; `state` is "paused" or "stopped"."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@contextmanager
def interruptions() -> Iterator[list[int]]:
    """While this is open, Ctrl-C and SIGTERM are kept for the end of a step; a second one ends all.

    Yields:
        the signals that came
    """
    came: list[int] = []

    def keep(number: int, _: object) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    before = {number: signal.signal(number, keep) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class Job:
    """One run in one process of a team.

    Args:
        run: its folder; the first process alone writes
        train: data sets
        valid: data sets that choose the best checkpoint
        team: the processes that train together
        progress: called with iterations done and iterations in all
        came: signals that ask it to stop
    """

    run: Run
    train: Sequence[Images]
    valid: Sequence[Images]
    team: Team = ALONE
    progress: Progress = silent
    came: list[int] = field(default_factory=list)
    _asked: float = 0.0  # time of the last change of control.json
    _reported: float = 0.0
    _saved: float = field(default_factory=time.monotonic)

    @cached_property
    def _digest(self) -> str:
        """Of everything that is trained on and validated with."""
        return digest([*self.train, *self.valid])

    def carry_out(self, model: nn.Module) -> str:
        """Train to the end, or until a stop is asked for.

        Args:
            model: with the weights of the beginning; trained in place

        Returns:
            "finished", "paused" or "stopped"

        Raises:
            DataError: the data is not that of the run that goes on, or the folder cannot be
                written to; what was saved stays
            FloatingPointError: the loss is no longer finite
        """
        try:
            return self._train(model)
        except OSError as error:
            raise DataError(
                f"{self.run.folder}: cannot be written to ({error.strerror or error}); what was "
                "saved stays: make room and go on with --resume"
            ) from error

    def _train(self, model: nn.Module) -> str:
        config = self.run.config
        device = "cuda" if torch.cuda.is_available() else "cpu"
        training = Training(model, self.train, self.valid, config, self.team, device)
        self._begin(training)
        with memory.kept(), interruptions() as self.came:
            try:
                for record in training.records(self.progress, lambda: self._between(training)):
                    if self.team.first:
                        self.run.add(record, training.judged)
                        self._keep(training)
                state = "finished"
            except Halted as halted:
                state = halted.state
                if self.team.first:
                    self._halt(training)
        if self.team.first:
            self._report(training, state)
            self.run.event(state, iteration=training.iteration)
        self.team.wait()
        return state

    def _begin(self, training: Training) -> None:
        """Go on from the last state, or begin."""
        found = checkpoint.load_state(self.run.folder / "state")
        self.team.wait()  # nobody writes before everybody has read
        if found is None:
            if self.team.first:
                self.run.begin()
                self.run.add(training.beginning(), training.judged)
        else:
            tensors, facts = found
            if facts.get("data") != self._digest:
                raise DataError(
                    f"{self.run.folder}: the data is not what this run was begun with; "
                    "give it the same data, or another folder"
                )
            training.restore(tensors, facts)
            if self.team.first:
                self.run.go_on(training.iteration)
        if self.team.first:
            self._report(training, "running")

    def _between(self, training: Training) -> None:
        """After each step: look what is asked, say how it stands, keep the state now and then."""
        if self.team.size > 1 and training.iteration % TOGETHER:
            return
        todo, rate = self._look() if self.team.first else (GO, 0.0)
        todo, rate = int(self.team.agreed(todo)), self.team.agreed(rate)
        if rate:
            training.learning_rate = rate
        if self.team.first:
            self._tell(training, rate)
        if todo in ENDS and training.iteration < self.run.config.iterations:
            raise Halted(ENDS[todo])

    def _look(self) -> tuple[int, float]:
        """What is asked: to go on or not, and a learning rate (0 where it stays)."""
        if self.came:
            return STOP, 0.0
        path = self.run.folder / "control.json"
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return GO, 0.0
        if changed == self._asked:
            return GO, 0.0
        self._asked = changed
        asked = read_json(path)
        todo = STOP if asked.get("stop") else PAUSE if asked.get("pause") else GO
        rate = asked.get("learning_rate", 0.0)
        valid = isinstance(rate, int | float) and 0 < rate < 10
        return todo, float(rate) if valid else 0.0

    def _tell(self, training: Training, rate: float) -> None:
        now, every = time.monotonic(), max(1, self.run.config.iterations // EVENTS)
        if rate:
            self.run.event("learning_rate", iteration=training.iteration, learning_rate=rate)
        if training.iteration % every == 0:
            loss, right = training.recent(every)
            if loss == loss:
                self.run.event(
                    "progress", iteration=training.iteration, training_loss=round(loss, 5),
                    training_accuracy=round(right, 5), learning_rate=training.learning_rate,
                )  # fmt: skip
        if now - self._reported > SAID:
            self._report(training, "running")
        if now - self._saved > STATE:
            self._keep(training)

    def _report(self, training: Training, state: str) -> None:
        self._reported = time.monotonic()
        total, rate = self.run.config.iterations, training.images_per_second
        left = (total - training.iteration) * self.run.config.batch / rate if rate else None
        self.run.status(
            state, iteration=training.iteration, iterations=total, best=self.run.best,
            learning_rate=training.learning_rate, images_per_second=round(rate, 1),
            seconds_left=None if left is None else round(left, 1),
        )  # fmt: skip

    def _keep(self, training: Training) -> None:
        self._saved = time.monotonic()
        tensors, facts = training.state()
        known = {**facts, "data": self._digest}
        self.run.save_state(tensors, known)

    def _halt(self, training: Training) -> None:
        if training.iteration not in checkpoint.iterations(self.run.folder / "checkpoints"):
            self.run.save(training.iteration, training.judged)
        self._keep(training)


def digest(sets: Sequence[Images]) -> str:
    """Different for different images or labels, in hexadecimal digits."""
    found = hashlib.blake2b(digest_size=16)
    for images in sets:
        found.update(repr(images.pixels.shape).encode())
        for row in range(0, len(images), max(1, len(images) // SAMPLES)):
            found.update(images.pixels[row].tobytes())
        found.update(images.labels.tobytes())
    return found.hexdigest()


def asked_to(folder: Path, **what: Any) -> None:  # noqa: ANN401
    """Ask something of a run: pause=True, stop=True, learning_rate=0.001."""
    write_json(folder / "control.json", {"time": time.time(), **what})
