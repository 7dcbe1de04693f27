"""The time to a given accuracy: this project's loop against the tutorial's, in one run."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import torch
from torch import nn

from cnnviz import zoo
from cnnviz.benchmarks.training import BATCH, planes, tutorial_loop
from cnnviz.data import load
from cnnviz.data.images import Images, split
from cnnviz.preprocessing import Preprocessing
from cnnviz.training import memory
from cnnviz.training.config import PRESETS
from cnnviz.training.loop import Training
from cnnviz.training.validation import validate

GALAXIES, FIRST = 4_200, 1_000_000
TARGET, EVERY, MOST = 0.30, 25, 1_000  # accuracy; iterations between two looks, and at most


def measure() -> dict[str, float]:
    """Train the tutorial's network both ways to the same accuracy on validation images.

    Same network, images, batch and learning rate; the time is that of training alone. Random
    weights and batches are each loop's own, so that one run's ratio varies by some tens of per
    cent.

    Returns:
        "ratio" of the seconds to TARGET; the seconds and iterations of each; and each one's
        accuracy after as many iterations as the tutorial's loop took
    """
    rule = Preprocessing(background="none")
    images = load("simulated", rule, count=GALAXIES, seed=FIRST)
    train, valid, _ = split(images, (10_000, 1_600, 1_000), 0)
    tutorial = _tutorial(train, valid)
    with memory.kept():
        ours = _ours(train, valid, tutorial["iterations"])
    return {
        "target_accuracy": TARGET,
        "ratio": tutorial["seconds"] / ours["seconds"],
        **{f"tutorial_{name}": value for name, value in tutorial.items()},
        **{f"cnnviz_{name}": value for name, value in ours.items()},
    }


def _tutorial(train: Images, valid: Images) -> dict[str, float]:
    torch.manual_seed(0)
    model = zoo.build("galaxy_cnn")
    loop = tutorial_loop(model, planes(train), torch.from_numpy(train.labels))
    return _run(lambda: next(loop), lambda: model, valid, MOST)


def _ours(train: Images, valid: Images, least: float) -> dict[str, float]:
    config = replace(PRESETS["tutorial"], iterations=MOST, batch=BATCH, validate_every=MOST)
    torch.manual_seed(0)
    training = Training(zoo.build("galaxy_cnn"), [train], [valid], config)
    try:
        return _run(lambda: training.step(), lambda: training.model, valid, MOST, int(least))
    finally:
        training.batches.close()


def _run(
    step: Callable[[], object],
    model: Callable[[], nn.Module],
    valid: Images,
    most: int,
    least: int = 0,
) -> dict[str, float]:
    """Steps until the accuracy is reached, and at least so many.

    Returns:
        seconds and iterations to the accuracy, and the accuracy after `least` iterations, or at
        the end
    """
    seconds, reached, accuracy = 0.0, None, 0.0
    for done in _steps(most):
        started = time.perf_counter()
        for _ in range(EVERY):
            step()
        seconds += time.perf_counter() - started
        found = validate(model(), [valid], Preprocessing(background="none")).accuracy
        model().train()
        if done <= least or not least:
            accuracy = found
        if reached is None and found >= TARGET:
            reached = seconds, float(done)
        if reached is not None and done >= least:
            break
    when, at = reached or (float("inf"), float(most))
    return {"seconds": when, "iterations": at, "accuracy": accuracy}


def _steps(most: int) -> Iterator[int]:
    return iter(range(EVERY, most + 1, EVERY))
