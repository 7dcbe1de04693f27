"""Images per second: this project's loop against the tutorial's, on the same machine in one run."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np
import torch
from torch import nn

from cnnviz import zoo
from cnnviz.data.images import CLASSES, Images
from cnnviz.training import memory
from cnnviz.training.config import PRESETS, Config
from cnnviz.training.loop import fit

BATCH, STEPS, ROUNDS = 200, 15, 3


def measure() -> dict[str, float]:
    """Train the tutorial's network both ways, in turns.

    Returns:
        images per second of each loop (medians over the rounds), and "ratio", the median over the
        rounds of this project's over the tutorial's; "..._augmented" with random symmetries,
        rotations, shifts, colours and noise
    """
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (2_000, 96, 96, 3), dtype=np.uint8)
    images = Images(pixels, random.integers(0, len(CLASSES), len(pixels)))
    ours = replace(PRESETS["tutorial"], iterations=STEPS, batch=BATCH, validate_every=STEPS)
    best = PRESETS["best"].augmentation
    loops: dict[str, Callable[[], float]] = {
        "tutorial": lambda: _tutorial_rate(images),
        "cnnviz": lambda: _rate(images, ours),
        "cnnviz_augmented": lambda: _rate(images, replace(ours, augmentation=best)),
    }
    rates: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(ROUNDS):
        for name, loop in loops.items():
            rates[name].append(loop())
    result = {f"{name}_images_per_second": median(values) for name, values in rates.items()}
    for name, key in (("cnnviz", "ratio"), ("cnnviz_augmented", "ratio_augmented")):
        pairs = zip(rates[name], rates["tutorial"], strict=True)
        result[key] = median(a / b for a, b in pairs)
    return result


def tutorial_loop(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Iterator[float]:
    """The tutorial's training: float32 batches gathered with replacement, -mean log p, Adam.

    Args:
        model: returns logits; the softmax stands here, as the tutorial's network has it inside
        x: float32 of shape (N, C, H, W), contiguous
        y: int64 of shape (N,)

    Yields:
        the loss of each step, nats
    """
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    while True:
        chosen = torch.from_numpy(np.random.randint(0, len(x), BATCH))  # noqa: NPY002 as it does
        p = torch.softmax(model(x[chosen]), dim=1)
        loss = -torch.log(p[torch.arange(BATCH), y[chosen]]).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        yield loss.item()


def planes(images: Images) -> torch.Tensor:
    """The images as the tutorial keeps them: float32 of shape (N, C, H, W), 0 to 1, contiguous."""
    return torch.from_numpy(images.pixels.transpose(0, 3, 1, 2) / np.float32(256)).contiguous()


def _tutorial_rate(images: Images) -> float:
    loop = tutorial_loop(zoo.build("galaxy_cnn"), planes(images), torch.from_numpy(images.labels))
    for _ in range(3):
        next(loop)
    start = time.perf_counter()
    for _ in range(STEPS):
        next(loop)
    return STEPS * BATCH / (time.perf_counter() - start)


def _rate(images: Images, config: Config) -> float:
    """Rate of `fit` itself, the second of its records: the first has the warming-up."""
    few = images.select(np.arange(10))
    with memory.kept():
        records = list(
            fit(
                zoo.build("galaxy_cnn"),
                [images],
                [few],
                replace(config, iterations=2 * config.iterations),
            )
        )
    return records[-1].images_per_second
