"""The comparison on a page."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnnviz import weights
from cnnviz.data import simulator
from cnnviz.familiarity.seen import from_dict
from cnnviz.training import seen as training_seen
from cnnviz.training.config import Config
from cnnviz.ui import cached
from cnnviz.ui.galaxy import from_file, from_simulation
from cnnviz.ui.own import familiar
from tests.pages.opening import html, until_ready, words

PAGE = Path(__file__).with_name("familiar_page.py")
BARRED = from_simulation(simulator.galaxy(3, 17))


def opened(galaxy=BARRED):
    at = AppTest.from_file(PAGE, default_timeout=120)
    at.session_state["galaxy"] = galaxy
    at.run()
    assert not at.exception
    return at


def labels(at):
    return [button.label for button in at.get("download_button")]


def test_a_galaxy_of_the_simulator_is_usual():
    at = opened()
    assert "is like those that the network was trained on" in words(at)
    assert "does not prove" in words(at)
    found = from_dict(weights.load("explorer")[1].seen)
    assert f"{found.pictures:,} pictures were measured" in words(at)
    table = next(body for body in html(at) if "gx-strips" in body)
    assert table.count("<tr") == table.count("gx-here") == 8
    assert labels(at) == ["Comparison (CSV)", "Comparison (PNG)"]


def test_an_own_image_without_an_object():
    file = BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    Image.fromarray(noise).save(file, "png")
    at = opened(from_file(file.getvalue(), "noise.png"))
    assert "No object stands out" in words(at)
    table = next(body for body in html(at) if "gx-strips" in body)
    assert table.count("gx-here") == 3


@pytest.fixture
def unmeasured(monkeypatch):
    model, card = weights.load("explorer")
    monkeypatch.setattr(cached, "model", lambda name: (model, replace(card, seen={})))


def test_of_a_network_without_the_record_it_is_not_known(unmeasured):
    at = opened()
    assert "is not known" in words(at)
    assert not labels(at)
    assert "cnnviz seen --weights explorer" in at.code[0].value


def test_of_a_run_on_simulated_galaxies_it_is_measured_meanwhile(unmeasured, monkeypatch):
    monkeypatch.setattr(familiar.training_seen, "settings", lambda name: Config(galaxies=70))
    monkeypatch.setattr(training_seen, "COUNT", 4)
    at = until_ready(opened())
    assert "4 pictures were measured: of its 70 simulated galaxies" in words(at)
    assert len(labels(at)) == 2
