"""One's own images in a browser: dropped, pasted, cut by hand, and followed to other pages."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cnnviz import figures
from cnnviz.data import simulator
from tests.browser.ready import wait_ready
from tests.pages.opening import png

FIELD = figures.png(simulator.wide(5, 13))  # 256 pixels, the galaxy at row 102, column 154
TRANSFER = """files => {
    const transfer = new DataTransfer();
    for (const [name, code, zeros] of files) {
        const bytes = Uint8Array.from(atob(code), c => c.charCodeAt(0));
        transfer.items.add(new File([bytes, new Uint8Array(zeros)], name, {type: "image/png"}));
    }
    return transfer;
}"""
NAME = "![x](http://a.example/x.png)<img src=x onerror=alert(1)>.png"


def open_page(page, address):
    page.goto(f"{address}/own?galaxy=sim-round-2&model=explorer")
    wait_ready(page)
    return page


def transfer(page, *files):
    """Files as a name, bytes, and how many zeros come after them."""
    codes = [(name, base64.b64encode(data).decode(), sum(more)) for name, data, *more in files]
    return page.evaluate_handle(TRANSFER, codes)


def drop(page, *files):
    zone = page.get_by_test_id("stMain").get_by_test_id("stFileUploaderDropzone")
    data = transfer(page, *files)
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": data})


def paste(page, *files, onto="document.body"):
    event = "new ClipboardEvent('paste', {clipboardData: data, bubbles: true, composed: true})"
    page.evaluate(f"data => {onto}.dispatchEvent({event})", transfer(page, *files))


def thumbnails(page):
    return page.get_by_role("group", name="Galaxies to choose from").get_by_role("button")


def received(page):
    return page.locator(".gx-pixels").get_attribute("src")


def number(page, name):
    return page.get_by_role("spinbutton", name=name)


def at(page, row, column):
    """A point of the image of 256 pixels, in pixels of the screen."""
    box = page.locator(".view img").bounding_box()
    return box["x"] + column * box["width"] / 256, box["y"] + row * box["height"] / 256


def near(value, step=0.5):
    """A number as a field shows it, a step more or less: a pixel of the screen is half of one."""
    each = (f"{value + sign * step:.1f}" for sign in (-1, 0, 1))
    return re.compile("^(" + "|".join(map(re.escape, each)) + ")$")


def drag(page, start, end, steps=6):
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *end), steps=steps)
    page.mouse.up()


@pytest.fixture
def cutting(page, address):
    """The page with the field on it, its square of 128 pixels in the middle."""
    open_page(page, address)
    drop(page, ("field.png", FIELD))
    expect(number(page, "Side in pixels")).to_have_value("128.0")
    wait_ready(page)
    page.locator(".cropper").scroll_into_view_if_needed()
    return page


def test_two_files_are_dropped_and_each_can_be_chosen(page, address):
    open_page(page, address)
    expect(page.get_by_text("There is no image yet.")).to_be_visible()
    drop(page, ("m31.png", png(seed=1)), (NAME, png(seed=2)), ("notes.txt", b"hello"))
    expect(thumbnails(page)).to_have_count(2)
    wait_ready(page)
    expect(page).to_have_url(re.compile(r"/own\?galaxy=upload&model=explorer$"))
    main = page.get_by_test_id("stMain")
    expect(main.get_by_test_id("stAlert")).to_contain_text("notes.txt: not an image")
    # the name is text: neither a link nor a picture
    expect(thumbnails(page).nth(1)).to_contain_text(NAME)
    assert page.locator("img[src='x'], a[href*='a.example']").count() == 0
    for button in main.get_by_test_id("stDownloadButton").all():
        with page.expect_download() as download:
            button.get_by_role("button").click()
        assert Path(download.value.path()).stat().st_size > 0, button.inner_text()
    thumbnails(page).nth(1).click()
    expect(page).to_have_url(re.compile("galaxy=upload-2&"))
    expect(page.locator(".gx-thumbnail")).to_have_attribute("alt", "Your image 2")
    wait_ready(page)
    page.go_back()
    expect(page.locator(".gx-thumbnail")).to_have_attribute("alt", "Your image")


def test_the_square_is_moved_sized_and_turned_by_the_mouse(cutting):
    page, before = cutting, received(cutting)
    drag(page, (128, 128), (102, 154))
    expect(number(page, "Row of its middle")).to_have_value(near(102))
    expect(number(page, "Column")).to_have_value(near(154))
    wait_ready(page)
    moved = received(page)
    assert moved != before
    drag(page, (102 + 64, 154 + 64), (102 + 48, 154 + 48))
    expect(number(page, "Side in pixels")).to_have_value(near(96, 1))
    wait_ready(page)
    # the round handle, from above the middle to the right of it
    drag(page, (102 - 48, 154), (102, 154 + 48), steps=12)
    expect(page.get_by_role("slider", name="Rotation")).to_have_value(re.compile("^(89|90|91)$"))
    wait_ready(page)
    assert received(page) != moved
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("slider", name="Rotation")).to_have_value("0")
    wait_ready(page)
    # what Python changed is drawn: the square stands upright again
    assert page.locator(".square").evaluate("s => s.style.rotate") == "0deg"
    page.mouse.click(*at(page, 240, 20))
    expect(number(page, "Column")).to_have_value(near(20))
    expect(page.get_by_text("of the square lies beyond the image")).to_be_visible()


def test_a_move_by_keys_is_the_images_own_when_another_is_clicked(cutting):
    page = cutting
    drop(page, ("other.png", png(seed=2)))
    expect(thumbnails(page)).to_have_count(2)
    wait_ready(page)
    thumbnails(page).nth(0).click()
    expect(page).to_have_url(re.compile("galaxy=upload&"))
    wait_ready(page)
    page.locator(".square").focus()
    page.keyboard.press("ArrowRight")
    expect(number(page, "Column")).to_have_value("129.0")
    wait_ready(page)
    thumbnails(page).nth(1).click()
    expect(page).to_have_url(re.compile("galaxy=upload-2&"))
    wait_ready(page)
    expect(page.get_by_text("Nothing is cut yet")).to_be_visible()
    thumbnails(page).nth(0).click()
    expect(number(page, "Column")).to_have_value("129.0")
    expect(page.get_by_text("Nothing is cut yet")).to_have_count(0)


def test_keys_move_size_and_turn_it_and_numbers_do_too(cutting):
    page, square = cutting, cutting.locator(".square")
    square.focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "Shift+ArrowDown", "]", "]", "[", "-"):
        page.keyboard.press(key)
    expect(number(page, "Row of its middle")).to_have_value("134.0")
    expect(number(page, "Column")).to_have_value("129.0")
    expect(number(page, "Side in pixels")).to_have_value("124.0")
    expect(page.get_by_role("slider", name="Rotation")).to_have_value("1")
    expect(square).to_be_focused()
    assert "124 pixels around row 134, column 129" in square.get_attribute("aria-label")
    assert square.evaluate("s => getComputedStyle(s).outlineWidth") == "3px"
    wait_ready(page)
    number(page, "Side in pixels").fill("64")
    page.keyboard.press("Enter")
    expect(square).to_have_attribute("aria-label", re.compile("^Square of 64 pixels"))


def test_a_pasted_picture_is_cut_as_suggested_and_followed_through_the_menu(page, address):
    open_page(page, address)
    paste(page, ("image.png", FIELD))
    expect(thumbnails(page)).to_have_count(1)
    wait_ready(page)
    page.get_by_role("button", name="Suggest").click()
    expect(number(page, "Column")).to_have_value("154.0")
    wait_ready(page)
    cut, small = received(page), page.locator(".gx-thumbnail").get_attribute("src")
    for link, path in (("Feature maps", "feature_maps"), ("Attribution", "attribution")):
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("heading", name=link, level=1)).to_be_visible()
        expect(page).to_have_url(re.compile(rf"/{path}\?galaxy=upload&"))
        wait_ready(page)
        assert page.locator(".gx-thumbnail").get_attribute("src") == small
    page.get_by_role("link", name="Your own images", exact=True).click()
    expect(number(page, "Column")).to_have_value("154.0")
    wait_ready(page)
    assert received(page) == cut


def test_what_is_pasted_while_one_types_is_left_alone(page, address):
    open_page(page, address)
    seed = page.get_by_role("spinbutton", name="Seed")
    seed.focus()
    paste(page, ("image.png", FIELD), onto="document.activeElement")
    seed.blur()
    # the button says what is missing; by then the first would have come
    page.get_by_role("button", name="Paste an image").focus()
    paste(page)
    expect(page.get_by_text("There is no image in the clipboard.")).to_be_visible()
    wait_ready(page)
    expect(page.get_by_text("There is no image yet.")).to_be_visible()
    paste(page, ("large.fits", b"", 21 << 20))
    expect(
        page.get_by_text("What you pasted has more than 20 MB; make it smaller.")
    ).to_be_visible()
    paste(page, ("notes.txt", b"hello"))
    expect(page.get_by_test_id("stMain").get_by_test_id("stAlert")).to_contain_text("notes.txt")


def test_on_a_phone_all_is_within_the_window_and_a_finger_drags(visitor, address):
    room = {"width": 390, "height": 844}
    page = open_page(visitor(viewport=room, color_scheme="dark", has_touch=True), address)
    drop(page, ("field.png", FIELD), ("second.png", png(100, 400)))
    expect(thumbnails(page)).to_have_count(2)
    wait_ready(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    touch = "e => getComputedStyle(e).touchAction"
    assert page.locator(".square").evaluate(touch) == "none"
    assert page.locator(".view").evaluate(touch) == "pan-y"
    page.locator(".cropper").scroll_into_view_if_needed()
    page.touchscreen.tap(*at(page, 230, 30))
    expect(number(page, "Column")).to_have_value(near(30))
