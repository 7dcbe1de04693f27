"""The folder of a run: whoever trains writes it, whoever watches reads it.

    config.json     the settings
    run.json        what it is called, on what data it is trained, by which command
    status.json     how it stands
    data.h5         images of a visitor's own that it is trained on, where it is
    events.jsonl    everything that happened, a line for each event
    control.json    what is asked of it: to pause, to stop, another learning rate
    best.json       which checkpoint did best on the validation images
    checkpoints/    networks along the way: weights.safetensors and their card weights.json
    state/          what it needs to go on: weights, optimiser, random numbers

Each file is whole at any moment, so that a crash leaves a folder that can be read.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from cnnviz import weights, zoo
from cnnviz.data.images import CLASSES
from cnnviz.data.reading import Progress
from cnnviz.metrics import standard_error
from cnnviz.training import checkpoint, events
from cnnviz.training.config import Config
from cnnviz.training.events import Event
from cnnviz.training.files import read_json, write_json
from cnnviz.training.record import Record
from cnnviz.weights import Card

VALIDATION = "validation"
SAID = 0.5  # seconds between two reports


@dataclass
class Run:
    """The folder as whoever trains writes it.

    Args:
        folder: see above
        config: of the run
        data: what it is trained on, in words
        command: that started it
        classes: that its network tells apart
        about: what else stands in run.json
    """

    folder: Path
    config: Config
    data: str
    command: str
    classes: tuple[str, ...] = CLASSES
    about: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    best: float | None = None

    def check(self) -> None:
        """Refuse a folder in which something would be overwritten.

        Raises:
            FileExistsError: the folder is there and holds something, or it is a file
        """
        if self.folder.is_file() or (self.folder.exists() and any(self.folder.iterdir())):
            raise FileExistsError(f"{self.folder}: it exists and is not empty; name another folder")

    def begin(self) -> None:
        """Write what is known before the first step."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_json(self.folder / "config.json", self.config.to_dict())
        about = {"data": self.data, "command": self.command, "classes": self.classes}
        known = read_json(self.folder / "run.json")
        write_json(self.folder / "run.json", {"began": time.time(), **known, **about, **self.about})
        events.keep(self.folder / "events.jsonl", [])
        self.event("begin", iteration=0)

    def go_on(self, iteration: int) -> None:
        """Forget what happened after an iteration: it will happen again."""
        found = [
            event
            for event in events.read(self.folder / "events.jsonl")
            if event.get("iteration", 0) <= iteration
        ]
        events.keep(self.folder / "events.jsonl", found)
        checkpoint.remove_after(self.folder / "checkpoints", iteration)
        judged = [e for e in found if e["event"] == VALIDATION and _trained(e)]
        self.history = [_remembered(e) for e in judged]
        scores = {e["iteration"]: e["validation_accuracy"] for e in judged}
        if scores:
            first = max(scores, key=lambda i: (scores[i], -i))
            self.best = scores[first]
            write_json(self.folder / "best.json", {"checkpoint": first})
        self.event("resumed", iteration=iteration)

    def loading(self, progress: Progress) -> Progress:
        """Say how far the data is, twice a second; for a folder that is there.

        Args:
            progress: called as well, with images done and images in all

        Returns:
            to be called so
        """
        said = 0.0

        def show(done: int, total: int) -> None:
            nonlocal said
            progress(done, total)
            if time.monotonic() - said > SAID:
                said = time.monotonic()
                self.status("starting", done=done, total=total)

        self.status("starting")
        return show

    def event(self, name: str, **values: object) -> None:
        """Add an event."""
        events.append(
            self.folder / "events.jsonl", {"event": name, "time": round(time.time(), 3), **values}
        )

    def status(self, state: str, **values: object) -> None:
        """Say how it stands."""
        known = {"state": state, "pid": os.getpid(), "time": round(time.time(), 3)}
        write_json(self.folder / "status.json", {**known, **values})

    def add(self, record: Record, model: nn.Module) -> None:
        """Remember a record, and the network as it was validated."""
        event = {
            "iteration": record.iteration,
            "training_loss": _rounded(record.training_loss),
            "training_accuracy": _rounded(record.training_accuracy),
            "validation_loss": round(record.validation_loss, 5),
            "validation_accuracy": round(record.validation_accuracy, 5),
            "learning_rate": record.learning_rate,
            "images_per_second": round(record.images_per_second, 1),
            "matrices": record.matrices,
        }
        if _trained(event):
            self.history.append(_remembered(event))
        self.figures = self._measured(record)
        self.save(record.iteration, model)
        if record.weights is not None:
            self.best = record.validation_accuracy
            write_json(self.folder / "best.json", {"checkpoint": record.iteration})
        self.event(VALIDATION, **event)

    def _measured(self, record: Record) -> list[dict[str, Any]]:
        """The validation as a figure of the card, where it is of one data set."""
        if len(record.matrices) != 1:
            return []
        images, share = sum(map(sum, record.matrices[0])), record.validation_accuracy
        whole = len(record.matrices[0]) == len(self.classes)
        matrix = {"confusion_matrix": record.matrices[0], "classes": list(self.classes)}
        return [
            {
                "quantity": "Accuracy",
                "data": f"the validation part of {self.data}",
                "value": share,
                "error": standard_error(round(share * images), images),
                "images": images,
                "command": self.command,
                **(matrix if whole else {}),
            }
        ]

    def save(self, iteration: int, model: nn.Module) -> None:
        """Keep the network of an iteration, with a card that has the history up to now."""
        with checkpoint.made(checkpoint.place(self.folder / "checkpoints", iteration)) as part:
            weights.save(part / "weights", model, self._card(iteration, model))

    def save_state(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """Keep what the run needs to go on; then checkpoints beyond the limit may go."""
        checkpoint.save_state(self.folder / "state", tensors, facts)
        best = read_json(self.folder / "best.json").get("checkpoint")
        checkpoint.thin(self.folder / "checkpoints", {best} if isinstance(best, int) else set())

    def _card(self, iteration: int, model: nn.Module) -> Card:
        network = json.loads(json.dumps(dict(self.config.network)))
        return Card(
            name=self.folder.name,
            title=f"{self.folder.name}: {network['name']} after {iteration:,} iterations",
            build={"name": network["name"], "arguments": network.get("arguments", {})},
            classes=self.classes,
            preprocessing=self.config.preprocessing,
            parameters=zoo.parameter_count(model),
            data=self.data,
            command=self.command,
            seed=self.config.seed,
            split=self.config.split,
            figures=self.figures,
            history=self.history,
        )


def failed(folder: Path, why: str) -> None:
    """Write down that a run has ended before its end, and why in a sentence.

    Raises:
        OSError: the folder cannot be written to
    """
    known = read_json(folder / "status.json")
    now = round(time.time(), 3)
    write_json(
        folder / "status.json",
        {**known, "state": "failed", "pid": os.getpid(), "time": now, "message": why},
    )
    done = known.get("iteration", 0)
    events.append(
        folder / "events.jsonl", {"event": "failed", "time": now, "iteration": done, "message": why}
    )


def _trained(event: Mapping[str, Any]) -> bool:
    """Whether it is about more than the random weights of the beginning."""
    return event.get("training_loss") is not None


def _remembered(event: Event) -> dict[str, Any]:
    """What a card keeps of a validation."""
    names = ("iteration", "training_loss", "validation_loss", "validation_accuracy")
    return {name: event[name] for name in names}


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, 5)
