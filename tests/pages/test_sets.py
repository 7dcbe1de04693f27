"""Galaxies of a set that the machine offers, on every page."""

import pytest
import streamlit as st
from PIL import Image

from cnnviz.data import simulator
from cnnviz.training import limits
from cnnviz.training.limits import Limits
from tests.pages.opening import address, galaxy, open_app, until_ready, words

PLACE = {"galaxy": "set-my_galaxies-1"}


@pytest.fixture(autouse=True)
def offered(tmp_path, monkeypatch):
    """Three simulated galaxies, as if they were somebody's."""
    for label, name in ((0, "merging"), (3, "barred_spiral"), (4, "unbarred_spiral")):
        (tmp_path / name).mkdir()
        pixels = simulator.galaxy(label, 5).pixels[0]
        Image.fromarray(pixels).save(tmp_path / name / "one.png")
    monkeypatch.setattr(limits, "read", lambda: Limits(data={"My galaxies!": str(tmp_path)}))
    yield tmp_path
    st.cache_data.clear()


@pytest.mark.parametrize(
    "page",
    ["app.py", "pages/feature_maps.py", "pages/attribution.py", "pages/simulated.py",
     "pages/receptive_field.py", "pages/convolution.py"],
)  # fmt: skip
def test_every_page_shows_it(page):
    at = open_app(page, **PLACE)
    assert galaxy(at) == "Barred Spiral, one.png of My galaxies!"
    assert address(at)["galaxy"] == "set-my_galaxies-1"


def test_the_verdict_knows_full_labels_alone():
    text = " ".join(element.value for element in open_app("app.py", **PLACE).markdown)
    assert "That is right" in text or "Its true class is Barred Spiral" in text
    partial = open_app("app.py", galaxy="set-my_galaxies-2")
    text = " ".join(element.value for element in partial.markdown)
    assert "That is right" not in text
    assert "true class" not in text


def test_another_one_is_the_next_of_the_set():
    at = open_app(**PLACE)
    for expected in (2, 0):
        next(one for one in at.button if one.label == "Another one").click().run()
        assert address(at)["galaxy"] == f"set-my_galaxies-{expected}"
    seed = next(one for one in at.number_input if one.label == "Seed")
    seed.set_value(99).run()
    assert address(at)["galaxy"] == "set-my_galaxies-2"
    kind = next(one for one in at.selectbox if one.label == "Galaxy")
    kind.set_value("round").run()
    assert address(at)["galaxy"] == "sim-round-17"


@pytest.mark.parametrize("asked", ["set-my_galaxies-3", "set-other-0", "set-my_galaxies--1"])
def test_what_is_not_there_is_said(asked):
    at = open_app(galaxy=asked)
    assert "names no galaxy of this app" in " ".join(one.value for one in at.caption)


def test_the_set_is_judged():
    at = open_app("pages/evaluate.py", evaluate_data="My galaxies!")
    for _ in range(100):
        if any("are named rightly" in one.value for one in at.markdown):
            break
        at.run()
    text = " ".join(one.value for one in at.markdown)
    assert "of 3 galaxies are named rightly" in text
    at = open_app("pages/evaluate.py", evaluate_data="My galaxies!", evaluate_section="pytorch")
    assert any("--data my_galaxies" in one.value for one in at.code)


@pytest.mark.parametrize(
    ("section", "real", "simulated"),
    [
        ("surest", "whatever their labels say", "whatever the simulator was asked to draw"),
        ("classes", "how many of each class there are. F1", "there are, here equally many. F1"),
    ],
)
def test_what_is_said_of_mistakes_and_scores_is_true_of_the_set(section, real, simulated):
    for data, said, other in (("My galaxies!", real, simulated), ("", simulated, real)):
        chosen = {"evaluate_data": data} if data else {"evaluate_count": "70"}
        at = open_app("pages/evaluate.py", model="tutorial", evaluate_section=section, **chosen)
        text = words(until_ready(at))
        assert said in text
        assert other not in text


def test_an_image_that_cannot_be_read_is_a_sentence(offered):
    (offered / "merging" / "two.png").write_bytes(b"no picture")
    at = open_app("pages/evaluate.py", evaluate_data="My galaxies!")
    for _ in range(100):
        if at.error:
            break
        at.run()
    assert "an image of the set cannot be read" in at.error[0].value
