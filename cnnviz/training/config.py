"""What a training run is: one record, from a preset or a JSON file."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from cnnviz.preprocessing import Preprocessing
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.schedule import SCHEDULES

LARGEST_BATCH = 10_000  # 1.1 GB of 96 by 96 pixels
OPTIMISERS = ("adam", "sgd")
CLASS_WEIGHTS = ("none", "balanced")
PRECISIONS = ("float32", "bfloat16")
_PLAIN = Preprocessing(background="none")  # the tutorial's
UNCHANGED = Augmentation()
_ONE_OF = {
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "class_weights": CLASS_WEIGHTS,
    "precision": PRECISIONS,
}


@dataclass(frozen=True)
class Config:
    """Everything that decides a run but the data.

    Args:
        network: name and arguments for `zoo.build`
        preprocessing: from image to input
        iterations: steps of the optimiser
        batch: images in a step, drawn with replacement
        shares: part of each batch that comes from each data set; empty for as they are in size
        split: sizes of the training, validation and test parts, in proportion
        optimiser: "adam" (Kingma and Ba 2015), or "sgd" with a momentum of 0.9
        learning_rate: of the optimiser, the largest of the schedule
        weight_decay: decoupled from the gradient with Adam (AdamW), part of it with SGD
        schedule: one of SCHEDULES
        label_smoothing: share of each target that is spread over all classes
        class_weights: "balanced" weighs each image's loss by 1 / (K times its label's share)
        averaging: decay of the exponential average of the weights, which is then what is
            validated and saved; 0 for none
        precision: of the forward pass in training; validation is always float32
        augmentation: random changes of the training images
        validate_every: iterations between two validations
        seed: of the weights, the split, the batches and the augmentation
        galaxies: how many simulated galaxies, where they are trained on
        first_galaxy: seed of the first of them; far from the seeds that the pages show
    """

    network: Mapping[str, Any] = field(default_factory=lambda: {"name": "galaxy_cnn"})
    preprocessing: Preprocessing = _PLAIN
    iterations: int = 10_000
    batch: int = 200
    shares: tuple[float, ...] = ()
    split: tuple[float, ...] = (10_000, 1_600, 1_000)
    optimiser: str = "adam"
    learning_rate: float = 1e-3
    weight_decay: float = 0.0
    schedule: str = "constant"
    label_smoothing: float = 0.0
    class_weights: str = "none"
    averaging: float = 0.0
    precision: str = "bfloat16"
    augmentation: Augmentation = UNCHANGED
    validate_every: int = 250
    seed: int = 0
    galaxies: int = 12_600
    first_galaxy: int = 1_000_000

    def __post_init__(self) -> None:
        """Refuse what cannot be run.

        Raises:
            ValueError: the field and its value
        """
        for name in ("iterations", "batch", "validate_every", "galaxies"):
            self._number(name, 1, whole=True)
        for name in ("seed", "first_galaxy"):
            self._number(name, 0, whole=True)
        if self.batch > LARGEST_BATCH:
            raise ValueError(f"batch is at most {LARGEST_BATCH:,} images, got {self.batch:,}")
        self._number("weight_decay", 0)
        self._number("learning_rate", 0)
        if self.learning_rate == 0:
            raise ValueError("learning_rate is positive, got 0")
        for name in ("label_smoothing", "averaging"):
            self._number(name, 0)
            if getattr(self, name) >= 1:
                raise ValueError(f"{name} is below 1, got {getattr(self, name)}")
        if not isinstance(self.network, Mapping) or not isinstance(self.network.get("name"), str):
            raise ValueError(f"network is an object with a name, got {self.network!r}")
        if not isinstance(self.network.get("arguments", {}), Mapping):
            raise ValueError(f"arguments of network are an object, got {self.network!r}")
        if any(not share > 0 for share in self.shares):
            raise ValueError(f"shares are positive, got {self.shares}")
        for name, known in _ONE_OF.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is one of {known}, got {getattr(self, name)!r}")
        if len(self.split) != 3 or min(self.split) < 0 or self.split[0] <= 0:
            raise ValueError(f"split is three sizes, the first positive, got {self.split}")

    def _number(self, name: str, least: float, *, whole: bool = False) -> None:
        value = getattr(self, name)
        kind = "a whole number" if whole else "a number"
        right = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not right or not least <= value < math.inf:
            raise ValueError(f"{name} is {kind}, at least {least}, got {value!r}")

    def to_dict(self) -> dict[str, Any]:
        """As it stands in a file."""
        return asdict(self)


_AUGMENTED = Augmentation(
    symmetries=True,
    rotation=0.6,
    zoom=0.16,
    shift=5,
    gain=0.15,
    saturation=0.6,
    noise=0.03,
    blur=0.6,
)

PRESETS = {
    "tutorial": Config(),
    "quick": Config(
        iterations=600,
        galaxies=5_600,
        learning_rate=4e-3,
        schedule="one_cycle",
        preprocessing=Preprocessing(),
        augmentation=Augmentation(symmetries=True),
        validate_every=50,
    ),
    # the explorer's, but for the data that its recipe in weights/recipes names
    "best": Config(
        network={
            "name": "galaxy_cnn",
            "arguments": {
                "channels": (24, 32, 48, 64, 96),
                "convolutions": 2,
                "pooling": "max",
                "batch_norm": True,
                "stem": 5,
                "head": "global_average",
                "dropout": 0.2,
            },
        },
        preprocessing=Preprocessing(),
        iterations=7_500,
        batch=128,
        learning_rate=4e-3,
        weight_decay=0.03,
        schedule="one_cycle",
        label_smoothing=0.05,
        averaging=0.998,
        augmentation=_AUGMENTED,
    ),
}


def from_dict(values: Mapping[str, Any], base: Config) -> Config:
    """A configuration with some of another's fields replaced.

    Raises:
        ValueError: an unknown field, or a value out of range
    """
    unknown = set(values) - {f.name for f in fields(Config)}
    if unknown:
        raise ValueError(f"no such setting: {', '.join(sorted(unknown))}")
    changed = dict(values)
    try:
        for name, kind in (("preprocessing", Preprocessing), ("augmentation", Augmentation)):
            if name in changed:
                changed[name] = kind(**changed[name])
        for name in ("shares", "split"):
            if name in changed:
                changed[name] = tuple(map(float, changed[name]))
        return replace(base, **changed)
    except TypeError as error:
        raise ValueError(f"a setting does not fit: {error}") from error


def read(path: Path, base: Config) -> Config:
    """A configuration from a JSON file; a setting that it does not name is the base's.

    Of preprocessing, augmentation and network it names the whole or nothing.

    Raises:
        ValueError: not JSON, not an object, or a field that does not fit
        OSError: the file cannot be read
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(values, dict):
        raise ValueError(f"an object of settings is expected, got a {type(values).__name__}")
    return from_dict(values, base)
