"""The page that judges a network, in a real browser."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.data.images import CLASSES
from cnnviz.evaluation import document
from cnnviz.ui.evaluate.choices import SECTIONS
from tests.browser.ready import wait_ready
from tests.browser.window import PHONE, PROJECTOR, resize, within
from tests.pages.test_evaluate import truth

HEADLINE = "galaxies are named rightly"
WAIT = 60_000  # milliseconds


@pytest.fixture
def shown(page, address):
    """Opens the page with choices in the address, and waits until all is computed."""

    def open_page(opened=page, galaxy="sim-barred-17", model="tutorial", **choices):
        asked = "&".join(f"evaluate_{n}={v}" for n, v in ({"count": 70} | choices).items())
        opened.goto(f"{address}/evaluate?galaxy={galaxy}&model={model}&{asked}")
        return computed(opened)

    return open_page


def computed(page):
    expect(page.get_by_text(HEADLINE)).to_be_visible(timeout=WAIT)
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=WAIT)
    wait_ready(page)
    return page


def gallery(page):
    return page.get_by_role("group", name="Galaxies to choose from").get_by_role("button")


def click_cell(page, row, column):
    """Click into the middle of a cell of the matrix, wherever letters may be."""
    square = page.get_by_test_id("stVegaLiteChart").locator(".mark-rect path").nth(7 * row + column)
    box = square.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_click_on_a_cell_shows_its_galaxies_and_one_is_followed(shown):
    page = shown()
    found = truth()
    matrix = found.evaluation.matrix
    for row, column in ((1, 1), (3, 3)):
        click_cell(page, row, column)
        page.wait_for_url(re.compile(f"evaluate_true={row}"))
        wait_ready(page)
        sentence = (
            f"{matrix[row, column]} of 10 galaxies labelled {CLASSES[row]} are rightly called"
        )
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(gallery(page)).to_have_count(int(matrix[row, column]))
    rows, columns = found.cells
    inside = np.flatnonzero((rows == 3) & (columns == 3))
    first = inside[np.argmax(found.confidence[inside])]
    gallery(page).first.click()
    seed = int(first) // 7
    expect(page.locator(".gx-thumbnail")).to_have_attribute(
        "alt", f"Barred Spiral, simulated, seed {seed}"
    )
    page.wait_for_url(re.compile(f"galaxy=sim-barred-{seed}&"))
    computed(page)
    expect(page.get_by_text("are rightly called")).to_be_visible()  # the cell is still there
    page.get_by_test_id("stMain").get_by_role("link", name="Why it was called so").click()
    page.wait_for_url(re.compile(f"/attribution.*galaxy=sim-barred-{seed}"))
    wait_ready(page)


def test_the_cell_is_chosen_with_the_keyboard_and_lives_through_a_reload(shown, visitor):
    page = shown()
    for label, name in (("True class", "Round Smooth"), ("Taken for", "Round Smooth")):
        box = page.get_by_role("combobox", name=label)
        box.focus()
        box.fill(name)
        page.keyboard.press("Enter")
        wait_ready(page)
    page.wait_for_url(re.compile("evaluate_true=1.*evaluate_taken=1|evaluate_taken=1.*_true=1"))
    sentence = page.get_by_text("galaxies labelled Round Smooth are rightly called")
    expect(sentence).to_be_visible()
    page.reload()
    expect(computed(page).get_by_text("labelled Round Smooth are rightly called")).to_be_visible()
    other = visitor()
    other.goto(page.url)
    expect(computed(other).get_by_text("labelled Round Smooth are rightly called")).to_be_visible()


def test_the_progress_is_shown_and_can_be_cancelled(shown, page, address):
    page.goto(f"{address}/evaluate?model=explorer&evaluate_count=10500&evaluate_first=40000")
    expect(page.get_by_text(re.compile(r"Judging explorer: \d+ of 10500, about"))).to_be_visible(
        timeout=WAIT
    )
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Judging explorer was stopped.")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Compute it")).to_be_visible()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    wait_ready(page)


def test_the_document_is_the_evaluation(shown):
    page = shown(section="pytorch")
    with page.expect_download() as download:
        page.get_by_role("button", name="Evaluation (JSON)").click()
    text = json.loads(Path(download.value.path()).read_text())
    ours = json.loads(json.dumps(document(truth())))
    assert text["confusion_matrix"] == ours["confusion_matrix"]
    assert text["cross_entropy"] == pytest.approx(ours["cross_entropy"])
    assert text["galaxies"] == 70


def test_a_prior_is_moved_with_the_keyboard_and_the_matrix_follows(shown):
    page = shown(section="priors")
    expect(page.get_by_text("0 of 70 answers change")).to_be_visible()
    slider = page.get_by_role("slider", name="Merging")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url(re.compile("evaluate_priors=0-50"))
    wait_ready(page)
    expect(page.get_by_text("0 of 70 answers change")).to_have_count(0)


def test_the_first_screen_of_a_projector_holds_the_whole_matrix(visitor, shown):
    page = shown(visitor(viewport=PROJECTOR))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_ready(page)
        box = page.get_by_test_id("stVegaLiteChart").bounding_box()
        assert box["y"] + box["height"] < PROJECTOR["height"]
        sections = page.get_by_test_id("stButtonGroup").first.bounding_box()
        assert sections["height"] < 60  # in one row


@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_scrolls_sideways(visitor, shown, section):
    page = shown(visitor(viewport=PROJECTOR), section=section)
    within(page)
    resize(page, PHONE)
    within(page)
