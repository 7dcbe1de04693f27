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


@pytest.mark.parametrize("name", ["explorer", "tutorial"])
def test_the_shipped_recipes_can_be_read(name):
    folder = Path(__file__).parents[2] / "weights" / "recipes"
    for file in (folder / f"{name}.json", folder / f"{name}-simulated.json"):
        config = read(file, PRESETS["best"])
        assert config.first_galaxy == 1_000_000  # far from the seeds that the pages show


def test_the_best_preset_is_the_explorers():
    recipe = Path(__file__).parents[2] / "weights" / "recipes" / "explorer.json"
    recipes, best = read(recipe, PRESETS["best"]).to_dict(), PRESETS["best"].to_dict()
    data = {"shares", "split", "galaxies", "seed"}
    for name in set(best) - data:
        assert json.dumps(recipes[name]) == json.dumps(best[name]), name


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
        ({"batch": 0}, "batch is a whole number, at least 1, got 0"),
        ({"batch": 2.5}, "batch is a whole number, at least 1, got 2.5"),
        ({"batch": "many"}, "batch is a whole number, at least 1, got 'many'"),
        ({"seed": -1}, "seed is a whole number, at least 0, got -1"),
        ({"seed": True}, "seed is a whole number, at least 0, got True"),
        ({"learning_rate": -1}, "learning_rate is a number, at least 0, got -1"),
        ({"learning_rate": 0}, "learning_rate is positive, got 0"),
        ({"learning_rate": float("nan")}, "learning_rate is a number, at least 0, got nan"),
        ({"weight_decay": -1}, "weight_decay is a number, at least 0, got -1"),
        ({"averaging": 1}, "averaging is below 1, got 1"),
        ({"shares": [0, 0]}, "shares are positive"),
        ({"network": 5}, "network is an object with a name, got 5"),
        ({"network": {"arguments": {}}}, "network is an object with a name"),
        ({"network": {"name": "mlp", "arguments": 3}}, "arguments of network are an object"),
        ({"schedule": "cubic"}, "got 'cubic'"),
        ({"precision": "float16"}, "got 'float16'"),
        ({"split": [1, 2]}, "three sizes"),
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
