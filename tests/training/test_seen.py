"""What the training pictures of a run look like."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.familiarity.measurement import measure
from cnnviz.training import runs, seen
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import Config

CONFIG = Config(galaxies=7, first_galaxy=40)


def test_they_are_galaxies_of_the_run():
    told = []
    found = seen.of_simulated(CONFIG, lambda *done: told.append(done), count=12)
    assert (found.pictures, told[-1]) == (12, (12, 12))
    assert found.data == "of its 7 simulated galaxies from seed 40"
    sizes = [measure(simulator.galaxy(label, 40).pixels[0])["size"] for label in range(7)]
    low, high = found.quantiles["size"][0], found.quantiles["size"][-1]
    assert min(sizes) <= low < high <= max(sizes)


def test_they_are_changed_as_in_its_training():
    brighter = replace(CONFIG, augmentation=Augmentation(sky=0.4))
    plain, changed = (seen.of_simulated(config, count=6) for config in (CONFIG, brighter))
    assert changed.data.endswith(", changed as in its training")
    assert np.ptp(changed.quantiles["background"]) > 3 * np.ptp(plain.quantiles["background"])


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path))

    def put(about, config):
        folder = tmp_path / "run-mine-0a1b"
        folder.mkdir(exist_ok=True)
        (folder / "run.json").write_text(json.dumps(about))
        (folder / "config.json").write_text(json.dumps(config))
        return "run-mine-0a1b@50"

    return put


def test_the_settings_are_those_of_a_run_on_simulated_galaxies_alone(place):
    model = place({"order": ["simulated"]}, CONFIG.to_dict())
    assert seen.settings(model) == CONFIG
    assert seen.settings("explorer") is None
    assert seen.settings("run-other-0a1b@50") is None
    assert seen.settings(place({"order": ["simulated", "x"]}, CONFIG.to_dict())) is None
    assert seen.settings(place({}, CONFIG.to_dict())) is None
    assert seen.settings(place({"order": ["simulated"]}, {"wings": 2})) is None
