"""Parts of a picture hidden: dragged, painted, erased, undone, by hand and by keys."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.stage.reading import silence

SHAPE, SIDE = (20, 30), 6


def at(page, row, column):
    """A point of the picture, pixels of the screen; (0.5, 0.5) is the middle of its first pixel."""
    box = page.locator(".field").bounding_box()
    return box["x"] + column * box["width"] / SHAPE[1], box["y"] + row * box["height"] / SHAPE[0]


def drag(page, *places):
    first, *others = places
    page.mouse.move(*at(page, *first))
    page.mouse.down()
    for place in others:
        page.mouse.move(*at(page, *place), steps=4)
    page.mouse.up()


def take(page, tool, width=None):
    page.get_by_role("radio", name=tool).click()
    if width:
        page.locator(".width input").fill(str(width))


def heard(page, text):
    expect(page.get_by_text(re.compile("^patch "))).to_have_text(re.compile(text))


def white(page):
    """Which pixels the picture shows hidden, shape (H, W)."""
    data = page.locator(".pixels").evaluate(
        "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
    )
    return np.array(data).reshape(*SHAPE, 4)[..., 0] == 255


def test_the_patch_is_dragged_and_python_hears_of_it_once(hider):
    with silence(hider):
        hider.mouse.move(*at(hider, 5.5, 5.5))
        hider.mouse.down()
        hider.mouse.move(*at(hider, 9, 12), steps=5)
    assert white(hider).sum() == SIDE**2  # seen before anybody hears of it
    hider.mouse.up()
    heard(hider, re.escape("patch (6, 9); painted 0 at nowhere; heard 1"))
    rows, columns = white(hider).nonzero()
    assert (rows.min(), columns.min(), len(rows)) == (6, 9, SIDE**2)
    # taken by its corner it does not jump
    drag(hider, (6.5, 9.5), (2.5, 3.5))
    heard(hider, re.escape("patch (2, 3); painted 0 at nowhere; heard 2"))
    # a hand that leaves the picture puts it at the edge
    drag(hider, (3, 4), (-50, 90))
    heard(hider, re.escape("patch (0, 24)"))


def test_painting_erasing_and_taking_back(hider):
    take(hider, "Brush", 3)
    drag(hider, (10.5, 4.5), (10.5, 20.5))
    heard(hider, "patch None; painted [0-9]+ at 9-11, 3-21; heard 1")
    first = white(hider)
    assert first[10, 4:21].all()
    take(hider, "Eraser", 1)
    hider.mouse.click(*at(hider, 10.5, 10.5))
    heard(hider, "heard 2")
    assert (first ^ white(hider)).nonzero() == (np.array([10]), np.array([10]))
    hider.get_by_role("button", name="Undo").click()
    heard(hider, "heard 3")
    np.testing.assert_array_equal(white(hider), first)
    hider.get_by_role("button", name="Clear").click()
    heard(hider, "patch None; painted 0 at nowhere; heard 4")
    assert not white(hider).any()
    expect(hider.get_by_role("button", name="Clear")).to_be_disabled()
    hider.get_by_role("button", name="Undo").click()
    heard(hider, "painted [0-9]+ at 9-11, 3-21; heard 5")


def test_what_is_erased_of_the_patch_makes_the_rest_a_painting(hider):
    drag(hider, (10, 10), (10, 10))
    heard(hider, re.escape("patch (7, 7)"))
    take(hider, "Eraser", 1)
    hider.mouse.click(*at(hider, 7.5, 7.5))
    heard(hider, f"patch None; painted {SIDE**2 - 1} at 7-12, 7-12; heard 2")


def test_keys_move_the_patch_and_it_is_sent_when_it_rests(hider):
    hider.locator(".field").focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowLeft", "Shift+ArrowRight"):
        hider.keyboard.press(key)
    heard(hider, re.escape("patch (6, 18); painted 0 at nowhere; heard 1"))
    expect(hider.locator(".field")).to_be_focused()
    assert "from row 6, column 18" in hider.locator(".field").get_attribute("aria-label")
    hider.keyboard.press("Control+z")
    heard(hider, re.escape("patch None; painted 0 at nowhere; heard 2"))
    hider.keyboard.press("ArrowUp")
    heard(hider, "heard 3")
    hider.keyboard.press("Delete")
    heard(hider, re.escape("patch None; painted 0 at nowhere; heard 4"))


def test_keys_choose_the_tool_and_paint(hider):
    hider.get_by_role("radio", name="Patch").focus()
    hider.keyboard.press("ArrowRight")
    expect(hider.get_by_role("radio", name="Brush")).to_be_focused()
    expect(hider.get_by_role("radio", name="Brush")).to_be_checked()
    hider.locator(".width input").fill("1")
    hider.locator(".field").focus()
    for key in ("ArrowDown", "Space", "ArrowRight", "Space"):
        hider.keyboard.press(key)
    heard(hider, "painted 2 at 11-11, 15-16; heard 1")


def test_a_larger_patch_and_one_from_elsewhere(hider):
    drag(hider, (10, 10), (10, 10))
    heard(hider, re.escape("patch (7, 7)"))
    hider.get_by_label("Side").fill("4")
    hider.keyboard.press("Enter")
    expect(hider.locator(".field")).to_have_attribute("aria-label", re.compile("4 by 4 pixels"))
    assert white(hider).sum() == 16
    hider.get_by_role("button", name="Elsewhere").click()
    heard(hider, re.escape("patch (14, 24)"))
    expect(hider.locator(".field")).to_have_attribute("aria-label", re.compile("row 14, column 24"))


def test_another_picture_has_nothing_to_take_back(hider):
    drag(hider, (10, 10), (10, 10))
    heard(hider, "heard 1")
    expect(hider.get_by_role("button", name="Undo")).to_be_enabled()
    hider.get_by_label("Subject").fill("two")
    hider.keyboard.press("Enter")
    expect(hider.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_finger_drags_without_scrolling(hider):
    assert hider.locator(".field").evaluate("f => getComputedStyle(f).touchAction") == "none"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_tool_is_readable(visitor, address, theme):
    page = visitor(color_scheme=theme)
    page.goto(address)
    chosen = page.get_by_role("radio", name="Patch")
    chosen.wait_for()
    ink, ground = chosen.evaluate(
        "b => [getComputedStyle(b).color, getComputedStyle(b).backgroundColor]"
    )
    assert contrast(ink, ground) > 4.5


def contrast(first, second):
    """Of two colours `rgb(r, g, b)`, as WCAG 2.2 defines it."""
    lights = sorted(luminance(text) for text in (first, second))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(text):
    values = [int(number) / 255 for number in re.findall("[0-9]+", text)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))
