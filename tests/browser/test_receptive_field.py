"""Receptive fields in a real browser."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz import weights
from cnnviz.receptive import fields
from tests.browser.ready import wait_ready

SIZE = 96  # pixels of the network's input


@pytest.fixture(scope="module")
def theory():
    model, card = weights.load("tutorial")
    return {field.layer: field for field in fields(model, card.preprocessing.size)}


@pytest.fixture
def shown(page, address):
    """Opens the page with choices in the address."""

    def open_page(opened=page, **choices):
        asked = "&".join(f"receptive_field_{name}={text}" for name, text in choices.items())
        opened.goto(f"{address}/receptive_field?model=tutorial&{asked}")
        wait_ready(opened)
        opened.locator(".picker .field").wait_for()
        return opened

    return open_page


def picture(page):
    """Left and top of the galaxy's first pixel on the screen, and the width of one pixel there."""
    found = page.locator(".picker img").bounding_box()
    return found["x"], found["y"], found["width"] / SIZE


def box(page, selector):
    """Top, left, bottom, right of a mark in the picture, pixels of the network's input."""
    # both in one call: a layout that still moves would come between two
    return page.locator(f".picker {selector}").evaluate(
        """(mark, size) => {
            const drawn = mark.getBoundingClientRect();
            const image = mark.getRootNode().querySelector('.picker img');
            const picture = image.getBoundingClientRect();
            const pixel = picture.width / size;
            return [
                (drawn.top - picture.top) / pixel, (drawn.left - picture.left) / pixel,
                (drawn.bottom - picture.top) / pixel, (drawn.right - picture.left) / pixel,
            ];
        }""",
        SIZE,
    )


def point(page, row, column):
    x, y, pixel = picture(page)
    return x + (column + 0.5) * pixel, y + (row + 0.5) * pixel


def value(page, label):
    return page.get_by_role("spinbutton", name=label, exact=True)


def test_the_field_is_drawn_where_theory_has_it(shown, theory):
    page = shown(layer="block4_pool", row=0, column=4)
    expected = theory["block4_pool"].box(0, 4)
    np.testing.assert_allclose(box(page, ".field"), expected, atol=0.6)
    np.testing.assert_allclose(box(page, ".hatch"), expected, atol=0.6)
    below = page.locator(".picker .below > div")
    expect(below).to_have_count(7)
    # block1.conv: 3 pixels around a unit at the middle of the field
    top, left, bottom, right = box(page, ".below > div:first-child")
    assert (round(bottom - top), round(right - left)) == (3, 3)
    middle = [(a + b) / 2 for a, b in ((expected[0], expected[2]), (expected[1], expected[3]))]
    assert abs((top + bottom) / 2 - middle[0]) < 1.1
    assert abs((left + right) / 2 - middle[1]) < 1.1
    expect(page.locator(".gx-effective")).to_have_count(2)
    # the dots' grid has a cell of 16 pixels around each unit's centre, 7.5 + 16 u
    np.testing.assert_allclose(box(page, ".units"), (0, 0, 96, 96), atol=0.6)


@pytest.mark.parametrize(
    ("layer", "clicked", "unit"),
    [
        ("block4_pool", (8, 8), (0, 0)),  # centres at 7.5 + 16 u
        ("block4_pool", (55, 71), (3, 4)),
        ("block1_conv", (20, 30), (20, 30)),
        ("block2_pool", (90, 2), (22, 0)),  # centres at 1.5 + 4 u
    ],
)
def test_a_click_chooses_the_unit_that_looks_there(shown, theory, layer, clicked, unit):
    page = shown(layer=layer)
    page.mouse.click(*point(page, *clicked))
    np.testing.assert_allclose(box(page, ".field"), theory[layer].box(*unit), atol=0.6)
    expect(value(page, "Row")).to_have_value(str(unit[0]))
    expect(value(page, "Column")).to_have_value(str(unit[1]))
    page.wait_for_url(f"**receptive_field_row={unit[0]}**")


def test_arrow_keys_step_and_a_drag_is_one_step_for_the_back_button(shown):
    page = shown(layer="block4_pool", row=3, column=3)
    page.locator(".picker").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(value(page, "Column")).to_have_value("1")
    expect(value(page, "Row")).to_have_value("2")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(value(page, "Column")).to_have_value("0")
    page.wait_for_url("**receptive_field_column=0**")
    page.mouse.move(*point(page, 8, 8))
    page.mouse.down()
    for row in (20, 40, 60, 88):
        page.mouse.move(*point(page, row, 88))
    page.mouse.up()
    expect(value(page, "Row")).to_have_value("5")
    page.wait_for_url("**receptive_field_row=5**")
    wait_ready(page)
    page.go_back()
    expect(value(page, "Column")).to_have_value("0")
    expect(value(page, "Row")).to_have_value("2")


def test_the_choice_survives_reload_and_a_second_browser(shown, visitor):
    page = shown()
    page.mouse.click(*point(page, 8, 88))
    page.wait_for_url("**receptive_field_column=5**")
    wait_ready(page)
    expected = box(page, ".field")
    maps = page.locator(".gx-effective img").first.get_attribute("src")
    link = page.url
    page.reload()
    wait_ready(page)
    page.locator(".picker .field").wait_for()
    np.testing.assert_allclose(box(page, ".field"), expected, atol=0.6)
    other = visitor(color_scheme="dark")
    other.goto(link)
    wait_ready(other)
    other.locator(".picker .field").wait_for()
    np.testing.assert_allclose(box(other, ".field"), expected, atol=0.6)
    assert other.locator(".gx-effective img").first.get_attribute("src") == maps


def test_both_kinds_of_field_have_their_boxes_in_one_place(shown):
    page = shown(row=0, column=5)
    x, y, pixel = picture(page)
    theoretical = [
        page.locator(".picker .field").bounding_box()[side] - start
        for side, start in (("x", x), ("y", y))
    ]
    image = page.locator(".gx-effective img").first.bounding_box()
    field = page.locator(".gx-effective .gx-field").first.bounding_box()
    assert field["x"] - image["x"] == pytest.approx(theoretical[0], abs=0.6 * pixel)
    assert field["y"] - image["y"] == pytest.approx(theoretical[1], abs=0.6 * pixel)


def test_a_typed_layer_is_calculated(shown):
    page = shown(section="calculator")
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    found = grid.bounding_box()
    # second column, first row
    page.mouse.dblclick(found["x"] + 100, found["y"] + 52)
    editor = page.locator("#portal input")
    editor.fill("5")
    page.keyboard.press("Enter")
    page.wait_for_url("**receptive_field_rows=5.3.1.1-2.1.0.1**")
    expect(page.get_by_text("has 8 pixels")).to_be_visible()  # 5 + (2 - 1) 3
    page.reload()
    wait_ready(page)
    expect(page.get_by_text("has 8 pixels")).to_be_visible()


def test_the_files_hold_what_is_seen(shown, theory):
    page = shown(section="pytorch", row=0, column=0)
    saved = {}
    for name in ("Effective field, trained (PNG)", "Arrays (NPZ)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        saved[name] = Path(download.value.path()).read_bytes()
    arrays = np.load(io.BytesIO(saved["Arrays (NPZ)"]))
    assert tuple(arrays["box"]) == theory["block4_pool"].box(0, 0)
    assert arrays["trained"][31:].max() == arrays["trained"][:, 31:].max() == 0
    assert arrays["trained"][:31, :31].max() > 0
    image = Image.open(io.BytesIO(saved["Effective field, trained (PNG)"]))
    assert image.size == (480, 480)
    page.get_by_role("radio", name="All layers").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="All layers (CSV)").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert [row["layer"] for row in rows] == list(theory)
    for row in rows:
        assert int(row["size_rows"]) == theory[row["layer"]].size[0]
        assert int(row["start_columns"]) == theory[row["layer"]].start[1]


def test_the_lines_on_the_page_run(shown, theory):
    page = shown(section="pytorch", layer="block3_pool", row=1, column=2)
    scope = {}
    exec(page.get_by_test_id("stCode").inner_text(), scope)
    box = theory["block3_pool"].box(1, 2)
    assert tuple(scope[edge] for edge in ("top", "left", "bottom", "right")) == box


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_all_of_it(visitor, address, theme):
    page = visitor(viewport={"width": 390, "height": 844}, color_scheme=theme)
    page.goto(f"{address}/receptive_field?receptive_field_section=calculator")
    wait_ready(page)
    page.locator(".picker .field").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_galaxy_stays_large_in_a_network_that_sees_much_further(shown, visitor):
    wide = visitor(viewport={"width": 1280, "height": 720})
    page = shown(wide, network="resnet152", layer="layer4_2_conv3", row=0)
    frame = page.locator(".picker").bounding_box()["width"]
    assert page.locator(".picker img").bounding_box()["width"] == pytest.approx(frame / 2, rel=0.01)
    widths = page.locator(".picker .cut").evaluate("e => getComputedStyle(e).borderWidth")
    assert widths == "4px"  # a field of over a thousand pixels goes on at every side
    expect(page.get_by_text("Dashed at the frame: there the field goes on")).to_be_visible()
