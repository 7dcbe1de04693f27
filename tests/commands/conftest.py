import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz import weights, zoo
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.weights import Card


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The path of a small network that knows brightness: a class for each seventh of the range."""
    path = tmp_path_factory.mktemp("weights") / "small"
    build = {"name": "galaxy_cnn", "arguments": {"channels": [1], "head": "global_average"}}
    model = zoo.build(build["name"], **build["arguments"])
    with torch.no_grad():  # the map is the mean of red; the outputs are -(7 (x - x_k))^2 + (7 x)^2
        model.block1.conv.weight.zero_()
        model.block1.conv.weight[0, 0, 1, 1] = 1
        model.block1.conv.bias.zero_()
        centres = (torch.arange(7) + 0.5) / 7
        model.linear.weight[:, 0] = 2 * 49 * centres
        model.linear.bias[:] = -49 * centres**2
    rule = Preprocessing(size=32, background="none")
    card = Card("small", "Brightness", build, CLASSES, rule, 0, "none", "none", seed=5)
    weights.save(path, model, card)
    return path


@pytest.fixture
def grey():
    """The grey value in the middle of a class's range of brightness."""
    return lambda label: round(255 * (label + 0.5) / 7)


@pytest.fixture
def noisy(tmp_path, monkeypatch):
    """Noisy images and one that is none, below the working folder."""
    random = np.random.default_rng(0)
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for i in range(40):
        pixels = random.normal(6 * i, 20, (40, 30, 3)).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / "in" / ["", "sub"][i % 2] / f"{i:02}.png")
    (tmp_path / "in" / "m31.png").write_bytes(b"%PDF-1.7")
    monkeypatch.chdir(tmp_path)
    return tmp_path
