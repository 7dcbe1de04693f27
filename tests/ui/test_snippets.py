"""The lines that a page shows do what the page did."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pytest

from cnnviz import figures, inference, weights
from cnnviz.crop import Crop
from cnnviz.data import simulator
from cnnviz.data.image_file import Stretch
from cnnviz.data.images import CLASSES
from cnnviz.ui import snippets
from cnnviz.ui.galaxy import from_file, from_simulation
from tests.ui.test_galaxy import fits


def run(code):
    scope, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, scope)
    return scope["probabilities"].numpy(), printed.getvalue()


def expected(image, name):
    model, card = weights.load(name)
    pixels = card.preprocessing.pixels(image)[None]
    return inference.probabilities(model, card.preprocessing, pixels)[0]


@pytest.mark.parametrize("name", weights.names())
def test_the_lines_give_the_pages_probabilities(name):
    galaxy = from_simulation(simulator.galaxy(5, 3))
    found, printed = run(snippets.classification(galaxy, name))
    np.testing.assert_allclose(found, expected(galaxy.image(), name), atol=1e-7)
    assert [line.split("  ")[0].strip() for line in printed.splitlines()] == list(CLASSES)


def test_the_lines_cut_a_file_of_ones_own_as_the_visitor_did(tmp_path, monkeypatch):
    image = simulator.wide(5, 13)
    Path(tmp_path, "your_image.png").write_bytes(figures.png(image))
    monkeypatch.chdir(tmp_path)
    galaxy = from_file(figures.png(image), "your_image.png").cropped(Crop(102.5, 154, 94, 20))
    name = weights.names()[0]
    found, _ = run(snippets.classification(galaxy, name))
    np.testing.assert_allclose(found, expected(galaxy.image(), name), atol=1e-7)


def test_the_lines_draw_a_deep_file_as_the_visitor_does(tmp_path, monkeypatch):
    file = fits()
    Path(tmp_path, "your_image.png").write_bytes(file)  # its bytes say what it is
    monkeypatch.chdir(tmp_path)
    galaxy = from_file(file, "m31.fits", Stretch(black=3.0, softening=2.0))
    name = weights.names()[0]
    found, _ = run(snippets.classification(galaxy, name))
    np.testing.assert_allclose(found, expected(galaxy.image(), name), atol=1e-7)


def test_the_lines_read_a_file_of_ones_own(tmp_path, monkeypatch):
    image = simulator.galaxy(2, 1, size=200).pixels[0]
    Path(tmp_path, "your_image.png").write_bytes(figures.png(image))
    monkeypatch.chdir(tmp_path)
    galaxy = from_file(figures.png(image), "your_image.png")
    name = weights.names()[0]
    found, _ = run(snippets.classification(galaxy, name))
    np.testing.assert_allclose(found, expected(image, name), atol=1e-7)
