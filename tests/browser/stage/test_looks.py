"""Files, themes, and screens from 390 to 1920 pixels."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.stage.cases import CASES
from tests.browser.stage.reading import cell, count, go, grid, silence


def test_the_picture_is_saved_as_svg_that_stands_alone(stage, browser):
    page = stage("colour")
    with page.expect_download() as download, silence(page):
        page.get_by_role("button", name="SVG").click()
    assert download.value.suggested_filename == "step-1-of-25.svg"
    text = Path(download.value.path()).read_text()
    assert not re.search(r"var\(|class=|<style|href=\"(?!data:)", text)
    alone = browser.new_page()
    alone.set_content(f"<body>{text}</body>")
    assert alone.locator("svg text").filter(has_text="red: ").count() == 1
    fills = alone.locator("svg rect").evaluate_all(
        "rs => new Set(rs.map(r => getComputedStyle(r).fill)).size"
    )
    alone.close()
    assert fills > 5


def test_the_picture_is_saved_as_png_at_twice_its_size(stage):
    from PIL import Image

    page = stage("image")
    box = page.locator(".picture > svg").bounding_box()
    with page.expect_download() as download, silence(page):
        page.get_by_role("button", name="PNG").click()
    image = Image.open(download.value.path())
    assert image.width == 2 * (box["width"] + 32)
    assert image.height > 2 * box["height"]
    assert len(image.convert("RGB").resize((300, 200)).getcolors(60_000)) > 100  # images are in it


LUMINANCE = """root => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...root.querySelectorAll('.cell:not(.padding)')].map(cell => {
        const [a, b] = [cell.querySelector('rect'), cell.querySelector('text')]
            .map(node => light(getComputedStyle(node).fill)).sort((a, b) => b - a);
        return (a + 0.05) / (b + 0.05);
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_can_be_read_in_both_themes(visitor, stage, scheme):
    page = stage("colour", visitor(color_scheme=scheme))
    ratios = page.locator(".stage").evaluate(LUMINANCE)
    assert len(ratios) == 3 * (25 + 9 + 25) + 1 + 25
    assert min(ratios) > 4.5


def test_another_theme_changes_the_colours_and_nothing_else(visitor, stage):
    page = stage("colour", visitor(color_scheme="light"))
    go(page, 7)
    fill = cell(page, "kernel", 0).locator("rect")
    before = fill.get_attribute("fill")
    page.emulate_media(color_scheme="dark")
    expect(fill).not_to_have_attribute("fill", before)
    expect(count(page)).to_have_text("8 / 25")


@pytest.mark.parametrize("width", [390, 768, 1920])
def test_no_picture_is_wider_than_the_page(stage, width):
    page = stage("lecture")
    page.set_viewport_size({"width": width, "height": 844})
    for name in CASES if width == 390 else ("colour", "sixteen", "image", "long", "spread"):
        stage(name)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, name
        stage_box = page.locator(".stage").bounding_box()
        picture = page.locator(".picture > svg").bounding_box()
        assert picture["width"] <= stage_box["width"] + 1, name


def test_a_lecture_fits_a_projector(visitor, stage):
    page = stage("lecture", visitor(viewport={"width": 1280, "height": 720}))
    assert page.locator(".stage").bounding_box()["height"] <= 440
    assert cell(page, "input", 0).bounding_box()["height"] >= 50


def test_a_changed_width_keeps_the_step(stage):
    page = stage("lecture")
    go(page, 6)
    before = cell(page, "input", 0).bounding_box()["width"]
    page.set_viewport_size({"width": 390, "height": 700})
    expect(count(page)).to_have_text("7 / 9")
    page.wait_for_timeout(300)
    assert cell(page, "input", 0).bounding_box()["width"] < before


def test_fewer_steps_than_before_keep_it_in_range(stage):
    page = stage("lecture")
    go(page, 8)
    page.get_by_role("slider", name="Stride").focus()
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("4 / 4")
    expected = CASES["lecture"].expected()[0, ::2, ::2]
    np.testing.assert_array_equal(grid(page, "output"), expected.ravel())
