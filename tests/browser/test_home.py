"""Home in a real browser: what is drawn, and where."""

import csv
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz.data import simulator
from tests.browser.ready import wait_ready
from tests.browser.window import PHONE, PROJECTOR

FULL_HD = {"width": 1920, "height": 1080}


def open_home(page, address, query=""):
    page.goto(f"{address}/{query}")
    wait_ready(page)
    return page


def bottom(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("viewport", [PROJECTOR, FULL_HD], ids=["720p", "1080p"])
def test_galaxy_input_and_answer_are_on_the_first_screen_side_by_side(visitor, address, viewport):
    page = open_home(visitor(viewport=viewport), address)
    parts = [page.locator(mark) for mark in (".gx-galaxy", ".gx-received", ".gx-bars")]
    for part in parts:
        assert bottom(part) < viewport["height"]
    left = [part.bounding_box()["x"] for part in parts]
    assert left == sorted(left)
    assert left[1] - left[0] > 250
    assert bottom(page.get_by_text("says the network")) < viewport["height"]


@pytest.mark.parametrize("viewport", [PROJECTOR, FULL_HD, PHONE])
def test_the_networks_pixels_are_enlarged_by_a_whole_factor_and_not_smoothed(
    visitor, address, viewport
):
    page = open_home(visitor(viewport=viewport), address)
    for image in page.locator(".gx-received img").all():
        factor = image.evaluate("i => i.getBoundingClientRect().width / i.naturalWidth")
        assert factor == pytest.approx(round(factor))
        assert factor >= 1
        assert image.evaluate("i => getComputedStyle(i).imageRendering") == "pixelated"


def test_the_scale_bar_is_as_long_as_it_says(page, address):
    open_home(page, address, "?galaxy=sim-edgeon-4&model=explorer")
    scale = simulator.galaxy(6, 4).table["pxscale"][0]
    bar, image = page.locator(".gx-scale"), page.locator(".gx-galaxy img")
    arcsec = float(bar.inner_text().removesuffix(" arcsec"))
    share = bar.bounding_box()["width"] / image.bounding_box()["width"]
    assert 96 * scale * share == pytest.approx(arcsec, rel=0.02)


def test_a_picture_of_a_class_chooses_that_galaxy(page, address):
    open_home(page, address)
    edge_on = page.get_by_role("group", name="Galaxies to choose from").get_by_role("button").last
    expect(edge_on).to_contain_text("Edge-on with Bulge")
    expect(edge_on).to_have_attribute("aria-pressed", "false")
    edge_on.click()
    expect(page.locator(".gx-thumbnail")).to_have_attribute(
        "alt", edge_on.locator("img").get_attribute("alt")
    )
    expect(edge_on).to_have_attribute("aria-pressed", "true")
    assert "galaxy=sim-edgeon-" in page.url
    page.go_back()
    expect(page.locator(".gx-thumbnail")).to_have_attribute(
        "alt", "Barred Spiral, simulated, seed 17"
    )


def test_a_picture_keeps_the_keyboards_focus_when_it_is_chosen(page, address):
    open_home(page, address)
    round_smooth = page.get_by_role("group", name="Galaxies").get_by_role("button").nth(1)
    round_smooth.focus()
    page.keyboard.press("Enter")
    expect(round_smooth).to_have_attribute("aria-pressed", "true")
    wait_ready(page)
    expect(round_smooth).to_be_focused()


def test_galaxy_and_probabilities_can_be_taken_away(page, address):
    open_home(page, address, "?galaxy=sim-loose-3&model=explorer")
    with page.expect_download() as png:
        page.get_by_role("button", name="Galaxy (PNG)").click()
    assert png.value.suggested_filename == "sim-loose-3.png"
    taken = np.asarray(Image.open(BytesIO(Path(png.value.path()).read_bytes())))
    np.testing.assert_array_equal(taken, simulator.galaxy(5, 3).pixels[0])
    with page.expect_download() as table:
        page.get_by_role("button", name="Probabilities (CSV)").click()
    assert table.value.suggested_filename == "sim-loose-3-explorer.csv"
    rows = list(csv.DictReader(Path(table.value.path()).read_text().splitlines()))
    assert sum(float(row["probability"]) for row in rows) == pytest.approx(1)
    assert len(rows) == 7


def test_links_lead_on_with_the_galaxy(page, address):
    open_home(page, address, "?galaxy=sim-loose-3&model=explorer")
    page.get_by_role("link", name="How far to trust it").click()
    expect(page.get_by_role("heading", name="Model card", level=1)).to_be_visible()
    assert page.url.endswith("/model_card?galaxy=sim-loose-3&model=explorer")
