"""Hide it yourself, in a browser: the bars follow, the address keeps the patch."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz import hiding, weights
from cnnviz.data import simulator
from cnnviz.hiding import Patch
from tests.browser.ready import wait_ready

SIZE = 96
MODEL, CARD = weights.load("tutorial")
PIXELS = CARD.preprocessing.pixels(simulator.galaxy(3, 17).pixels[0])


@pytest.fixture
def hide(page, address):
    page.goto(
        f"{address}/attribution?galaxy=sim-barred-17&model=tutorial&attribution_section=hide"
        "&attribution_methods=saliency&attribution_side=20&attribution_filling=black"
    )
    page.locator(".hider .field").wait_for()
    wait_ready(page)
    page.locator(".hider .field").scroll_into_view_if_needed()
    return page


def at(page, row, column):
    box = page.locator(".hider .field").bounding_box()
    return box["x"] + column * box["width"] / SIZE, box["y"] + row * box["height"] / SIZE


def drag(page, first, last):
    page.mouse.move(*at(page, *first))
    page.mouse.down()
    page.mouse.move(*at(page, *last), steps=5)
    page.mouse.up()


def bars(page):
    texts = page.locator(".gx-changed tbody tr").evaluate_all(
        "rows => rows.map(row => row.children[2].textContent)"
    )
    return [float(text.strip("<>% ")) for text in texts]


def expected(mask):
    return 100 * hiding.probabilities(MODEL, CARD.preprocessing, PIXELS, mask, "black")


def patch(page):
    found = re.search(r"attribution_patch=(\d+)\.(\d+)", page.url)
    return Patch(int(found[1]), int(found[2]), 20)


def test_the_bars_follow_the_patch(hide):
    expect(hide.get_by_text("Nothing is hidden yet")).to_be_visible()
    np.testing.assert_allclose(bars(hide), expected(np.zeros((SIZE, SIZE), bool)), atol=0.11)
    drag(hide, (30, 30), (48, 50))
    expect(hide.get_by_text("of the pixels hidden")).to_be_visible()
    hide.wait_for_url("**attribution_patch=**")
    wait_ready(hide)
    there = patch(hide)
    assert abs(there.top - 38) <= 1
    assert abs(there.left - 40) <= 1
    np.testing.assert_allclose(bars(hide), expected(there.mask((SIZE, SIZE))), atol=0.11)
    before = hide.url
    hide.reload()
    wait_ready(hide)
    assert hide.url == before
    np.testing.assert_allclose(bars(hide), expected(there.mask((SIZE, SIZE))), atol=0.11)
    expect(hide.locator(".hider .field")).to_have_attribute(
        "aria-label", re.compile(f"row {there.top}, column {there.left}")
    )


def test_a_painting_is_answered_and_stays_out_of_the_address(hide):
    before = bars(hide)
    hide.get_by_role("radio", name="Brush").click()
    hide.locator(".hider .width input").fill("20")
    drag(hide, (40, 30), (50, 66))
    expect(hide.get_by_text("of the pixels hidden")).to_be_visible()
    wait_ready(hide)
    assert bars(hide) != before
    assert "attribution_patch" not in hide.url
    expect(hide.get_by_text("What you have tried")).to_be_visible()
    # another section and back: the painting is still there
    hide.get_by_role("radio", name="Maps").click()
    expect(hide.locator(".hider")).to_have_count(0)
    hide.get_by_text("Hide it yourself", exact=True).click()
    expect(hide.get_by_text("of the pixels hidden")).to_be_visible()
    # another galaxy is not painted over
    hide.get_by_role("button", name="Another one").click()
    expect(hide.get_by_text("Nothing is hidden yet")).to_be_visible()


def test_keys_move_the_patch(hide):
    hide.locator(".hider .field").focus()
    hide.keyboard.press("Shift+ArrowUp")
    hide.wait_for_url("**attribution_patch=30.38**")
    expect(hide.get_by_text("of the pixels hidden")).to_be_visible()
    hide.keyboard.press("Delete")
    expect(hide.get_by_text("Nothing is hidden yet")).to_be_visible()
    expect(hide.locator(".hider .field")).to_be_focused()
    hide.wait_for_function("() => !location.search.includes('attribution_patch')")


def test_the_map_of_hiding_and_the_patch_put_there(hide):
    hide.get_by_text("Put the patch everywhere").click()
    expect(hide.get_by_alt_text(re.compile("How much the logit of Barred Spiral"))).to_be_visible()
    hide.get_by_role("button", name="Put the patch there").click()
    hide.wait_for_url("**attribution_patch=**")
    wait_ready(hide)
    there = patch(hide)
    # one of the places where it hurts: the bar falls
    np.testing.assert_allclose(bars(hide), expected(there.mask((SIZE, SIZE))), atol=0.11)
    assert bars(hide)[3] < expected(np.zeros((SIZE, SIZE), bool))[3]
