"""What a run leaves behind: the best weights so far with their card, and the configuration."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from cnnviz import weights, zoo
from cnnviz.atomic import written
from cnnviz.data.images import CLASSES
from cnnviz.training.config import Config
from cnnviz.training.loop import Record
from cnnviz.weights import Card


def build(config: Config) -> nn.Module:
    """The configuration's network with random weights from its seed.

    Raises:
        ValueError: a network that cannot be built, or whose input has another size
    """
    network = dict(config.network)
    with torch.random.fork_rng(devices=[]):  # a run's own random numbers go on undisturbed
        torch.manual_seed(config.seed)
        model = zoo.build(network["name"], **network.get("arguments", {}))
    size = config.preprocessing.size
    try:
        with torch.inference_mode():
            outputs = model.eval()(torch.zeros(1, 3, size, size))
    except RuntimeError as error:
        raise ValueError(f"{network['name']} does not take images of {size} pixels") from error
    if outputs.shape != (1, len(CLASSES)):
        raise ValueError(f"{network['name']} has {outputs.shape[-1]} outputs, not {len(CLASSES)}")
    return model


@dataclass
class Run:
    """The folder of a run; each file in it is whole at any moment.

    Args:
        folder: `weights.safetensors` and `weights.json` (the best so far), `config.json`
        config: of the run
        data: what it is trained on, in words
        command: that started it
    """

    folder: Path
    config: Config
    data: str
    command: str
    history: list[dict[str, Any]] = field(default_factory=list)
    best: float | None = None
    _tensors: dict[str, Tensor] | None = None

    def check(self) -> None:
        """Refuse a folder in which something would be overwritten.

        Raises:
            FileExistsError: the folder is there and holds something, or it is a file
        """
        if self.folder.is_file() or (self.folder.exists() and any(self.folder.iterdir())):
            raise FileExistsError(f"{self.folder}: it exists and is not empty; name another folder")

    def begin(self) -> None:
        """Make the folder and write the configuration.

        Raises:
            FileExistsError: as `check`
        """
        self.check()
        text = json.dumps(self.config.to_dict(), indent=2) + "\n"
        with written(self.folder / "config.json") as part:
            part.write_text(text, encoding="utf-8")

    def add(self, record: Record, model: nn.Module) -> None:
        """Remember a record of this network; save its weights where they are the best so far."""
        self.history.append(
            {
                "iteration": record.iteration,
                "training_loss": round(record.training_loss, 5),
                "validation_loss": round(record.validation_loss, 5),
                "validation_accuracy": round(record.validation_accuracy, 5),
            }
        )
        if record.weights is not None:
            self.best, self._tensors = record.validation_accuracy, record.weights
            self.save(model)

    def save(self, present: nn.Module) -> None:
        """Write the best weights, with a card that has the history up to now.

        Args:
            present: the network as it stands; it is written where nothing was validated yet
        """
        model = build(self.config)
        model.load_state_dict(self._tensors or present.state_dict())
        weights.save(self.folder / "weights", model, self._card(model))

    def _card(self, model: nn.Module) -> Card:
        network = json.loads(json.dumps(dict(self.config.network)))
        return Card(
            name=self.folder.name,
            title=f"{self.folder.name}: {network['name']} after {len(self.history)} validations",
            build={"name": network["name"], "arguments": network.get("arguments", {})},
            classes=CLASSES,
            preprocessing=self.config.preprocessing,
            parameters=zoo.parameter_count(model),
            data=self.data,
            command=self.command,
            seed=self.config.seed,
            split=self.config.split,
            history=self.history,
        )
