"""The page about the galaxies, in a real browser."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.data.images import CLASSES
from cnnviz.ui.data.choices import SECTIONS
from tests.browser.ready import wait_ready
from tests.browser.window import PHONE, PROJECTOR, resize, within

WAIT = 60_000  # milliseconds


@pytest.fixture
def shown(page, address):
    """Opens the page with choices in the address, and waits until all is computed."""

    def open_page(opened=page, galaxy="sim-barred-17", model="tutorial", **choices):
        asked = "&".join(f"data_{n}={v}" for n, v in ({"count": 70} | choices).items())
        opened.goto(f"{address}/data?galaxy={galaxy}&model={model}&{asked}")
        wait_ready(opened)
        if choices.get("section") != "sorting":
            expect(opened.get_by_test_id("stProgress")).to_have_count(0, timeout=WAIT)
            wait_ready(opened)
        return opened

    return open_page


def thumbnail(page):
    return page.locator(".gx-thumbnail")


def large(page):
    return page.get_by_test_id("stMain").locator(".gx-galaxy img")


def test_a_click_in_the_gallery_chooses_for_every_page(shown):
    page = shown(first=40)
    pictures = page.get_by_role("group", name="Galaxies to choose from").get_by_role("button")
    expect(pictures).to_have_count(7 * 8)
    pictures.nth(3 * 8 + 2).click()
    expect(thumbnail(page)).to_have_attribute("alt", "Barred Spiral, simulated, seed 42")
    expect(large(page)).to_have_attribute("alt", re.compile("Barred Spiral, simulated, seed 42"))
    page.wait_for_url(re.compile("galaxy=sim-barred-42"))
    wait_ready(page)
    page.get_by_role("button", name="More: 14 not shown").click()
    expect(pictures).to_have_count(70)
    page.reload()
    wait_ready(page)
    expect(pictures).to_have_count(70)
    page.get_by_role("link", name="Feature maps").click()
    expect(thumbnail(page)).to_have_attribute("alt", "Barred Spiral, simulated, seed 42")
    wait_ready(page)


def test_from_tight_to_loose_with_the_keyboard(shown):
    page = shown(section="parameters", galaxy="sim-tight-3", parameter="pitch_angle")
    before = large(page).get_attribute("src")
    slider = page.get_by_test_id("stMain").get_by_role("slider")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_url(re.compile("data_value=45"))
    wait_ready(page)
    expect(large(page)).to_have_attribute("alt", re.compile("pitch angle of the arms 45"))
    assert large(page).get_attribute("src") != before
    page.get_by_role("button", name="As drawn").click()
    expect(large(page)).to_have_attribute("src", before)
    page.wait_for_url(re.compile("^(?!.*data_value)"))


def test_twenty_are_sorted_with_the_keys_and_the_result_is_a_file(shown):
    page = shown(section="sorting", deal=3)
    dealt = np.random.default_rng(3).permutation(70)[:20]
    for i, j in enumerate(dealt):
        expect(page.get_by_text(f"Galaxy {i + 1} of 20: what is it?")).to_be_visible()
        page.keyboard.press(str(j % 7 + 1) if i else str((j + 1) % 7 + 1))
        if i == 5:
            expect(page.get_by_text("Galaxy 7 of 20: what is it?")).to_be_visible()
            page.keyboard.press("Backspace")
            expect(page.get_by_text("Galaxy 6 of 20: what is it?")).to_be_visible()
            page.get_by_role("link", name="The seven classes").click()
            wait_ready(page)
            page.get_by_role("link", name="The galaxies").click()
            expect(page.get_by_text("Galaxy 6 of 20: what is it?")).to_be_visible()
            page.keyboard.press(str(j % 7 + 1))
    expect(page.get_by_text("You: 19 of 20 as labelled")).to_be_visible()
    wait_ready(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("button", name="Result (CSV)").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert [row["label"] for row in rows] == [CLASSES[j % 7] for j in dealt]
    assert [row["you_right"] for row in rows] == ["False"] + 19 * ["True"]


def test_a_change_is_switched_off(shown):
    page = shown(section="augmentation", kinds="noise")
    expect(page.get_by_test_id("stMain").get_by_role("slider")).to_have_count(1)
    page.get_by_role("button", name="Noise", exact=True).click()
    expect(page.get_by_test_id("stMain").get_by_role("slider")).to_have_count(0)
    expect(page.get_by_text("11 of 11 draws are called so too")).to_be_visible()
    page.wait_for_url(re.compile("data_kinds=none"))


def test_progress_is_shown_and_can_be_cancelled(page, address):
    page.goto(f"{address}/data?data_section=pixels&data_count=10500&data_first=40000")
    expect(page.get_by_text(re.compile(r"Mean and histograms: \d+ of 10500, about"))).to_be_visible(
        timeout=WAIT
    )
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Mean and histograms was stopped.")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Compute it")).to_be_visible()
    wait_ready(page)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_projector_shows_what_matters_at_once_and_nothing_scrolls_sideways(
    visitor, shown, section
):
    page = shown(visitor(viewport=PROJECTOR), section=section)
    main = page.get_by_test_id("stMain")
    found = {
        "gallery": main.get_by_role("button", name="Edge-on with Bulge, simulated").first,
        "pixels": main.get_by_test_id("stPlotlyChart").locator(".xtitle"),
        "augmentation": main.locator(".gx-row-of-maps figure").last,
        "symmetries": main.locator(".gx-row-of-maps figure").last,
        "parameters": main.locator(".gx-bars"),
        "sorting": main.get_by_role("button", name=re.compile("^Edge-on with Bulge")),
    }[section]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_ready(page)
        box = found.bounding_box()
        assert box["y"] + box["height"] < PROJECTOR["height"]
    within(page)
    resize(page, PHONE)
    within(page)
    assert main.locator("img:not([alt])").count() == 0
