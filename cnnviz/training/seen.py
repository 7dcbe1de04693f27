"""What the training pictures of a run look like, where they are simulated galaxies alone."""

import numpy as np

from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.data.reading import Progress, silent
from cnnviz.familiarity.measurement import measure
from cnnviz.familiarity.seen import Seen
from cnnviz.familiarity.summary import summarise
from cnnviz.training import config as configurations
from cnnviz.training import runs
from cnnviz.training.config import Config
from cnnviz.training.sample import sample

COUNT = 200  # pictures: no more than a visitor waits for
SIMULATED = ["simulated"]


def settings(model: str) -> Config | None:
    """Of the run that trained a network; None where it is no run's, or not on simulated alone.

    Args:
        model: `run-NAME@ITERATION`, as `runs.place` knows it
    """
    found = runs.MODEL.fullmatch(model)
    run = runs.summary(found[1]) if found else None
    if run is None or run.about.get("order") != SIMULATED:
        return None
    try:
        return configurations.from_dict(run.config, Config())
    except ValueError:  # written by another version
        return None


def of_simulated(config: Config, progress: Progress = silent, count: int | None = None) -> Seen:
    """Measure galaxies of those that a run was trained on, changed as in its training.

    Args:
        config: of the run
        progress: called with pictures done and pictures in all
        count: how many pictures; COUNT where None
    """
    count = COUNT if count is None else count
    numbers = np.random.default_rng(config.seed).choice(config.galaxies, count)
    labels, groups = numbers % len(CLASSES), numbers // len(CLASSES)
    measured = []
    for done, (label, group) in enumerate(zip(labels, groups, strict=True), 1):
        seed = config.first_galaxy + int(group)
        images = simulator.galaxy(int(label), seed, config.preprocessing.size)
        pixels = sample([images], config, 1, config.seed + done)
        measured.append(measure(pixels[0]))
        progress(done, count)
    changed = config.augmentation != configurations.UNCHANGED
    words = f"of its {config.galaxies:,} simulated galaxies from seed {config.first_galaxy:,}"
    return summarise(measured, words + ", changed as in its training" * changed, "")
