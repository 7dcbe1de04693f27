"""What a class may train: each with its settings, and what is to be seen."""

from dataclasses import dataclass, replace

from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import PRESETS, Config

# so small that it ends within a minute, and so few galaxies that it shows
SHORT = replace(PRESETS["quick"], galaxies=2_800, iterations=600, validate_every=50)
WIDE = {"channels": (16, 24, 32, 48), "pooling": "max"}


@dataclass(frozen=True)
class Lesson:
    """One or more runs.

    Args:
        title: for people
        text: what is trained, and what to look for
        runs: title and settings of each
    """

    title: str
    text: str
    runs: tuple[tuple[str, Config], ...]


def _one(title: str, text: str, config: Config) -> Lesson:
    return Lesson(title, text, ((title, config),))


LESSONS = {
    "quick": _one(
        "Quick: under a minute",
        "The tutorial's network, its learning rate first raised and then lowered (one cycle).",
        PRESETS["quick"],
    ),
    "tutorial": _one(
        "As in the tutorial",
        "10,000 iterations of 200 images, Adam with a learning rate of 0.001, cross-entropy.",
        PRESETS["tutorial"],
    ),
    "best": _one(
        "As well as possible",
        "A larger network with batch normalisation and every augmentation: the recipe of the "
        "explorer, on simulated galaxies. It takes long.",
        PRESETS["best"],
    ),
    "underfits": _one(
        "Too small a network",
        "One block of three channels, and of each map only its mean: training and validation "
        "stay together, and both stay bad (underfitting).",
        replace(
            SHORT,
            network={
                "name": "galaxy_cnn",
                "arguments": {"channels": (3,), "head": "global_average"},
            },
        ),
    ),
    "overfits": _one(
        "Too few galaxies",
        "A wide network, and 250 of 350 galaxies to learn from: it learns them by heart. The "
        "training loss falls to nothing, the validation loss soon turns and rises (overfitting).",
        replace(
            SHORT,
            network={"name": "galaxy_cnn", "arguments": WIDE},
            galaxies=350, batch=50, schedule="constant", learning_rate=3e-4, split=(5, 2, 0),
            augmentation=Augmentation(), iterations=450, validate_every=15,
        ),
    ),
    "too_fast": _one(
        "Too high a learning rate",
        "Adam with a learning rate of 0.3: the first steps throw the weights so far that no "
        "gradient leads back. The loss stays at ln 7 = 1.95 nats, which is guessing.",
        replace(SHORT, schedule="constant", learning_rate=0.3, iterations=300),
    ),
    "dense": Lesson(
        "Fully connected against convolutional",
        "A network that knows nothing of neighbouring pixels needs 342 times the parameters for "
        "about the same, and its training and validation part: it learns galaxies by heart.",
        (
            ("Convolutional", SHORT),
            (
                "Fully connected",
                replace(SHORT, network={"name": "mlp"}, learning_rate=1e-3),
            ),
        ),
    ),
    "augmentation": Lesson(
        "With and without augmentation",
        "500 of 700 galaxies to learn from, as they are, and turned, zoomed and shifted at random: "
        "a galaxy has no up.",
        tuple(
            (
                title,
                replace(
                    SHORT,
                    network={"name": "galaxy_cnn", "arguments": WIDE},
                    galaxies=700, batch=50, schedule="constant", learning_rate=1e-3,
                    split=(5, 2, 0), iterations=900, augmentation=how,
                ),
            )
            for title, how in (
                ("As they are", Augmentation()),
                ("Augmented", Augmentation(symmetries=True, rotation=1, zoom=0.1, shift=4)),
            )
        ),
    ),
}  # fmt: skip
