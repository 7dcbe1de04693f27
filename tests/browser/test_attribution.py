"""The page of attributions in a real browser."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz import weights
from cnnviz.attribution import attribute
from cnnviz.data import simulator
from tests.browser.ready import wait_ready

PICTURE = "img.gx-attribution"
LONG = "shapley_value_sampling.n_samples.1000~shapley_value_sampling.count.400"


@pytest.fixture
def shown(page, address):
    """Opens the page with choices in the address, and waits for what it shows."""

    def open_page(opened=page, galaxy="sim-barred-17", model="tutorial", **choices):
        asked = "&".join(f"attribution_{name}={text}" for name, text in choices.items())
        opened.goto(f"{address}/attribution?galaxy={galaxy}&model={model}&{asked}")
        if "section" not in choices:
            opened.locator(PICTURE).first.wait_for()
        wait_ready(opened)
        return opened

    return open_page


def title(page, name):
    return page.get_by_test_id("stMarkdown").filter(has_text=re.compile(f"^{name} · "))


def pick(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_method_is_chosen_and_stays_through_a_reload_and_a_link(shown, visitor):
    page = shown(methods="saliency~grad_cam")
    expect(page.locator(PICTURE)).to_have_count(3)
    box = page.get_by_role("combobox", name="Methods")
    box.fill("Deconv")
    expect(page.get_by_role("option")).to_have_count(1)
    page.get_by_role("option", name="Deconvolution").click()
    expect(page.get_by_test_id("stMultiSelect").locator("[data-tag]")).to_have_count(3)
    expect(page.locator(PICTURE)).to_have_count(4)
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("deconvolution"))
    page.reload()
    expect(page.locator(PICTURE)).to_have_count(4)
    other = visitor(color_scheme="dark", viewport={"width": 390, "height": 844})
    other.goto(page.url)
    expect(other.locator(PICTURE)).to_have_count(4)
    wait_ready(other)
    wide = other.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
    assert wide


def test_the_contrast_is_in_the_pictures_the_words_and_the_link(shown, visitor):
    page = shown(methods="input_x_gradient")
    before = page.locator(PICTURE).nth(1).get_attribute("src")
    pick(page, re.compile("Rather than"), "Round Smooth")
    map_of_both = page.get_by_alt_text("Input x gradient for Barred Spiral and not Round Smooth")
    expect(map_of_both).to_be_visible()
    assert map_of_both.get_attribute("src") != before
    page.wait_for_url(re.compile("attribution_contrast=1"))
    other = visitor()
    other.goto(page.url)
    linked = other.get_by_alt_text("Input x gradient for Barred Spiral and not Round Smooth")
    expect(linked).to_have_attribute("src", map_of_both.get_attribute("src"))
    wait_ready(other)


def test_every_pixel_has_a_whole_number_of_screen_pixels(shown):
    page = shown(methods="saliency~grad_cam")
    for picture in page.locator(PICTURE).all():
        sizes = picture.evaluate("img => [img.naturalWidth, img.getBoundingClientRect().width]")
        assert sizes[1] % sizes[0] == 0
        assert picture.evaluate("img => getComputedStyle(img).imageRendering") == "pixelated"


def test_a_slow_method_is_cancelled_and_its_neighbour_stays(shown):
    page = shown(methods="saliency~shapley_value_sampling", parameters=LONG)
    expect(page.locator(PICTURE)).to_have_count(2)
    expect(
        page.get_by_text(re.compile(r"Shapley value sampling: \d+ of \d+, about"))
    ).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Shapley value sampling was stopped.")).to_be_visible()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    page.get_by_role("button", name="Compute it").click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Shapley value sampling was stopped.")).to_be_visible()


def test_a_slow_method_ends_in_a_map_by_itself(shown):
    few = "shapley_value_sampling.n_samples.120~shapley_value_sampling.regions.patches"
    page = shown(methods="shapley_value_sampling", parameters=few, galaxy="sim-loose-3")
    expect(page.locator(PICTURE)).to_have_count(2, timeout=120_000)
    wait_ready(page)
    expect(title(page, "Shapley value sampling")).to_be_visible()


def test_the_files_hold_the_map(shown, tmp_path):
    page = shown(methods="input_x_gradient", section="pytorch", scale="own")
    found = {}
    for label in ("Map (NPZ)", "Pictures (PNG)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
        found[label] = tmp_path / download.value.suggested_filename
    model, card = weights.load("tutorial")
    x = card.preprocessing.tensor(simulator.galaxy(3, 17).pixels)
    with np.load(found["Map (NPZ)"]) as arrays:
        ours = attribute(model, x, 3, "input_x_gradient")[0].numpy()
        np.testing.assert_allclose(arrays["attribution"], ours, atol=1e-6, rtol=1e-5)
        assert '"method": "input_x_gradient"' in str(arrays["about"])
    picture = Image.open(io.BytesIO(Path(found["Pictures (PNG)"]).read_bytes()))
    assert picture.width > 2 * 288


def test_the_chosen_methods_can_be_read_in_both_themes(visitor, address):
    for scheme in ("light", "dark"):
        page = visitor(color_scheme=scheme)
        page.goto(f"{address}/attribution?attribution_methods=saliency&model=tutorial")
        tag = page.get_by_test_id("stMultiSelect").get_by_label("Saliency", exact=True)
        text, ground = tag.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        assert contrast(text, ground) > 4.5, scheme  # WCAG 2.2, 1.4.3
        wait_ready(page)


def contrast(*colours):
    """Of two colours as `rgb(1, 2, 3)`; WCAG 2.2."""
    light = []
    for colour in colours:
        parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        light.append(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    low, high = sorted(light)
    return (high + 0.05) / (low + 0.05)
