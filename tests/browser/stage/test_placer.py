"""The box on a picture: dragged, clicked to its place, moved by keys."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage.reading import silence

SHAPE, PART, PLACE = (40, 60), (8, 12), (4, 6)


@pytest.fixture
def placer(stage):
    return stage("lecture", placer="")


def at(page, row, column):
    """A point of the picture, in pixels of the screen."""
    box = page.locator(".placer").bounding_box()
    return (
        box["x"] + (column + 0.5) * box["width"] / SHAPE[1],
        box["y"] + (row + 0.5) * box["height"] / SHAPE[0],
    )


def click(page, row, column):
    page.locator(".placer").scroll_into_view_if_needed()
    page.mouse.click(*at(page, row, column))


def placed(page):
    return page.get_by_text("placed at")


def test_the_box_is_dragged_and_python_hears_of_it_once(placer):
    placer.locator(".placer").scroll_into_view_if_needed()
    with silence(placer):
        placer.mouse.move(*at(placer, 6, 8))
        placer.mouse.down()
        placer.mouse.move(*at(placer, 15, 20), steps=5)
    placer.mouse.up()
    expect(placed(placer)).to_have_text("placed at 13, 18")
    box, whole = (placer.locator(name).bounding_box() for name in (".box", ".placer"))
    assert box["height"] / whole["height"] == pytest.approx(PART[0] / SHAPE[0], rel=0.02)
    assert (box["x"] - whole["x"]) / whole["width"] == pytest.approx(18 / SHAPE[1], abs=0.01)


def test_a_click_puts_its_middle_there_and_it_stays_within_the_picture(placer):
    click(placer, 20, 30)
    expect(placed(placer)).to_have_text("placed at 17, 25")  # halves are rounded up
    click(placer, 39, 59)
    expect(placed(placer)).to_have_text(f"placed at {40 - 8}, {60 - 12}")
    click(placer, 0, 0)
    expect(placed(placer)).to_have_text("placed at 0, 0")


def test_keys_move_it_and_are_sent_when_it_rests(placer):
    placer.locator(".box").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowDown", "ArrowLeft"):
        placer.keyboard.press(key)
    expect(placed(placer)).to_have_text("placed at 13, 7")
    expect(placer.locator(".box")).to_be_focused()
    assert "row 13, column 7" in placer.locator(".box").get_attribute("aria-label")


def test_a_finger_drags_without_scrolling(placer):
    assert placer.locator(".placer").evaluate("p => getComputedStyle(p).touchAction") == "none"
