"""The page about the galaxies, without a browser.

All visitors without a browser have one session.
"""

import re

import h5py
import numpy as np
import pytest
import streamlit as st
from PIL import Image

from cnnviz import inference, weights
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.training import limits
from cnnviz.training.limits import Limits
from cnnviz.ui import jobs
from cnnviz.ui.data import dealing, sections
from cnnviz.ui.data.choices import SECTIONS
from tests.pages.opening import (
    address,
    choices_of,
    choose,
    galaxy,
    html,
    open_app,
    until_ready,
    words,
)

PAGE = "pages/data.py"
NO_BREAK = "\N{NO-BREAK SPACE}"


def open_page(model="tutorial", galaxy="sim-barred-17", wait=True, **choices):
    """The page at an address, when everything has been computed."""
    asked = {f"data_{name}": text for name, text in ({"count": "70"} | choices).items()}
    at = open_app(PAGE, model=model, galaxy=galaxy, **asked)
    return until_ready(at) if wait else at


def press(at, label):
    return next(button for button in at.main.button if button.label == label).click().run()


def answers(pictures):
    network, card = weights.load("tutorial")
    return inference.probabilities(network, card.preprocessing, pictures)


@pytest.fixture
def offered(tmp_path, monkeypatch):
    """A file in Galaxy10's layout, and a folder with a partial label."""
    pictures = simulator.galaxies([1, 3, 3, 6], [5, 5, 6, 5])
    with h5py.File(tmp_path / "ten.h5", "w") as file:
        file["images"] = pictures.pixels
        file["ans"] = np.array([2, 5, 5, 9], np.uint8)
        for name, values in (("ra", 10.5), ("dec", -3.25), ("pxscale", 0.262)):
            file[name] = np.full(4, values)
        file["redshift"] = np.array([0.05, 0.02, np.nan, 0.1])
    for label, name in ((0, "merging"), (4, "unbarred_spiral")):
        (tmp_path / "own" / name).mkdir(parents=True)
        pixels = simulator.galaxy(label, 5).pixels[0]
        Image.fromarray(pixels).save(tmp_path / "own" / name / "one.png")
    sets = {"Ten": str(tmp_path / "ten.h5"), "Own": str(tmp_path / "own")}
    monkeypatch.setattr(limits, "read", lambda: Limits(data=sets))
    yield tmp_path
    st.cache_data.clear()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_in_the_address_and_all_but_one_have_a_file(section):
    at = open_page(section=section)
    assert at.main.button_group(key="data_section").value == section
    assert list(sections.TITLES) == list(SECTIONS)
    # nothing is told before the end
    assert bool(at.main.get("download_button")) == (section != "sorting")


def test_the_gallery_counts_and_shows_more():
    at = open_page()
    assert "Balanced" in words(at)
    assert any("10 (14.3 %)" in body for body in html(at))
    press(at, "More: 14 not shown")
    assert choices_of(at, "data")["more"] == "1"
    assert not any(button.label.startswith("More") for button in at.main.button)
    choose(at, "Class").set_value(4).run()
    assert choices_of(at, "data") == {"count": "70", "label": "4"}


def test_a_real_galaxy_has_arcsec_and_kpc(offered):
    at = open_page(data="Ten", galaxy="set-ten-0")
    assert re.search(r"5 arcsec = 5\.0\d* kpc", " ".join(html(at)))
    assert "One arcsec is 1.01 kpc there" in words(at)
    table = at.main.table[0].value
    assert table["Value"].tolist() == ["10.50000", "-3.25000", "0.05", "0.262"]
    assert "7 of 10 classes have no galaxy" in words(at)
    at = open_page(data="Ten", galaxy="set-ten-2")
    assert any("5 arcsec<" in body for body in html(at))
    assert "kpc" not in words(at)
    at = open_page(data="Own", galaxy="set-own-1")
    assert "Nothing more is known of it" in words(at)


def test_a_class_without_galaxies_is_a_sentence(offered):
    at = open_page(data="Ten", label="0")
    assert "This set has no galaxy of this class." in words(at)


def test_another_set_has_other_classes(offered):
    at = open_page(label="6")
    choose(at, "Data").set_value("Ten").run()
    assert choices_of(at, "data") == {"count": "70", "data": "Ten"}
    assert len(choose(at, "Class").options) == 11


def test_means_and_histograms_and_what_is_stopped(monkeypatch):
    run = jobs.Job.run
    monkeypatch.setattr(jobs.Job, "run", lambda job, work, turn: None)  # it never ends
    at = open_page(section="pixels", first="41", wait=False)
    assert "Mean and histograms is being computed." in words(at)
    at.main.button_group(key="data_section").set_value("symmetries").run()
    assert [job.stopped for job in at.session_state[jobs.JOBS].values() if not job.ended] == [False]
    at.main.button_group(key="data_section").set_value("pixels").run()
    press(at, "Cancel")
    assert "Mean and histograms was stopped." in words(at)
    monkeypatch.setattr(jobs.Job, "run", run)
    press(at, "Compute it")
    until_ready(at)
    assert sum("Mean galaxy: Merging, 10 galaxies" in body for body in html(at)) == 1
    at.main.button_group(key="data_lines").set_value("blue").run()
    assert choices_of(at, "data")["lines"] == "blue"
    choose(at, "Class").set_value(3).run()
    assert "histogram of blue, Barred Spiral" in words(at)
    assert not any("Mean galaxy: Merging" in body for body in html(at))


def test_an_image_that_cannot_be_read_is_a_sentence(offered):
    (offered / "own" / "merging" / "two.png").write_bytes(b"no picture")
    at = open_page(data="Own", section="pixels")
    assert at.error[0].value.replace("\\", "").startswith("An image of the set cannot be read (two")
    at = open_page(data="Own", section="sorting")
    assert any("Galaxy 1 of 2, to be sorted" in body for body in html(at))


def test_changes_are_switched_and_their_strength_is_in_the_address():
    at = open_page(section="augmentation", kinds="none")
    p = answers(simulator.galaxy(3, 17).pixels)[0]
    sure = f"{100 * p.max():.1f}{NO_BREAK}%"
    assert f"11 of 11 draws are called so too, with {sure} to {sure}" in words(at)
    assert not at.main.slider
    at.main.button_group(key="data_kinds").set_value(["noise"]).run()
    assert choices_of(at, "data")["kinds"] == "noise"
    assert at.main.slider[0].value == pytest.approx(0.03)
    at.main.slider[0].set_value(0.1).run()
    assert choices_of(at, "data")["strengths"].split("-")[7] == "100"
    before = words(at)
    at.main.number_input(key="data_draw").set_value(5).run()
    assert choices_of(at, "data")["draw"] == "5"
    assert words(at) != before


def test_the_eight_symmetries_and_their_group():
    at = open_page(section="symmetries")
    pixels_ = simulator.galaxy(3, 17).pixels[0]
    first, flipped = answers(np.stack([pixels_, pixels_[::-1]]))
    pictures = next(body for body in html(at) if "gx-row-of-maps" in body)
    for name, p in (("As it is", first), ("Mirrored top to bottom", flipped)):
        text = f"{CLASSES[p.argmax()]}, {100 * p.max():.1f}{NO_BREAK}%"
        assert f"{name}</strong><br>{text}" in pictures
    assert any("gx-group" in body for body in html(at))


def test_one_parameter_is_moved_and_the_rest_stays():
    at = open_page(section="parameters", parameter="pitch_angle", galaxy="sim-tight-3")
    drawn = simulator.galaxy(4, 3).table
    assert at.main.slider[0].label == "Pitch angle of the arms (degrees)"
    at.main.slider[0].set_value(38.0).run()
    assert choices_of(at, "data")["value"] == "38"
    p = answers(simulator.varied(4, 3, [{"pitch_angle": 38.0}]).pixels)[0]
    answer = f"pitch angle of the arms 38: **{CLASSES[p.argmax()]}**, {100 * p.max():.1f}"
    assert answer in words(at)
    table = at.main.table[0].value.set_index("Parameter")
    assert table.loc["Pitch angle of the arms", "Now"] == "38"
    for name in ("Inclination", "Number of arms", "Magnitude in r"):
        assert table.loc[name, "Now"] == table.loc[name, "As drawn"]
    press(at, f"As drawn: {drawn['pitch_angle'][0]:.3g}")
    assert "value" not in choices_of(at, "data")
    p = answers(simulator.galaxy(4, 3).pixels)[0]
    assert f"**{CLASSES[p.argmax()]}**, {100 * p.max():.1f}" in words(at)


def test_a_parameter_that_the_galaxy_does_not_have_is_the_first_that_it_has():
    at = open_page(section="parameters", parameter="pitch_angle", galaxy="sim-round-3")
    assert at.main.slider[0].label == "Axis ratio b/a"
    at.main.button_group(key="data_parameter").set_value("seeing").run()
    assert at.main.slider[0].label.startswith("Seeing")
    assert choices_of(at, "data")["parameter"] == "seeing"


def test_a_real_galaxy_has_no_parameters_to_change(offered):
    at = open_page(section="parameters", galaxy="set-ten-0")
    assert "Nobody knows the true parameters of this image" in words(at)
    assert not at.main.slider
    press(at, "Take the last simulated one")
    assert address(at)["galaxy"].startswith("sim-")
    assert at.main.slider


def test_sorting_tells_nothing_before_the_end_and_survives_another_page():
    at = open_page(section="sorting", deal="7")
    at.session_state[dealing.ANSWERS].clear()
    dealt = np.random.default_rng(7).permutation(70)[:20]
    for i, j in enumerate(dealt):
        shown = [body for body in html(at) if "to be sorted" in body]
        assert f"Galaxy {i + 1} of 20, to be sorted" in shown[0]
        assert not any(name in shown[0] + words(at) for name in CLASSES)
        if i == 10:
            at.switch_page("pages/classes.py").run()
            at.switch_page(PAGE).run()
        press(at, CLASSES[j % 7] if i else CLASSES[(j + 1) % 7])
    assert "**You**: 19 of 20 as labelled" in words(at)
    pictures = np.concatenate([simulator.galaxy(j % 7, j // 7).pixels for j in dealt])
    right = int((answers(pictures).argmax(axis=1) == dealt % 7).sum())
    assert f"**tutorial**: {right} of 20 as labelled" in words(at)
    assert len(at.main.get("vega_lite_chart") or at.main.get("arrow_vega_lite_chart")) == 2
    assert len(at.main.get("download_button")) == 5
    press(at, "The same once more")
    assert any("Galaxy 1 of 20, to be sorted" in body for body in html(at))
    at.session_state[dealing.ANSWERS].clear()


def test_an_answer_is_taken_back_and_others_are_dealt():
    at = open_page(section="sorting", deal="8")
    press(at, "Merging")
    assert any("Galaxy 2 of 20" in body for body in html(at))
    press(at, "One back")
    assert any("Galaxy 1 of 20" in body for body in html(at))
    at.main.number_input(key="data_deal").set_value(9).run()
    assert choices_of(at, "data")["deal"] == "9"
    at.session_state[dealing.ANSWERS].clear()


def test_a_partial_label_is_sorted_too(offered):
    at = open_page(data="Own", section="sorting")
    at.session_state[dealing.ANSWERS].clear()
    press(at, "Unbarred Loose Spiral")
    press(at, "Unbarred Loose Spiral")
    assert "**You**: 1 of 2 as labelled" in words(at)
    at.session_state[dealing.ANSWERS].clear()


def test_the_chosen_galaxy_is_the_one_of_every_page():
    assert galaxy(open_page(galaxy="sim-edgeon-2")) == "Edge-on with Bulge, simulated, seed 2"


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"count": "71"}, "71 is none of 70, 350"),
        ({"first": "900000"}, "900000 is not between 0 and 899999"),
        ({"section": "means"}, "'means' is none of gallery"),
        ({"data": "nothing"}, "'nothing' is no set: this machine has simulated galaxies alone."),
        ({"label": "7"}, "All classes now: `simulated` has 7 of them."),
        ({"kinds": "warp"}, "'warp' is none of symmetries"),
        ({"strengths": "1"}, "9 strengths are needed, not 1"),
        ({"parameter": "mass"}, "'mass' is none of magnitude_r"),
        ({"value": "wide"}, "'wide' is no number"),
        ({"deal": "-1"}, "-1 is not between 0"),
        ({"lines": "infrared"}, "'infrared' is none of rgb"),
    ],
)
def test_an_address_that_means_nothing_is_told(choices, sentence):
    at = open_page(**choices)
    assert sentence in words(at)
