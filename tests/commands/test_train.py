"""The command train, from its options to the weights that it leaves."""

import argparse
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz import weights
from cnnviz.__main__ import main
from cnnviz.commands import train
from cnnviz.data import DataError
from cnnviz.data.images import CLASSES, Images
from cnnviz.training.checkpoint import build
from cnnviz.training.config import PRESETS
from cnnviz.training.loop import Training, fit
from cnnviz.training.run import Run

SMALL = {"iterations": 4, "validate_every": 2, "batch": 8, "galaxies": 70}


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return parser.parse_args(list(words))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.json"
    file.write_text(json.dumps(SMALL))
    return file


def trained_on(folder: Path, *names: str) -> Path:
    """A run that was trained on a folder with eight pictures of each of these classes."""
    random = np.random.default_rng(0)
    for name in names:
        (folder / "data" / name).mkdir(parents=True)
        for i in range(8):
            pixels = random.integers(0, 256, (50, 60, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / "data" / name / f"{i}.png")
    file = folder / "small.json"
    file.write_text(json.dumps(SMALL | {"split": [3, 1, 0]}))
    out = folder / "run"
    words = ["--data", str(folder / "data"), "--config", str(file), "--out", str(out)]
    assert train.run(options(*words)) == 0
    return out


def test_a_run_leaves_weights_that_load(small, tmp_path, capsys):
    out = tmp_path / "run"
    words = ["--data", "simulated", "--preset", "quick", "--config", str(small), "--out", str(out)]
    assert train.run(options(*words, "--seed", "3")) == 0
    _, last = weights.load(out / "checkpoints" / "00000004")
    assert [record["iteration"] for record in last.history] == [2, 4]
    model, card = weights.load(out)
    assert card.seed == 3
    assert len(card.history) <= 2
    assert card.classes == CLASSES
    assert "70 simulated galaxies" in card.data
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert json.loads((out / "config.json").read_text())["batch"] == 8
    assert sorted(file.name for file in out.iterdir()) == [
        "best.json", "checkpoints", "config.json", "events.jsonl", "lock", "run.json", "state",
        "status.json",
    ]  # fmt: skip
    printed = capsys.readouterr()
    assert "validation accuracy" in printed.out
    assert printed.err == ""  # progress is for terminals


def test_images_that_cannot_be_read_are_told_and_left_out(tmp_path, capsys):
    trained_on(tmp_path, "merging", "round")
    (tmp_path / "data" / "round" / "0.png").write_bytes(b"%PDF")
    (tmp_path / "data" / "round" / "9.png").symlink_to("nowhere")
    words = ["--data", str(tmp_path / "data"), "--config", str(tmp_path / "small.json")]
    capsys.readouterr()
    assert train.run(options(*words, "--out", str(tmp_path / "second"))) == 1
    printed = capsys.readouterr()
    first, second = printed.err.splitlines()
    assert "0.png: not an image (header is a PDF's)" in first
    assert "9.png: there is no such file" in second
    assert "4 iterations" in printed.out
    assert weights.load(tmp_path / "second")[1].classes == CLASSES


def test_a_single_class_of_the_seven_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"data: two classes .* needed, there is Merging alone"):
        trained_on(tmp_path, "mergers", "tomato")
    assert not (tmp_path / "run").exists()


def test_a_stop_before_the_first_validation_leaves_the_weights_as_they_are(
    small, tmp_path, monkeypatch, capsys
):
    def interrupted(self, batch):
        os.kill(os.getpid(), signal.SIGINT)
        self.iteration += 1

    monkeypatch.setattr(Training, "_step", interrupted)
    out = tmp_path / "run"
    assert train.run(options("--data", "simulated", "--config", str(small), "--out", str(out))) == 1
    model, card = weights.load(out)
    assert card.history == []
    expected = build(PRESETS["tutorial"])
    for ours, theirs in zip(model.parameters(), expected.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert "stopped after 1 of 4 iterations, not validated yet" in capsys.readouterr().out


def test_a_second_control_c_ends_at_once(small, tmp_path, monkeypatch):
    def interrupted(self, batch):
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Training, "_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train.run(
            options("--data", "simulated", "--config", str(small), "--out", str(tmp_path / "run"))
        )


def test_a_loss_that_is_lost_is_the_error_that_is_told(tmp_path):
    file = tmp_path / "wild.json"
    file.write_text(json.dumps(SMALL | {"learning_rate": 1e30}))
    words = ["--data", "simulated", "--config", str(file), "--out", str(tmp_path / "run")]
    with pytest.raises(FloatingPointError, match="lower the learning rate"):
        train.run(options(*words))


def test_options_replace_the_file_and_the_file_the_preset(small):
    words = ["--data", "simulated", "--out", "run", "--config", str(small), "--preset", "best"]
    config = train.configuration(options(*words, "--iterations", "9"))
    assert config.iterations == 9
    assert config.batch == 8
    assert config.augmentation == PRESETS["best"].augmentation


def test_a_folder_that_holds_something_is_not_overwritten(small, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")
    words = ["--data", "simulated", "--config", str(small), "--out", str(tmp_path / "run")]
    with pytest.raises(FileExistsError, match="not empty"):
        train.run(options(*words))
    assert [file.name for file in (tmp_path / "run").iterdir()] == ["thesis.txt"]
    with pytest.raises(FileExistsError, match="name another folder"):
        train.run(options(*words[:-1], str(tmp_path / "run" / "thesis.txt")))


def test_data_that_cannot_be_read_leaves_no_folder(tmp_path):
    words = ["--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "run")]
    with pytest.raises(DataError, match="no such folder or file"):
        train.run(options(*words))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"batch": 0}', "batch is a whole number, at least 1"),
        ("{", "not JSON"),
        (None, "No such file"),
    ],
)
def test_a_file_that_does_not_fit_is_named(text, message, tmp_path):
    file = tmp_path / "wrong.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ValueError, match=f"wrong.json: .*{message}"):
        train.configuration(options("--data", "simulated", "--out", "x", "--config", str(file)))


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({"name": "lenet5"}, "does not take images of 96 pixels"),
        ({"name": "mlp", "arguments": {"classes": 10}}, "10 outputs, not 7"),
        ({"name": "resnet19"}, "no network is called"),
    ],
)
def test_a_network_that_does_not_fit_the_data_is_refused(network, message):
    config = train.configuration(options("--data", "simulated", "--out", "x"))
    with pytest.raises(ValueError, match=message):
        build(type(config)(network=network))


def test_the_command_in_the_card_has_no_path_of_this_machine(monkeypatch):
    words = ["cnnviz", "train", "--data", "/home/ada/galaxy_zoo/train", "--out", "runs/a"]
    monkeypatch.setattr("sys.argv", words)
    assert train.command_line() == ("python -m cnnviz train --data galaxy_zoo/train --out runs/a")


def test_saving_the_best_weights_does_not_disturb_the_training(tmp_path):
    random = np.random.default_rng(0)
    images = Images(
        random.integers(0, 256, (40, 96, 96, 3), dtype=np.uint8), random.integers(0, 7, 40)
    )
    network = {"name": "galaxy_cnn", "arguments": {"dropout": 0.5}}
    config = replace(PRESETS["tutorial"], network=network, iterations=6, validate_every=1, batch=8)
    alone, saved = build(config), build(config)
    list(fit(alone, [images], [images], config))
    run = Run(tmp_path / "run", config, "noise", "test")
    for record in fit(saved, [images], [images], config):
        run.add(record, saved)
    for a, b in zip(alone.parameters(), saved.parameters(), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"galaxies": 7}, "simulated: no image is left to be validated with; it has 7"),
        ({"split": [1, 0, 0]}, "no image is left to be validated with"),
        ({"shares": [1, 1]}, "2 shares for 1 data sets"),
    ],
)
def test_what_cannot_be_trained_leaves_no_folder(changes, message, tmp_path):
    file = tmp_path / "config.json"
    file.write_text(json.dumps(SMALL | changes))
    out = tmp_path / "run"
    with pytest.raises(ValueError, match=message):
        train.run(options("--data", "simulated", "--config", str(file), "--out", str(out)))
    assert not out.exists()


def test_the_presets_are_those_of_the_configuration():
    assert set(train.PRESETS) == set(PRESETS)


def test_a_folder_with_an_unknown_class_is_trained_on_without_it(tmp_path):
    out = trained_on(tmp_path, "merging", "round", "tomato")
    _, card = weights.load(out)
    assert all(np.isfinite(record["training_loss"]) for record in card.history)


def test_one_seed_builds_one_network():
    first, again = build(PRESETS["tutorial"]), build(PRESETS["tutorial"])
    for a, b in zip(first.parameters(), again.parameters(), strict=True):
        np.testing.assert_array_equal(a.detach(), b.detach())
    assert torch.is_grad_enabled()


def test_a_folder_of_other_classes_is_trained_on_and_judged_with_its_own(tmp_path, capsys):
    out = trained_on(tmp_path, "pear", "tomato")
    model, card = weights.load(out)
    assert card.classes == ("pear", "tomato")
    assert model(torch.zeros(1, 3, 96, 96)).shape == (1, 2)
    (figure,) = card.figures
    assert (figure["images"], figure["classes"]) == (4, ["pear", "tomato"])
    capsys.readouterr()
    words = ["evaluate", "--weights", str(out), "--data", str(tmp_path / "data"), "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["classes"] == ["pear", "tomato"]
