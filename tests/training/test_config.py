"""Configurations: presets, files, and what is refused."""

import json
from pathlib import Path

import pytest

from cnnviz import zoo
from cnnviz.training.config import PRESETS, Config, from_dict, read


def test_the_tutorials_preset_is_the_tutorials():
    tutorial = PRESETS["tutorial"]
    assert (tutorial.iterations, tutorial.batch, tutorial.learning_rate) == (10_000, 200, 1e-3)
    assert tutorial.split == (10_000, 1_600, 1_000)
    assert tutorial.network == {"name": "galaxy_cnn"}


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_builds_and_survives_a_file(name, tmp_path: Path):
    preset = PRESETS[name]
    network = dict(preset.network)
    zoo.build(network["name"], **network.get("arguments", {}))
    file = tmp_path / "config.json"
    file.write_text(json.dumps(preset.to_dict()))
    # JSON knows lists alone
    assert read(file, Config()).to_dict() == json.loads(json.dumps(preset.to_dict())) | {
        "shares": preset.shares,
        "split": tuple(preset.split),
        "network": json.loads(json.dumps(preset.network)),
    }


def test_a_file_changes_only_what_it_names(tmp_path: Path):
    file = tmp_path / "config.json"
    file.write_text('{"batch": 64, "augmentation": {"symmetries": true}}')
    config = read(file, PRESETS["best"])
    assert config.batch == 64
    assert config.augmentation.symmetries
    assert config.augmentation.noise == 0
    assert config.learning_rate == PRESETS["best"].learning_rate


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"epochs": 3}, "no such setting: epochs"),
        ({"batch": 0}, "batch is at least 1, got 0"),
        ({"learning_rate": -1}, "learning_rate is positive, got -1"),
        ({"averaging": 1}, "averaging is at least 0 and below 1, got 1"),
        ({"schedule": "cosine"}, "got 'cosine'"),
        ({"precision": "float16"}, "got 'float16'"),
        ({"split": [1, 2]}, "three sizes"),
        ({"batch": "many"}, "does not fit"),
        ({"augmentation": {"tilt": 1}}, "does not fit"),
        ({"preprocessing": {"background": "sky"}}, "got 'sky'"),
    ],
)
def test_settings_that_do_not_fit_are_a_sentence(values, message):
    with pytest.raises(ValueError, match=message):
        from_dict(values, Config())


@pytest.mark.parametrize(("text", "message"), [("{", "not JSON"), ("[1]", "got a list")])
def test_files_that_are_no_settings_are_a_sentence(text, message, tmp_path: Path):
    file = tmp_path / "config.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        read(file, Config())
