"""The set on the command line: fetched, trained on, evaluated with."""

import json
import re
import sys
import time

import numpy as np
import pytest

from cnnviz import weights
from cnnviz.__main__ import main
from cnnviz.data import CLASSES
from cnnviz.data.galaxy10 import arrays

SMALL = {"iterations": 2, "validate_every": 1, "batch": 4}


def test_it_is_fetched_and_converted_once(server, source, capsys):
    assert main(["download", "galaxy10"]) == 0
    place = f"{arrays.folder()} (18 galaxies)"
    assert capsys.readouterr() == (f"galaxy10: {source.path}, converted: {place}\n", "")
    assert main(["download", "galaxy10"]) == 0
    assert capsys.readouterr() == (f"galaxy10: it is there already: {place}\n", "")
    assert server.asked == [None]


def test_a_failure_is_one_line(server, source, capsys):
    server.faults = [("status", 404)]
    assert main(["download", "galaxy10"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        f"error: galaxy10: {server.address} cannot be fetched (the server answers 404 Not Found); "
        f"run this again later, or put the file by other means at {source.path} and run this "
        "again\n"
    )


def test_rate_and_time_left_are_drawn_on_a_terminal(server, source, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    server.faults = [("break", 20_000), ("drip", 0.005)]
    assert main(["download", "galaxy10"]) == 0
    shown = capsys.readouterr().err
    assert re.search(r"k/\d+k \[00:0\d<00:0\d, [\d.]+kB/s\]", shown)
    assert "images [" in shown


def test_what_came_before_counts_for_no_rate(capsys, monkeypatch):
    from cnnviz.commands import reporting

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with reporting.transfer() as show:
        show(2 * 10**9, 3 * 10**9)
        time.sleep(0.2)  # it is drawn ten times a second
        show(2 * 10**9 + 1000, 3 * 10**9)
    shown = capsys.readouterr().err
    assert "67%" in shown
    assert re.search(r"[\d.]+kB/s\]", shown)
    assert "GB/s" not in shown


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_without_the_set_one_line_says_how_to_get_it(source, tmp_path, capsys, command):
    out = ["--out", str(tmp_path / "run")] if command == "train" else []
    assert main([command, "--data", "galaxy10", *out]) == 1
    captured = capsys.readouterr()
    assert captured.err == (
        "error: galaxy10: it is not on this machine; python -m cnnviz download galaxy10 fetches "
        "it (2.54 GB)\n"
    )
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("by_path", [False, True])
def test_a_network_of_seven_classes_leaves_the_others_out(converted, made, capsys, by_path):
    data = str(made) if by_path else "galaxy10"
    assert main(["evaluate", "--weights", "tutorial", "--data", data, "--json"]) == 0
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert captured.err == ""
    assert (result["images"], result["left_out"]) == (15, 3)
    assert result["classes"] == list(CLASSES)
    assert np.array(result["confusion_matrix"]).sum(axis=1).tolist() == [2, 2, 2, 2, 2, 2, 3]


def test_a_network_is_trained_and_its_parts_are_found_again(
    converted, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "galaxy10").mkdir()  # a folder of that name is not the set
    (tmp_path / "small.json").write_text(json.dumps(SMALL))
    words = ["--preset", "quick", "--config", "small.json", "--out", "run"]
    assert main(["train", "--data", "galaxy10", *words]) == 0
    assert "2 iterations" in capsys.readouterr().out
    assert weights.load("run")[1].data == "galaxy10"
    counts = []
    for part in ("train", "valid"):
        words = ["--weights", "run", "--data", "galaxy10", "--split", part, "--json"]
        counts.append(main(["evaluate", *words]) or json.loads(capsys.readouterr().out)["images"])
    # of 2 images of a class 10 / 12.6 are two, of 3 they are two and 11.6 / 12.6 are three
    assert counts == [6 * 2 + 2, 1]
