import json

import h5py
import numpy as np
import pytest
from PIL import Image

from cnnviz import metrics
from cnnviz.__main__ import main
from cnnviz.data import load
from cnnviz.data.images import CLASSES, split
from cnnviz.preprocessing import Preprocessing


@pytest.fixture
def zoo(tmp_path, grey):
    """Seven images with partial labels; the network sees the brightness of `shown`."""
    shown = {"merging": [0, 0, 3], "unbarred_spiral": [4, 5, 6], "cigar": [0]}
    for name, labels in shown.items():
        (tmp_path / "zoo" / name).mkdir(parents=True)
        for i, label in enumerate(labels):
            image = Image.new("RGB", (32, 32), (grey(label),) * 3)
            image.save(tmp_path / "zoo" / name / f"{i}.png")
    return tmp_path / "zoo"


@pytest.fixture
def file(tmp_path, grey):
    """A hundred images of which every tenth is labelled wrongly."""
    labels = np.arange(100) % 7
    shown = np.where(np.arange(100) % 10 == 0, (labels + 1) % 7, labels)
    pixels = np.array([np.full((32, 32, 3), grey(label), np.uint8) for label in shown])
    with h5py.File(tmp_path / "set.h5", "w") as file:
        file["images"], file["labels"] = pixels, labels
    return tmp_path / "set.h5"


def evaluated(capsys, small, data, *words, status=0):
    command = ["evaluate", "--weights", str(small), "--data", str(data), "--json", *words]
    assert main(command) == status
    captured = capsys.readouterr()
    return json.loads(captured.out), captured.err.splitlines()


def test_a_file_is_evaluated_with_its_error(small, file, capsys):
    result, errors = evaluated(capsys, small, file)
    assert errors == []
    assert (result["images"], result["left_out"], result["failed"]) == (100, 0, 0)
    assert result["accuracy"] == 0.9
    assert result["error"] == pytest.approx(0.03)
    assert result["interval"] == pytest.approx(metrics.wilson_interval(90, 100))
    assert result["classes"] == list(CLASSES)
    assert result["predictions"] == list(CLASSES)
    matrix = np.array(result["confusion_matrix"])
    assert matrix.trace() == 90
    assert matrix.sum(axis=1).tolist() == [15, 15, 14, 14, 14, 14, 14]
    assert result["recall"]["Merging"] == pytest.approx(matrix[0, 0] / 15)
    assert (result["data"], result["split"]) == (str(file), "all")


def test_partial_labels_are_right_within_their_candidates(small, zoo, capsys):
    result, _ = evaluated(capsys, small, zoo)
    assert result["accuracy"] == 4 / 6
    assert result["left_out"] == 1
    assert result["classes"] == ["Merging", "Unbarred Spiral"]
    merged = "Unbarred Tight Spiral or Unbarred Loose Spiral"
    assert result["predictions"] == [*CLASSES[:4], merged, CLASSES[6]]
    assert result["confusion_matrix"] == [[2, 0, 0, 1, 0, 0], [0, 0, 0, 0, 2, 1]]
    assert result["recall"] == pytest.approx({"Merging": 2 / 3, "Unbarred Spiral": 2 / 3})


def test_the_parts_are_those_that_training_cuts_with_the_weights_seed(small, file, capsys):
    images = load(file, Preprocessing(size=32))
    parts = split(images, (10_000, 1_600, 1_000), 5)
    for name, part in zip(("train", "valid", "test"), parts, strict=True):
        result, _ = evaluated(capsys, small, file, "--split", name)
        rows = np.bincount(part.labels, minlength=7)
        assert np.array(result["confusion_matrix"]).sum(axis=1).tolist() == rows.tolist()
        assert result["images"] == len(part)


def test_a_class_without_images_has_no_recall(small, zoo, capsys):
    for path in (zoo / "unbarred_spiral").iterdir():
        path.write_bytes(b"")
    result, errors = evaluated(capsys, small, zoo, status=1)
    assert result["recall"] == pytest.approx({"Merging": 2 / 3, "Unbarred Spiral": None})
    assert result["failed"] == len(errors) == 3
    assert all("empty file" in line for line in errors)


def test_a_table_for_people(small, zoo, capsys):
    assert main(["evaluate", "--weights", str(small), "--data", str(zoo)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    lines = captured.out.splitlines()
    assert lines[0] == f"{small} {zoo} all: 6 images, 1 left out"
    assert lines[1].startswith("accuracy 66.7% +- 19.2% (95 %: 30.0% to 90.3%)")
    assert lines[3].split() == ["label", "1", "2", "3", "4", "5", "6", "recall"]
    assert lines[4].split() == ["Merging", "2", "0", "0", "1", "0", "0", "66.7%"]
    assert lines[5].split() == ["Unbarred", "Spiral", "0", "0", "0", "0", "2", "1", "66.7%"]
    assert lines[11] == "5: taken for Unbarred Tight Spiral or Unbarred Loose Spiral"


def test_every_score_is_in_the_document(small, file, capsys):
    result, _ = evaluated(capsys, small, file)
    matrix = np.array(result["confusion_matrix"])
    for k, name in enumerate(CLASSES):
        taken, total, right = matrix[:, k].sum(), matrix[k].sum(), matrix[k, k]
        assert result["precision"][name] == pytest.approx(right / taken)
        assert result["f1"][name] == pytest.approx(2 * right / (taken + total))
        low, high = result["precision_interval"][name]
        assert low < result["precision"][name] < high
    assert 0.9 <= result["top2_accuracy"] <= 1
    assert set(result["roc_area"]) == set(result["average_precision"]) == set(CLASSES)
    # confidence and calibration come from the probabilities
    assert sum(b["images"] for b in result["reliability"]) == 100
    assert result["expected_calibration_error"] == pytest.approx(
        sum(abs(b["right"] - b["images"] * b["confidence"])
            for b in result["reliability"] if b["images"]) / 100
    )  # fmt: skip


def test_scores_are_printed_with_intervals(small, file, capsys):
    assert main(["evaluate", "--weights", str(small), "--data", str(file)]) == 0
    text = capsys.readouterr().out
    assert "among the two likeliest" in text
    assert "expected calibration error" in text
    low, high = metrics.wilson_interval(13, 15)
    assert f"86.7% ({low:.1%} to {high:.1%})" in text


def test_simulated_galaxies_are_counted_and_begin_where_one_says(small, capsys):
    words = ("--galaxies", "21", "--first-galaxy", "5")
    result, _ = evaluated(capsys, small, "simulated", *words)
    assert np.array(result["confusion_matrix"]).sum(axis=1).tolist() == 7 * [3]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--galaxies=0", "--galaxies: a whole number from 1 on, got 0"),
        ("--first-galaxy=-1", "--first-galaxy: a whole number from 0 on, got -1"),
    ],
)
def test_numbers_of_galaxies_that_cannot_be(small, capsys, option, message):
    command = ["evaluate", "--weights", str(small), "--data", "simulated", option]
    assert main(command) == 2
    assert capsys.readouterr().err == f"error: {message}\n"


def test_a_broken_set_fails_and_an_unknown_one_is_wrong_usage(small, tmp_path, capsys):
    (tmp_path / "set.h5").write_bytes(b"%PDF")
    for name, status in (("set.h5", 1), ("none.h5", 2)):
        path = str(tmp_path / name)
        assert main(["evaluate", "--weights", str(small), "--data", path, "--json"]) == status
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(f"error: {path}: ")
        assert captured.err.count("\n") == 1


def test_a_part_without_images_fails(small, zoo, capsys):
    words = ["--weights", str(small), "--data", str(zoo), "--split", "test"]
    assert main(["evaluate", *words]) == 1
    assert "no image (test) of a class that is known" in capsys.readouterr().err


def test_simulated_galaxies_have_no_parts_to_choose_from(small, capsys):
    command = ["evaluate", "--weights", str(small), "--data", "simulated", "--split", "test"]
    assert main(command) == 2
    assert capsys.readouterr().err == (
        "error: --split: none of these simulated galaxies was trained on; leave the option out\n"
    )
