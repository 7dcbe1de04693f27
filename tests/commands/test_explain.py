import json

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz import weights
from cnnviz.__main__ import main
from cnnviz.attribution import attribute
from cnnviz.data.images import CLASSES


@pytest.fixture
def folder(tmp_path, grey, monkeypatch):
    for label, name in enumerate(["b.png", "a.jpg", "sub/a.png"]):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), (grey(label),) * 3).save(path)
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def explain(folder, small, capsys):
    """Run the command; status, lines of output, lines of errors."""

    def run(*words):
        status = main(["explain", "--weights", str(small), *words])
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return run


def expected(small, target, method, **parameters):
    """The map of noise.png by the library itself."""
    model, card = weights.load(small)
    with Image.open("noise.png") as image:
        x = card.preprocessing.tensor(np.asarray(image)[None])
    return attribute(model, x, target, method, **parameters)[0].numpy()


def likeliest(small):
    model, card = weights.load(small)
    with Image.open("noise.png") as image, torch.no_grad():
        return int(model(card.preprocessing.tensor(np.asarray(image)[None])).argmax())


def test_the_numbers_are_the_librarys(explain, small):
    status, lines, errors = explain("noise.png", "--method", "saliency", "--out", "a.npz")
    assert (status, errors) == (0, [])
    target = likeliest(small)
    with np.load("a.npz", allow_pickle=False) as found:
        np.testing.assert_array_equal(found["attribution"], expected(small, target, "saliency"))
        with Image.open("noise.png") as image:
            np.testing.assert_array_equal(found["pixels"], np.asarray(image))
        share = found["probabilities"][target]
        about = json.loads(str(found["about"]))
    assert lines == [f"noise.png: {CLASSES[target]} {share:.1%}, Saliency, a.npz"]
    assert about["class"] == CLASSES[target]
    assert about["method"] == "saliency"
    assert about["weights"] == str(small)
    assert about["parameters"] == {}


@pytest.mark.parametrize("target", ["edge-on with BULGE", "6"])
def test_a_class_and_parameters_may_be_chosen(explain, small, target):
    words = ("--method", "integrated_gradients", "--set", "n_steps=7", "--set", "baseline=noise")
    status, _, errors = explain("noise.png", *words, "--target", target, "--out", "new/a.npz")
    assert (status, errors) == (0, [])
    given = {"n_steps": 7, "baseline": "noise"}
    with np.load("new/a.npz") as found:
        values = expected(small, 6, "integrated_gradients", **given)
        np.testing.assert_allclose(found["attribution"], values, atol=1e-6)
        parameters = json.loads(str(found["about"]))["parameters"]
    assert parameters == given | {"quadrature": "gausslegendre", "seed": 0}


def test_the_layer_of_grad_cam_is_told(explain, small):
    words = ("noise.png", "--method", "grad_cam", "--out", "a.npz")
    _, lines, _ = explain(*words)
    assert "Grad-CAM at block1_relu, a.npz" in lines[0]
    _, lines, _ = explain(*words, "--layer", "block1_conv")
    assert "Grad-CAM at block1_conv, a.npz" in lines[0]
    with np.load("a.npz") as found:
        assert found["attribution"].shape == (1, 32, 32)


def test_a_picture(explain):
    assert explain("noise.png", "--method", "occlusion", "--out", "a.PNG")[0] == 0
    with Image.open("a.PNG") as image:
        assert image.size[0] > 2 * 480


def test_a_folder(explain, folder):
    (folder / "in" / "m31.png").write_bytes(b"%PDF-1.7")
    status, lines, errors = explain("in", "--method", "saliency", "--out", "out")
    assert status == 1
    assert len(errors) == 1
    assert errors[0].startswith("error: in/m31.png: not an image (header is a PDF's)")
    assert [line.split(":")[0] for line in lines] == ["in/a.jpg", "in/b.png", "in/sub/a.png"]
    written = sorted(
        path.relative_to(folder / "out").as_posix() for path in (folder / "out").rglob("*.*")
    )
    assert written == ["a.jpg.png", "b.png.png", "sub/a.png.png"]


def test_a_folder_as_numbers(explain, folder):
    assert explain("in", "--method", "saliency", "--out", "out", "--format", "npz")[0] == 0
    assert len(list((folder / "out").rglob("*.npz"))) == 3


def test_a_folder_without_images(explain, folder):
    (folder / "empty").mkdir()
    status, _, errors = explain("empty", "--method", "saliency", "--out", "out")
    assert (status, errors) == (1, ["error: empty: there is no image file in this folder"])


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["--method", "lime"], 2, "no method is called 'lime'; there are saliency, "),
        (["--method", "lrp", "--set", "steps=3"], 2, "lrp has no parameter 'steps'; there are "),
        (["--method", "lrp", "--set", "epsilon=x"], 2, "epsilon is a number from 1e-12 to 10, got"),
        (["--method", "lrp", "--set", "epsilon"], 2, "--set epsilon: not NAME=VALUE"),
        (["--target", "Irregular"], 2, "--target Irregular: no class; there are 0 to 6, or Mergin"),
        (["--target", "7"], 2, "--target 7: no class; there are 0 to 6"),
        (["--layer", "block1_conv"], 2, "saliency looks at no layer, got 'block1_conv'"),
        (["--method", "grad_cam", "--layer", "a"], 2, "no layer is called 'a'; there are block1_c"),
        (["--method", "occlusion", "--set", "window=33"], 2, "window 33 is larger than the image"),
        (["--weights", "none"], 2, "none: no weights have this name or path"),
        (["--out", "a.gif"], 2, "--out a.gif: a file is .png or .npz"),
        (["--out", "noise.png"], 2, "--out noise.png: that is the image itself"),
    ],
)
def test_wrong_usage_is_one_line(explain, words, status, message):
    given = ["noise.png", "--method", "saliency", "--out", "a.png", *words]
    found, lines, errors = explain(*given)
    assert (found, lines, len(errors)) == (status, [], 1)
    assert errors[0].startswith(f"error: {message}")


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("a.png", "--out a.png: in is a folder, so this has to be one"),
        ("noise.png", "--out noise.png: in is a folder, so this has to be one"),
        ("in/maps", "--out in/maps: inside in, it would be explained too"),
    ],
)
def test_where_the_maps_of_a_folder_cannot_go(explain, out, message):
    found, _, errors = explain("in", "--method", "saliency", "--out", out)
    assert (found, errors) == (2, [f"error: {message}"])


def test_an_image_that_cannot_be_read(explain, folder):
    found, lines, errors = explain("gone\n.png", "--method", "saliency", "--out", "a.png")
    assert (found, lines, errors) == (1, [], [r"error: gone\n.png: there is no such file"])
    assert not (folder / "a.png").exists()


def test_what_cannot_be_written(explain, folder):
    (folder / "file").write_text("")
    found, _, errors = explain("noise.png", "--method", "saliency", "--out", "file/a.png")
    assert found == 2
    assert len(errors) == 1


def test_a_map_of_nothing_is_told_and_drawn_as_nothing(explain, folder):
    Image.new("RGB", (96, 96)).save("black.png")
    status, lines, errors = explain("black.png", "--method", "occlusion", "--out", "a.png")
    assert (status, errors) == (0, [])
    assert lines[0].endswith("a.png. Every value is zero: the image is the same everywhere, so "
                             "that nothing enters the network.")  # fmt: skip
    with Image.open("a.png") as picture:
        map_ = np.asarray(picture.convert("RGB"))[100:200, -200:-100].reshape(-1, 3)
    assert (map_ == map_[0]).all()
