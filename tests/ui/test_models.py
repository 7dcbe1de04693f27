"""Networks of runs as the model of every page."""

import time
from dataclasses import replace

import pytest

from cnnviz import weights
from cnnviz.training import checkpoint, runs
from cnnviz.training.config import PRESETS
from cnnviz.training.files import write_json
from cnnviz.training.run import Run
from cnnviz.ui import models
from cnnviz.ui.train import view


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run with two checkpoints, the first of which did best."""
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path))
    models._runs.clear()
    config = replace(PRESETS["tutorial"], iterations=20)
    found = Run(tmp_path / "run-mine-1a2b", config, "noise", "none", about={"title": "Mine *2*"})
    found.begin()
    network = checkpoint.build(config)
    for iteration in (10, 20):
        found.save(iteration, network)
    write_json(found.folder / "best.json", {"checkpoint": 10})
    yield found
    models._runs.clear()


def test_the_shipped_come_first_then_the_chosen_then_each_runs_best(run):
    assert models.names() == (*weights.names(), "run-mine-1a2b@10")
    chosen = "run-mine-1a2b@20"
    assert models.names(chosen) == (*weights.names(), chosen, "run-mine-1a2b@10")
    assert models.names("run-mine-1a2b@10") == models.names()


def test_what_is_there_is_known(run):
    assert models.known("explorer")
    assert models.known("run-mine-1a2b@20")
    for name in ("run-mine-1a2b", "run-mine-1a2b@30", "run-other@10", "", "../weights/explorer"):
        assert not models.known(name)


def test_a_run_is_called_by_its_title(run):
    assert models.title("explorer") == "explorer"
    assert models.title("run-mine-1a2b@20") == "Mine *2* (1a2b), iteration 20"
    assert models.title("run-gone@3") == "run-gone, iteration 3"


def test_a_list_has_first_what_tells_runs_apart(run):
    assert models.listed("explorer") == "explorer"
    assert models.listed("run-mine-1a2b@20") == models.title("run-mine-1a2b@20")
    asked = time.mktime((2026, 11, 29, 14, 51, 0, 0, 0, -1))
    about = {"title": "Quick (changed)", "asked": asked, "group": "run-mine-1a2b"}
    for data, first in (
        ("data.h5", "own folder, "), ("simulated", ""), ("/srv/set", ""), ("galaxy10", "galaxy10, ")
    ):  # fmt: skip
        write_json(run.folder / "run.json", about | {"order": [data]})
        assert models.listed("run-mine-1a2b@20") == (
            f"{first}29 Nov 14:51 (1a2b), Quick (changed), iteration 20"
        )
        assert view.listed(runs.summary("run-mine-1a2b")) == (
            f"{first}29 Nov 14:51 (1a2b), Quick (changed)"
        )


def test_a_network_of_a_run_loads_by_its_name(run):
    _, card = weights.load("run-mine-1a2b@20")
    assert card.title == "run-mine-1a2b: galaxy_cnn after 20 iterations"
    assert runs.fixed("run-mine-1a2b") == "run-mine-1a2b@10"
