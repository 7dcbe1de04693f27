"""Several processes that train one network, started by torchrun."""

import os
import signal
import time

import numpy as np
import pytest

from cnnviz.training import checkpoint, events
from cnnviz.training.augmentation import Augmentation, augment
from cnnviz.training.batches import Batches
from cnnviz.training.config import Config
from cnnviz.training.team import ALONE, Team
from tests.training import runs
from tests.training.test_loop import blobs

# no dropout, and no batch normalisation: their numbers are each process's own
PLAIN = {
    "network": {"name": "galaxy_cnn", "arguments": {"size": 32, "channels": [3, 4]}},
    "precision": "float32",
    "batch": 25,  # which two processes cannot share evenly
}


def losses(run):
    found = [e for e in events.read(run / "events.jsonl") if e["event"] == "validation"]
    return [(e["iteration"], e["training_loss"] or 0.0, e["validation_loss"]) for e in found]


def test_two_processes_have_the_loss_curve_of_one(tmp_path):
    settings = runs.settings(tmp_path, **PLAIN, iterations=60)
    one = runs.train("--config", settings, "--out", tmp_path / "one")
    two = runs.train("--config", settings, "--out", tmp_path / "two", torchrun=2)
    assert (one.returncode, two.returncode) == (0, 0), two.stderr
    np.testing.assert_allclose(losses(tmp_path / "two"), losses(tmp_path / "one"), atol=3e-5)
    # the first alone writes and speaks
    assert two.stdout.count("60 iterations") == 1
    names = [sorted(path.name for path in (tmp_path / n).iterdir()) for n in ("one", "two")]
    assert names[0] == names[1]


def test_a_lost_worker_is_started_anew_and_the_training_goes_on(tmp_path):
    run = tmp_path / "run"
    settings = runs.settings(tmp_path, **PLAIN, iterations=400, validate_every=50)
    process = runs.begin("--config", settings, "--out", run, torchrun=2)
    end = time.monotonic() + 180
    while not checkpoint.iterations(run / "state"):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(runs.children(process.pid)[-1], signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    happened = [e["event"] for e in events.read(run / "events.jsonl")]
    assert "resumed" in happened
    assert happened[-1] == "finished"
    alone = runs.train("--config", settings, "--out", tmp_path / "alone")
    assert alone.returncode == 0
    np.testing.assert_allclose(losses(run), losses(tmp_path / "alone"), atol=3e-4)


@pytest.mark.parametrize("shares", [(), (1.0, 3.0)])
def test_the_parts_of_a_team_are_the_whole_batch(shares):
    how = Augmentation(
        symmetries=True, rotation=1, zoom=0.1, shift=3, gain=0.1, saturation=0.3, sky=0.1,
        noise=0.1, blur=0.5,
    )  # fmt: skip
    sets = [blobs(30), blobs(20, 1)]
    config = Config(batch=9, augmentation=how, shares=shares, class_weights="balanced")
    whole = Batches(sets, config)
    parts = [Batches(sets, config, Team(rank, 4)) for rank in range(4)]
    for _ in range(2):
        expected, found = next(whole), [next(part) for part in parts]
        for name in ("inputs", "allowed", "weights"):
            together = np.concatenate([getattr(one, name).numpy() for one in found])
            np.testing.assert_allclose(together, getattr(expected, name).numpy(), atol=1e-6)
        assert all((one.after == expected.after).all() for one in found)
    for batches in (whole, *parts):
        batches.close()


def test_a_part_may_be_empty_and_nothing_is_left_out():
    for size in (1, 2, 3, 7):
        parts = [Team(rank, size).part(5) for rank in range(size)]
        assert [i for part in parts for i in range(5)[part]] == list(range(5))
    assert ALONE.first


def test_an_augmented_part_is_the_part_of_what_is_augmented():
    import torch

    images = torch.rand(6, 3, 8, 8)
    how = Augmentation(rotation=1, noise=0.1, gain=0.2)
    whole = augment(images, how, torch.Generator().manual_seed(1))
    part = augment(images[2:5], how, torch.Generator().manual_seed(1), 6, slice(2, 5))
    torch.testing.assert_close(part, whole[2:5])
