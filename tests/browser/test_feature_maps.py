"""The page of feature maps in a real browser: the microscope, the address and the sections."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz import activations, weights
from cnnviz.data import simulator
from tests.browser.microscope.reading import breadcrumbs, heading, trail
from tests.browser.ready import wait_ready


@pytest.fixture(scope="module")
def outputs():
    """Of the tutorial's network for the first galaxy of a visit."""
    model, card = weights.load("tutorial")
    x = card.preprocessing.tensor(simulator.galaxy(3, 17).pixels)
    return {name: found[0].numpy() for name, found in activations.record(model, x).items()}


@pytest.fixture
def shown(page, address):
    """Opens the page with choices in the address, and waits for the maps."""

    def open_page(opened=page, galaxy="sim-barred-17", model="tutorial", **choices):
        asked = "&".join(f"feature_maps_{name}={text}" for name, text in choices.items())
        opened.goto(f"{address}/feature_maps?galaxy={galaxy}&model={model}&{asked}")
        painted(opened, galaxy)
        wait_ready(opened, 60)
        return opened

    return open_page


def painted(page, *galaxies):
    """Wait until the maps of these galaxies are on the screen."""
    parts = "".join(f"[data-run*='/{galaxy}/']" for galaxy in galaxies)
    page.locator(f".microscope{parts}").wait_for(timeout=60_000)


def thumbnail(page, layer, number):
    row = page.locator(f".network .row[data-layer='{layer}']")
    row.scroll_into_view_if_needed()
    return row.locator(".thumb").nth(number)


def term(page):
    return page.locator(".sum .value:not(:disabled)").first


def test_a_map_is_opened_and_a_pixel_is_followed_to_the_galaxy(shown, outputs):
    page = shown()
    thumbnail(page, "block2_conv", 1).click()
    expect(page.locator(".microscope")).to_have_attribute("data-view", "map")
    [[layer, unit]] = trail(page)
    assert (layer, unit[0]) == ("block2_conv", 1)
    assert heading(page) == pytest.approx(float(outputs[layer][tuple(unit)]), rel=6e-4)
    page.wait_for_url(re.compile(r"feature_maps_at=block2_conv\.1\."))
    for expected in ("block1_relu", "block1_pool", "block1_conv"):
        wait_ready(page)
        term(page).click()
        layer, unit = trail(page)[-1]
        assert layer == expected
        assert heading(page) == pytest.approx(float(outputs[layer][tuple(unit)]), rel=6e-4)
    term(page).click()
    assert trail(page)[-1][0] == ""
    page.wait_for_url(re.compile(r"feature_maps_at=block2_conv\.[^&]*%7E\.\d|~\.\d"))


def test_the_place_survives_a_reload_and_a_second_browser(shown, visitor):
    page = shown(at="linear.3~flatten.101~block4_relu.2.4.5", view="map")
    expected = [["linear", [3]], ["flatten", [101]], ["block4_relu", [2, 4, 5]]]
    assert trail(page) == expected
    term(page).click()
    page.wait_for_url("**block4_pool.2.4.5**")
    wait_ready(page)
    link, expected = page.url, [*expected, ["block4_pool", [2, 4, 5]]]
    page.reload()
    painted(page, "sim-barred-17")
    assert trail(page) == expected
    other = visitor(color_scheme="dark")
    other.goto(link)
    painted(other, "sim-barred-17")
    assert trail(other) == expected


def test_the_back_button_leads_one_step_back(shown):
    page = shown(at="linear.3", view="map")
    term(page).click()
    page.wait_for_url("**~flatten.**")
    wait_ready(page)
    assert len(trail(page)) == 2
    page.go_back()
    expect(breadcrumbs(page)).to_have_count(1)
    assert trail(page) == [["linear", [3]]]


def test_what_is_chosen_in_the_maps_is_in_the_address(shown):
    page = shown(compare="galaxy")
    page.get_by_label("Pictures").select_option("large")
    page.get_by_label("All kernels").check()
    page.wait_for_url("**feature_maps_pictures=large**")
    assert "feature_maps_kernels=True" in page.url
    wait_ready(page)
    thumbnail(page, "block2_conv", 1).click()
    second = page.get_by_role("button", name="Arithmetic of 2")
    second.click()
    page.wait_for_url("**feature_maps_which=2**")
    wait_ready(page)
    page.reload()
    painted(page, "sim-barred-17", "sim-round-2")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".heading b").first).to_have_text(re.compile("^2: block2.conv 1 "))
    wait_ready(page)
    page.go_back()
    page.locator(".microscope[data-view=network]").wait_for()
    expect(page.get_by_label("Pictures")).to_have_value("large")
    expect(page.get_by_label("All kernels")).to_be_checked()


def test_the_menu_leads_away_and_back_to_the_same_place(shown):
    page = shown(at="block2_conv.3.5.7", view="map", colours="layer", section="statistics")
    page.get_by_role("link", name="Convolution", exact=True).click()
    page.wait_for_url("**/convolution?**")
    wait_ready(page)
    page.get_by_role("link", name="Feature maps", exact=True).click()
    page.wait_for_url("**/feature_maps?**")
    painted(page, "sim-barred-17")
    assert trail(page) == [["block2_conv", [3, 5, 7]]]
    expect(page.get_by_role("radio", name="Statistics")).to_be_checked()


def test_another_galaxy_is_looked_at_in_the_same_place(shown):
    page = shown(at="block2_conv.3.5.7", view="map")
    before = heading(page)
    page.get_by_role("button", name="Another one").click()
    painted(page, "sim-barred-18")
    assert trail(page) == [["block2_conv", [3, 5, 7]]]
    model, card = weights.load("tutorial")
    x = card.preprocessing.tensor(simulator.galaxy(3, 18).pixels)
    expected = float(activations.record(model, x)["block2_conv"][0, 3, 5, 7])
    assert heading(page) == pytest.approx(expected, rel=6e-4)
    assert heading(page) != before


def test_two_galaxies_stand_side_by_side(shown):
    page = shown(compare="galaxy", galaxy="sim-barred-17")
    painted(page, "sim-barred-17", "sim-round-2")
    expect(page.locator(".galaxies canvas, .galaxies img")).not_to_have_count(0)
    page.get_by_role("button", name="One map").click()
    expect(page.locator(".plate")).to_have_count(2)
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="Random weights").click()
    page.locator(".microscope[data-run*='tutorial-random-1/sim-barred-17/']").wait_for()


def test_the_largest_terms_are_followed_and_the_class_is_listed(shown):
    page = shown()
    follow = page.get_by_role("button", name="Follow the largest terms down")
    follow.evaluate("button => button.scrollIntoView()")  # the maps are above the window
    assert page.locator(".microscope").bounding_box()["y"] < 0
    follow.click()
    page.wait_for_url("**feature_maps_view=map**")
    expect(page.locator(".top")).to_be_in_viewport(ratio=1)
    expect(page.locator(".sum .heading")).to_be_in_viewport(ratio=1)
    expect(breadcrumbs(page)).to_have_count(15)
    assert trail(page)[-1][0] == ""
    with page.expect_download() as download:
        page.get_by_role("button", name="Classes (CSV)").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert sum(float(row["probability"]) for row in rows) == pytest.approx(1)


def test_the_files_hold_what_is_seen(shown, outputs):
    page = shown(section="pytorch", at="block3_relu.4.0.0", view="map")
    saved = {}
    for name in ("This map (CSV)", "All arrays (NPZ)", "All maps (PNG)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        saved[name] = Path(download.value.path()).read_bytes()
    lines = saved["This map (CSV)"].decode().splitlines()
    found = np.array([[float(x) for x in line.split(",")] for line in lines])
    np.testing.assert_allclose(found, outputs["block3_relu"][4], rtol=1e-5, atol=1e-6)
    arrays = np.load(io.BytesIO(saved["All arrays (NPZ)"]))
    np.testing.assert_allclose(arrays["block1_conv"], outputs["block1_conv"], rtol=1e-5, atol=1e-6)
    assert saved["All maps (PNG)"].startswith(b"\x89PNG")


def test_the_lines_on_the_page_run(shown, outputs):
    page = shown(section="pytorch", at="block2_conv.3.5.7", view="map")
    scope = {"print": lambda *_: None}
    exec(page.get_by_test_id("stCode").inner_text(), scope)
    assert float(scope["total"]) == pytest.approx(float(outputs["block2_conv"][3, 5, 7]), rel=1e-4)


def test_a_layer_of_a_large_network_comes_when_it_is_opened(shown):
    page = shown(network="resnet18")
    expect(page.get_by_text("Never trained")).to_be_visible()
    picture = thumbnail(page, "layer3_0_conv1", 2)
    size = picture.bounding_box()
    picture.click(position={"x": 0.77 * size["width"], "y": 0.2 * size["height"]})
    expect(term(page)).to_be_visible()
    # the unit that was pointed at, though its number had not come
    assert trail(page) == [["layer3_0_conv1", [2, 2, 10]]]
    expect(page.locator(".microscope .top")).to_be_in_viewport(ratio=1)
    page.wait_for_url("**at=layer3_0_conv1.2.**")
    term(page).click()
    assert trail(page)[-1][0] == "layer2_1_relu_1"
    expect(term(page)).to_be_visible()


def test_a_value_of_the_fully_connected_network_is_followed_to_the_galaxy(shown):
    page = shown(network="mlp", at="linear2.4", view="map")
    while (found := trail(page)[-1])[0] not in ("", "flatten"):
        expect(term(page)).to_be_visible()
        wait_ready(page)  # numbers that come draw the terms anew: a click just then is lost
        term(page).click()
        assert trail(page)[-1] != found
    wait_ready(page)
    term(page).click()
    layer, unit = trail(page)[-1]
    assert layer == ""
    assert len(unit) == 3
    assert all(0 <= i < n for i, n in zip(unit, (3, 96, 96), strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_all_of_it(visitor, address, theme):
    page = visitor(viewport={"width": 390, "height": 844}, color_scheme=theme)
    page.goto(f"{address}/feature_maps?model=tutorial&feature_maps_at=block2_conv.3.5.7"
              "&feature_maps_view=map")  # fmt: skip
    painted(page, "sim-barred-17")
    wait_ready(page, 60)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
