"""A run that is interrupted, at any moment and in any way, goes on as if it had not been."""

import json
import os
import random
import re
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
import torch

from cnnviz import weights
from cnnviz.training import checkpoint, events
from cnnviz.training.job import asked_to
from tests.training import runs

PATIENCE = 60  # seconds
pytestmark = pytest.mark.xdist_group("training/resume")  # they compare with one whole run


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A run that was never interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    done = runs.train("--config", runs.settings(folder), "--out", folder / "run")
    assert done.returncode == 0, done.stderr
    return folder / "run"


def until(found, process):
    """Wait until something is so, while the process lives."""
    end = time.monotonic() + PATIENCE
    while not found():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


def validations(run):
    """What was measured along the way; the speed is another each time."""
    return [
        {name: value for name, value in event.items() if name not in ("time", "images_per_second")}
        for event in events.read(run / "events.jsonl")
        if event["event"] == "validation"
    ]


def same(run, whole):
    """Weights, optimiser, random numbers and everything measured."""
    assert runs.last(run) == runs.last(whole)
    assert validations(run) == validations(whole)
    assert (run / "best.json").read_text() == (whole / "best.json").read_text()
    ours, theirs = weights.load(run)[0], weights.load(whole)[0]
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.equal(a, b)


def test_a_run_that_is_killed_at_any_moment_ends_as_one_that_is_not(whole, tmp_path):
    run = tmp_path / "run"
    process = runs.begin("--config", runs.settings(tmp_path), "--out", run)
    until(lambda: checkpoint.iterations(run / "state"), process)
    for _ in range(2):
        time.sleep(random.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
        # whatever was being written: the folder can be read
        weights.load(run)
        assert events.read(run / "events.jsonl")
        assert checkpoint.load_state(run / "state") is not None
        process = runs.begin("--out", run, "--resume")
        time.sleep(1.5)
    process.communicate(timeout=PATIENCE)
    same(run, whole)


def test_control_c_keeps_everything_and_says_how_to_go_on(whole, tmp_path):
    run = tmp_path / "run"
    process = runs.begin("--config", runs.settings(tmp_path), "--out", run)
    until(lambda: checkpoint.iterations(run / "state"), process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (1, "")
    assert "stopped after" in out
    assert f"go on with: python -m cnnviz train --data simulated --out {run} --resume" in out
    status = json.loads((run / "status.json").read_text())
    assert status["state"] == "stopped"
    assert status["iteration"] < 300
    # also in the middle between two validations
    assert checkpoint.iterations(run / "state")[-1] == status["iteration"]
    assert runs.train("--out", run, "--resume").returncode == 0
    same(run, whole)


def test_a_pause_and_another_learning_rate_are_done_and_written_down(tmp_path):
    run = tmp_path / "run"
    settings = runs.settings(tmp_path, iterations=5_000, schedule="constant")
    process = runs.begin("--config", settings, "--out", run)
    until(lambda: checkpoint.iterations(run / "state"), process)
    asked_to(run, learning_rate=1e-4)

    def changed():
        return [e for e in events.read(run / "events.jsonl") if e["event"] == "learning_rate"]

    until(changed, process)
    assert changed()[0]["learning_rate"] == 1e-4
    asked_to(run, pause=True)
    process.communicate(timeout=PATIENCE)
    status = json.loads((run / "status.json").read_text())
    assert status["state"] == "paused"
    assert status["learning_rate"] == pytest.approx(1e-4)
    state = checkpoint.load_state(run / "state")
    assert state is not None
    assert state[1]["factor"] == pytest.approx(0.1)
    assert events.read(run / "events.jsonl")[-1]["event"] == "paused"


def test_a_finished_run_says_so(whole, capsys):
    assert runs.here("--out", whole, "--resume") == 0
    said = f"{whole}: finished already, after 300 iterations\n"
    assert capsys.readouterr() == (said, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "it exists and is not empty"),
        (("--resume", "--seed", "3"), "another preprocessing|another .*seed"),
    ],
)
def test_a_run_that_is_there_is_not_overwritten(words, message, whole, capsys):
    assert runs.here("--out", whole, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(message, line)


def test_resume_without_a_checkpoint_begins(whole, tmp_path):
    words = ("--config", runs.settings(tmp_path), "--out", tmp_path / "run", "--resume")
    assert runs.train(*words).returncode == 0
    same(tmp_path / "run", whole)


def test_other_data_is_refused(tmp_path, capsys):
    run = tmp_path / "run"
    process = runs.begin("--config", runs.settings(tmp_path, iterations=5_000), "--out", run)
    until(lambda: checkpoint.iterations(run / "state"), process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps(config | {"first_galaxy": 7}))
    assert runs.here("--out", run, "--resume") == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: {run}: the data is not what this run was begun with")
    assert json.loads((run / "status.json").read_text())["state"] == "failed"


def test_a_full_disk_ends_a_run_with_a_sentence_and_what_was_saved_can_be_read(tmp_path):
    run = tmp_path / "run"
    settings = runs.settings(tmp_path, iterations=2_000, validate_every=2)

    def limit():  # a file that grows beyond fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    process = subprocess.run(
        runs.command("--config", settings, "--out", run), cwd=runs.ROOT, text=True,
        capture_output=True, preexec_fn=limit, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert process.returncode == 1
    assert process.stderr.count("\n") == 1
    assert process.stderr.startswith(f"error: {run}: cannot be written to (File too large)")
    weights.load(run)
    assert len(events.read(run / "events.jsonl")) > 5
    assert checkpoint.load_state(run / "state") is not None


def test_a_torn_line_is_passed_over_and_a_damaged_state_too(whole, tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('{"event": "begin"}\n[1]\n{"no": 1}\n{"event": "val')
    assert events.read(path) == [{"event": "begin"}]
    assert events.read(tmp_path / "none") == []
    folder = tmp_path / "state"
    checkpoint.save_state(folder, {"a": torch.zeros(2)}, {"iteration": 3})
    checkpoint.save_state(folder, {"a": torch.ones(2)}, {"iteration": 12})
    (checkpoint.place(folder, 12) / "state.safetensors").write_bytes(b"torn")
    tensors, facts = checkpoint.load_state(folder)
    assert facts["iteration"] == 3
    assert tensors["a"].tolist() == [0, 0]


def test_checkpoints_beyond_the_limit_go_but_not_the_best_nor_the_ends(tmp_path):
    for iteration in range(0, 100, 10):
        with checkpoint.made(checkpoint.place(tmp_path, iteration)) as part:
            (part / "weights.safetensors").write_bytes(bytes(1000))
    checkpoint.thin(tmp_path, {30}, limit=5_000)
    assert checkpoint.iterations(tmp_path) == [0, 30, 60, 90]


def test_a_checkpoint_takes_the_place_of_the_one_before(tmp_path):
    for text in ("first", "second"):
        with checkpoint.made(checkpoint.place(tmp_path, 5)) as part:
            (part / "file").write_text(text)
    assert (checkpoint.place(tmp_path, 5) / "file").read_text() == "second"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_place_that_cannot_be_taken_keeps_the_checkpoint_before(tmp_path, monkeypatch):
    place, rename = checkpoint.place(tmp_path, 5), os.rename
    with checkpoint.made(place) as part:
        (part / "file").write_text("first")

    def refused(source, target):
        if str(source).endswith(".part"):
            raise OSError("no")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(OSError, match="no"), checkpoint.made(place):
        pass
    assert (place / "file").read_text() == "first"
    assert list(tmp_path.iterdir()) == [place]


def test_an_interrupted_checkpoint_is_not_there(tmp_path):
    folder = tmp_path / "checkpoints"

    def interrupted():
        with checkpoint.made(checkpoint.place(folder, 5)) as part:
            (part / "half").write_text("x")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        interrupted()
    assert list(folder.iterdir()) == []
