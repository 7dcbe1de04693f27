import numpy as np
import pytest
from PIL import Image

from cnnviz.card import Card
from cnnviz.preprocessing import Preprocessing

RULE = Preprocessing(size=8, background="none")


@pytest.fixture
def rule():
    return RULE


@pytest.fixture
def card():
    return Card("fox", "Fox", {}, ("Round", "Flat"), RULE, 0, "none", "none", seed=1, sha256="ab")


@pytest.fixture
def files(tmp_path):
    """Names of five images, one of which is none."""
    names = [str(tmp_path / f"{letter}.png") for letter in "abcde"]
    for grey, name in enumerate(names):
        Image.fromarray(np.full((8, 8, 3), 50 * grey, np.uint8)).save(name)
    (tmp_path / "c.png").write_bytes(b"%PDF-1.7")
    return names
