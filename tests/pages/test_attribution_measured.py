"""The sections that measure, change and deceive, without a browser."""

import numpy as np
import pytest

from cnnviz import changes, inference, weights
from cnnviz.changes import as_uint8
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.data.not_galaxies import NOT_GALAXIES, picture
from cnnviz.ui.attribution.choices import ANGLES, CHANGES, FAST, SNRS, STRETCHES
from tests.pages.opening import html, open_app
from tests.pages.test_attribution import PAGE, words, written

PIXELS = simulator.galaxy(3, 17).pixels[0]
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_the_script(monkeypatch):
    monkeypatch.setattr("cnnviz.ui.attribution.pace.LONG", float("inf"))


def open_section(section, model="tutorial", galaxy="sim-barred-17", **choices):
    asked = {"methods": "saliency~grad_cam", "section": section} | choices
    address = {f"attribution_{name}": text for name, text in asked.items()}
    return open_app(PAGE, model=model, galaxy=galaxy, **address)


def chances(pixels, model="tutorial"):
    network, card = weights.load(model)
    return inference.probabilities(network, card.preprocessing, pixels[None])[0]


def percent(share):
    return f"{100 * share:.1f}{NO_BREAK}%"


def test_the_measurement_has_area_shares_and_the_truth():
    at = open_section("measurement")
    table = next(d.value for d in at.main.dataframe if "Method" in d.value)
    assert list(table["Method"]) == ["Area (chance)", "Saliency", "Grad-CAM"]
    for _, row in table.iterrows():
        parts = [float(row[n].split(NO_BREAK)[0]) for n in ("Outline", "Other sources", "Sky")]
        assert sum(parts) == pytest.approx(100, abs=0.2)
    check = next(t.value for t in at.main.table if "True" in t.value)
    measured, true = (float(check[n][0].split()[0]) for n in ("Measured", "True"))
    assert measured == pytest.approx(true, rel=0.4)
    text = words(at)
    assert "inside the half-light circle" in text
    assert "Grad-CAM's map of 6 by 6 is enlarged first" in text
    assert any("gx-outlined" in body for body in html(at))


@pytest.mark.parametrize("stretch", STRETCHES)
def test_the_stretch_and_the_signs_are_in_the_address(stretch):
    at = open_section("measurement", stretch=stretch, counted="signed", ring="3")
    assert "positive attribution" in words(at)
    expected = {} if stretch == STRETCHES[0] else {"stretch": stretch}
    found = written(at)
    assert {n: v for n, v in found.items() if n in ("stretch", "counted", "ring")} == expected | {
        "counted": "signed", "ring": "3",
    }  # fmt: skip


def test_seeing_is_the_networks_own_answer():
    at = open_section("change", fwhm="6")
    after = chances(as_uint8(changes.blur(PIXELS, 6)))[3]
    assert f"Barred Spiral: {percent(chances(PIXELS)[3])} before, {percent(after)} now." in words(
        at
    )
    assert "widths add in squares" in words(at)


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_has_its_control_and_its_words(change):
    at = open_section("change", change=change, angle="45", snr="5", bands="red-blue")
    assert "before, " in words(at)
    assert len(at.main.slider) == (change in ("seeing", "turn"))
    assert len(at.main.select_slider) == (change == "noise")


def test_a_turned_galaxy_is_the_networks_own_answer():
    at = open_section("change", change="turn", angle="35")
    after = chances(as_uint8(changes.turn(PIXELS, 35)))[3]
    assert f"{percent(after)} now." in words(at)
    for quarter in range(4):
        assert percent(chances(np.ascontiguousarray(np.rot90(PIXELS, quarter)))[3]) in words(at)


def test_a_slider_is_followed():
    at = open_section("change", change="turn")
    at.main.slider[0].set_value(ANGLES[18]).run()
    assert not at.exception
    assert written(at)["angle"] == "90"


@pytest.mark.parametrize("name", NOT_GALAXIES)
def test_what_is_no_galaxy_gets_probabilities_that_add_up_to_one(name):
    at = open_section("strangers", thing=name, draw="2")
    p = chances(picture(name, 2))
    text = words(at)
    assert f"is called {CLASSES[int(p.argmax())]} with {percent(p.max())}" in text
    assert "There is no class *none of these*" in text
    assert "add up to one by construction" in text


@pytest.mark.parametrize("method", FAST)
def test_each_fast_method_explains_a_cat(method):
    assert "comes from" in words(open_section("strangers", thing="cat", by=method))


@pytest.mark.parametrize(
    ("name", "text"),
    [("stretch", "hst"), ("ring", "4"), ("fwhm", "99"), ("snr", "8"), ("angle", "7"),
     ("bands", "infrared"), ("thing", "dog"), ("by", "occlusion"), ("pattern", "-1"),
     ("interpolation", "magic"), ("change", "zoom"), ("counted", "all"), ("draw", "x")],
)  # fmt: skip
def test_what_the_address_cannot_mean_is_told(name, text):
    at = open_section("maps", **{name: text})
    assert "The address was ignored where it says" in words(at)
    assert name not in written(at)


def test_all_values_of_noise_can_be_in_the_address():
    assert written(open_section("change", change="noise", snr=SNRS[3]))["snr"] == SNRS[3]
