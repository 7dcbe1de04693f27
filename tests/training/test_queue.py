"""Runs that wait for their turn, and what may be asked of this machine."""

import os
import signal
import time
from dataclasses import replace

import pytest

from cnnviz import weights
from cnnviz.training import checkpoint, limits, queue, runs
from cnnviz.training.config import PRESETS, from_dict
from cnnviz.training.files import read_json, write_json
from cnnviz.training.limits import Limits
from cnnviz.training.queue import Order
from tests.training import runs as trainings
from tests.training.runs import FULL

SMALL = from_dict(FULL | {"iterations": 60}, PRESETS["tutorial"])
PATIENCE = 90  # seconds


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of runs of its own; nothing is left running."""
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path / "runs"))
    yield tmp_path / "runs"
    for one in queue.waiting():
        queue.stop(one.name)
    for one in runs.summaries():
        if one.state == "running":
            os.kill(one.status["pid"], signal.SIGKILL)


@pytest.fixture
def idle(monkeypatch):
    """No worker is started."""
    monkeypatch.setattr(queue, "revive", lambda: None)


def until(found):
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end, [(one.name, one.status) for one in runs.summaries()]
        time.sleep(0.05)


def state(name):
    found = runs.summary(name)
    return found and found.state


def test_three_runs_one_after_the_other_over_a_lost_worker(folder):
    config = replace(SMALL, iterations=800)
    names = queue.submit(Order("Long", "Ada", config))
    for title in ("Second", "Third"):
        names += queue.submit(Order(title, "Emmy", SMALL))
    until(lambda: checkpoint.iterations(folder / names[0] / "state"))
    assert state(names[0]) == "running"
    assert [one.name for one in queue.waiting()] == names[1:]
    assert [one.about["by"] for one in queue.waiting()] == ["Emmy", "Emmy"]
    # the machine goes down: the training and the worker are lost, the queue is not
    pid = runs.summary(names[0]).status["pid"]
    os.kill(trainings.parent(pid), signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)
    until(lambda: state(names[0]) == "interrupted")
    queue.go_on(names[0])  # which goes to the end of the queue
    assert [one.name for one in queue.waiting()] == [*names[1:], names[0]]
    until(lambda: all(state(name) == "finished" for name in names))
    ended = [runs.happened(name)[-1]["time"] for name in names]
    assert ended[1] < ended[2] < ended[0]
    assert "resumed" in [event["event"] for event in runs.happened(names[0])]
    _, card = weights.load(names[2])
    assert card.name == names[2]
    assert weights.load(runs.summary(names[2]).model)[1] == card
    assert runs.fixed(names[2]) == runs.summary(names[2]).model


def test_what_is_paused_goes_on_even_before_its_process_has_gone(folder):
    config = replace(SMALL, iterations=1_000)
    (name,) = queue.submit(Order("Impatient", "", config))
    until(lambda: checkpoint.iterations(folder / name / "state"))
    queue.pause(name)
    until(lambda: state(name) == "paused")
    queue.go_on(name)
    until(lambda: state(name) == "finished")
    assert [e["event"] for e in runs.happened(name)].count("resumed") == 1


def test_what_is_asked_before_the_first_step_is_done(folder):
    (name,) = queue.submit(Order("Stopped early", "", replace(SMALL, iterations=5_000)))
    until(lambda: state(name) == "starting")
    queue.stop(name)
    until(lambda: state(name) == "stopped")
    assert runs.summary(name).status["iteration"] < 100


def test_a_run_that_cannot_be_trained_says_why_and_the_next_goes_on(folder):
    names = queue.submit(Order("Lost data", "", SMALL, data=(str(folder / "nowhere"),)))
    names += queue.submit(Order("Sound", "", SMALL))
    until(lambda: state(names[1]) == "finished")
    assert state(names[0]) == "failed"
    assert "no such folder or file" in runs.summary(names[0]).status["message"]


def test_an_order_is_written_down_as_it_was_asked(idle):
    (name,) = queue.submit(Order("  Tom & Jerry's 1st  ", " Ada ", SMALL))
    found = runs.summary(name)
    assert found.title == "Tom & Jerry's 1st"
    assert found.about["by"] == "Ada"
    assert (found.state, found.checkpoints, found.model) == ("waiting", (), None)
    assert name.startswith("run-tom-jerry-s-1st-")
    assert found.about["command"] == (
        f"python -m cnnviz train --data simulated --config {name}/config.json --out {name}"
    )


def test_several_seeds_are_several_runs(idle):
    names = queue.submit(Order("Band", "", replace(SMALL, seed=4), seeds=3))
    assert [runs.summary(name).config["seed"] for name in names] == [4, 5, 6]
    assert len({runs.summary(name).about["group"] for name in names}) == 1
    assert [one.name for one in queue.waiting()] == names


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (Order("", "", replace(SMALL, iterations=20_001)), "20,001 iterations are more than"),
        (Order("", "", replace(SMALL, galaxies=10**6)), "1,000,000 galaxies are more than"),
        (Order("", "", SMALL, seeds=6), "6 seeds were asked for; there may be 1 to 5"),
        (Order("", "", replace(SMALL, network={"name": "lenet5"})), "does not take images"),
    ],
)
def test_what_is_too_much_is_refused_and_nothing_is_written(order, message, idle):
    with pytest.raises(ValueError, match=message):
        queue.submit(order)
    assert runs.names() == []


def test_a_full_queue_and_a_full_disk_are_refused(idle, monkeypatch):
    monkeypatch.setattr(limits, "read", lambda: Limits(waiting=1, kept_runs=2))
    (name,) = queue.submit(Order("One", "", SMALL))
    with pytest.raises(ValueError, match="the queue is full: 1 runs may wait"):
        queue.submit(Order("Two", "", SMALL))
    queue.stop(name)
    queue.submit(Order("Two", "", SMALL))
    queue.pause(runs.names()[0])
    with pytest.raises(ValueError, match="2 runs are kept at most: delete some first"):
        queue.submit(Order("Three", "", SMALL))


def test_what_waits_can_be_stopped_and_go_on_and_be_deleted(idle):
    (name,) = queue.submit(Order("One", "", SMALL))
    queue.stop(name)
    assert (state(name), queue.waiting()) == ("stopped", [])
    queue.go_on(name)
    assert state(name) == "waiting"
    runs.delete(name)
    assert runs.names() == []
    with pytest.raises(ValueError, match="there is no such run"):
        runs.delete(name)
    queue.stop(name)  # which is no longer there
    queue.go_on(name)


@pytest.mark.parametrize("rate", [0, -1, 10, float("nan")])
def test_a_learning_rate_that_means_nothing_is_refused(rate, idle):
    (name,) = queue.submit(Order("One", "", SMALL))
    with pytest.raises(ValueError, match="a learning rate is above 0 and below 10"):
        queue.set_learning_rate(name, rate)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "run-../x",
        "run-",
        "run-A",
        "run-a@",
        "run-a@-1",
        "run-a/b",
        "explorer",
        "run-a@1@2",
    ],
)
def test_a_name_is_never_a_path(name, idle):
    assert runs.place(name) is None
    assert runs.fixed(name) is None


def test_a_damaged_folder_is_still_listed(folder):
    (folder / "run-torn").mkdir(parents=True)
    (folder / "run-torn" / "status.json").write_text("{")
    (found,) = runs.summaries()
    assert (found.state, found.title, found.model) == ("failed", "run-torn", None)
    write_json(folder / "run-torn" / "status.json", {"state": "running"})
    assert runs.summary("run-torn").state == "interrupted"
    assert read_json(folder / "run-torn" / "status.json") == {"state": "running"}


def test_the_limits_are_those_of_the_file(tmp_path):
    assert limits.read() == Limits()
    file = tmp_path / "limits.toml"
    assert limits.read(file) == Limits()
    file.write_text("seeds = 2\n")
    assert limits.read(file) == Limits(seeds=2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seeds = 0", "seeds is a positive whole number, got 0"),
        ("seeds = true", "got True"),
        ("tea = 1", "no limit is called 'tea'"),
        ("seeds =", "not TOML"),
    ],
)
def test_a_wrong_limit_is_named(text, message, tmp_path):
    file = tmp_path / "limits.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        limits.read(file)
