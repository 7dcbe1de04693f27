"""The card's record of the training pictures, from the command line."""

import json

import pytest
from PIL import Image

from cnnviz import weights
from cnnviz.__main__ import main
from cnnviz.data import simulator
from cnnviz.familiarity.quantities import QUANTITIES


@pytest.fixture
def galaxies(tmp_path):
    """A folder of four simulated galaxies of two classes."""
    for label, name in ((1, "round"), (3, "barred")):
        for seed in range(2):
            path = tmp_path / "set" / name / f"{seed}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(simulator.galaxy(label, seed, 32).pixels[0]).save(path)
    return tmp_path / "set"


@pytest.fixture
def settings(tmp_path):
    """A run's settings that fit the small network."""
    path = tmp_path / "config.json"
    rule = {"size": 32, "background": "none"}
    path.write_text(json.dumps({"preprocessing": rule, "split": [1, 1, 0]}))
    return path


@pytest.fixture
def copy(small, tmp_path):
    """A copy of the small network, whose card may be written."""
    model, card = weights.load(small)
    weights.save(tmp_path / "copy", model, card)
    return tmp_path / "copy"


def seen(*words):
    return main(["seen", *map(str, words)])


def test_the_card_gets_what_was_measured(copy, galaxies, settings, capsys):
    tensors = copy.with_suffix(".safetensors").read_bytes()
    words = ("--weights", copy, "--data", galaxies, "--config", settings, "--count", 9)
    assert seen(*words) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = weights.load(copy)[1].seen
    assert found["pictures"] == 9
    assert found["data"].startswith("the training part of ")
    assert found["quantiles"].keys() <= QUANTITIES.keys()
    assert f"9 pictures: {found['data']}\n" in out
    assert out.endswith("copy.json: written\n")
    assert copy.with_suffix(".safetensors").read_bytes() == tensors
    assert all(f"\n{name} " in out for name in found["quantiles"])


def test_with_json_the_card_stays_as_it_is(copy, galaxies, settings, capsys):
    before = copy.with_suffix(".json").read_bytes()
    words = ("--weights", copy, "--data", galaxies, "--config", settings, "--count", 5)
    assert seen(*words, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["pictures"] == 5
    assert copy.with_suffix(".json").read_bytes() == before
    assert seen(*words, "--json", "--draw", 1) == 0
    other = json.loads(capsys.readouterr().out)
    assert other["quantiles"] != first["quantiles"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--count", 1], "--count: from 2 to 100,000, got 1"),
        (["--draw", -1], "--draw: a non-negative integer, got -1"),
        (["--preset", "best"], "these settings prepare images in another way"),
        (["--config", "nowhere.json"], "nowhere.json: No such file"),
    ],
)
def test_what_does_not_fit_is_refused(copy, galaxies, capsys, words, reason):
    before = copy.with_suffix(".json").read_bytes()
    assert seen("--weights", copy, "--data", galaxies, *words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert reason in err
    assert err.count("\n") == 1
    assert copy.with_suffix(".json").read_bytes() == before


def test_a_command_that_no_card_can_hold_is_refused_before_anything_is_read(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["cnnviz", "seen", "x" * 1_000])
    assert seen("--weights", "nothing", "--data", "nothing") == 2
    assert "the command has more than 1000 letters" in capsys.readouterr().err


def test_an_image_that_cannot_be_read_is_told_and_left_out(copy, galaxies, settings, capsys):
    (galaxies / "round" / "broken.png").write_bytes(b"nothing")
    words = ("--weights", copy, "--data", galaxies, "--config", settings, "--count", 4)
    assert seen(*words) == 1
    assert "broken.png" in capsys.readouterr().err
    assert weights.load(copy)[1].seen["pictures"] == 4
