import io
import json
import os

import numpy as np
import pytest
from PIL import Image

from cnnviz import inference, weights
from cnnviz.__main__ import main
from cnnviz.commands import classify
from cnnviz.data.images import CLASSES


@pytest.fixture
def folder(tmp_path, grey, monkeypatch):
    for label, name in enumerate(["b.png", "a.jpg", "sub/c.PNG"]):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), (grey(label),) * 3).save(path)
    (tmp_path / "in" / "notes.txt").write_text("nothing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def classified(capsys, small, *words, status=0):
    """Standard output as JSON, and the lines of standard error."""
    assert main(["classify", "--json", "--weights", str(small), *words]) == status
    captured = capsys.readouterr()
    return json.loads(captured.out), captured.err.splitlines()


def test_an_image_gets_its_class_and_seven_probabilities(folder, small, capsys):
    results, errors = classified(capsys, small, "in/sub/c.PNG")
    assert errors == []
    (result,) = results
    assert list(result) == ["file", "class", "probabilities"]
    assert result["file"] == "in/sub/c.PNG"
    assert result["class"] == CLASSES[2]
    assert list(result["probabilities"]) == list(CLASSES)
    assert sum(result["probabilities"].values()) == pytest.approx(1)
    assert max(result["probabilities"], key=result["probabilities"].get) == CLASSES[2]


def test_the_probabilities_are_the_networks(folder, small, capsys):
    pixels = np.random.default_rng(0).integers(0, 256, (200, 150, 3), np.uint8)
    Image.fromarray(pixels).save("noise.png")
    results, _ = classified(capsys, small, "noise.png")
    model, card = weights.load(small)
    square = card.preprocessing.pixels(pixels)[None]
    expected = inference.probabilities(model, card.preprocessing, square)[0]
    np.testing.assert_allclose(list(results[0]["probabilities"].values()), expected, rtol=1e-6)


def test_a_folder_is_searched_in_sorted_order_at_any_depth(folder, small, capsys):
    results, errors = classified(capsys, small, "in")
    assert errors == []
    assert [result["file"] for result in results] == ["in/a.jpg", "in/b.png", "in/sub/c.PNG"]
    assert [CLASSES.index(result["class"]) for result in results] == [1, 0, 2]


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("./in/a.jpg", "./in/a.jpg"),
        ("in//a.jpg", "in//a.jpg"),
        ("./in", "./in/a.jpg"),
        ("in/", "in/a.jpg"),
        ("in/../in", "in/../in/a.jpg"),
    ],
)
def test_a_name_stays_as_it_was_given(folder, small, capsys, given, file):
    assert classified(capsys, small, given)[0][0]["file"] == file


def test_the_order_is_that_of_the_inputs_and_an_input_twice_is_done_twice(folder, small, capsys):
    results, _ = classified(capsys, small, "in/sub/c.PNG", "in", "in/sub/c.PNG")
    files = ["in/sub/c.PNG", "in/a.jpg", "in/b.png", "in/sub/c.PNG", "in/sub/c.PNG"]
    assert [result["file"] for result in results] == files


def test_more_images_than_a_batch_keep_their_order(folder, small, capsys, monkeypatch):
    monkeypatch.setattr(classify, "BATCH", 2)
    results, _ = classified(capsys, small, *["in"] * 3, "none.png", "in/b.png", status=1)
    assert [CLASSES.index(result["class"]) for result in results] == [1, 0, 2] * 3 + [0]


def test_those_that_fail_are_told_and_the_rest_are_done(folder, small, capsys):
    (folder / "in" / "m31.png").write_bytes(b"%PDF-1.7")
    (folder / "empty").mkdir()
    results, errors = classified(capsys, small, "none.png", "in", "empty", "in/b.png", status=1)
    files = ["in/a.jpg", "in/b.png", "in/sub/c.PNG", "in/b.png"]
    assert [result["file"] for result in results] == files
    assert sorted(errors) == [
        "error: empty: there is no image file in this folder",
        "error: in/m31.png: not an image (header is a PDF's); "
        "PNG, JPEG, WebP, GIF, BMP, TIFF and FITS files are read",
        "error: none.png: there is no such file",
    ]


def test_when_all_fail_the_document_is_an_empty_list(folder, small, capsys):
    results, errors = classified(capsys, small, "none.png", status=1)
    assert results == []
    assert len(errors) == 1


def test_a_hostile_name_is_one_line_and_whole_in_the_document(folder, small, capsys):
    name = "a\nerror: b\x1b[2J.png"
    os.rename("in/b.png", name)
    results, errors = classified(capsys, small, name, "gone\n.png", os.fsdecode(b"\xff"), status=1)
    assert results[0]["file"] == name
    assert errors == [
        r"error: gone\n.png: there is no such file",
        r"error: \udcff: there is no such file",
    ]
    assert main(["classify", "--weights", str(small), name]) == 0
    assert capsys.readouterr().out.startswith(r"a\nerror: b\x1b[2J.png: Merging ")


def test_without_json_each_image_is_one_line_likeliest_first(folder, small, capsys):
    assert main(["classify", "--weights", str(small), "in", "none.png"]) == 1
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("in/a.jpg: Round Smooth ")
    shares = [float(word.rstrip("%,")) for word in lines[0].split() if "%" in word]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= 1
    assert captured.err == "error: none.png: there is no such file\n"


def test_a_line_names_only_what_is_likely():
    result = {"file": "a", "probabilities": {"A": 0.004, "B": 0.75, "C": 0.246}}
    assert classify._line(result) == "a: B 75.0%, C 24.6%"


def test_the_model_cards_rule_cuts_the_image(folder, small, capsys, grey):
    pixels = np.full((256, 256, 3), 255, np.uint8)
    pixels[64:192, 64:192] = grey(3)  # the central half
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    (folder / "large.png").write_bytes(file.getvalue())
    assert classified(capsys, small, "large.png")[0][0]["class"] == CLASSES[3]
