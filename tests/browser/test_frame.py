"""The frame in a real browser: address, back button, reload, menu, upload, keyboard, themes."""

import re

import pytest
from playwright.sync_api import expect

from cnnviz.benchmarks.server import ROOT
from tests.browser.ready import wait_ready
from tests.browser.window import PHONE, PROJECTOR, resize, within
from tests.pages.opening import png

PATHS = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))


def open_page(page, address, path=""):
    page.goto(f"{address}/{path}")
    wait_ready(page)
    return page


def galaxy(page):
    return page.locator(".gx-thumbnail")


def picture(page):
    """The very bytes of the picture that is shown."""
    return galaxy(page).get_attribute("src")


def click(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).click()
    wait_ready(page)


def choose_file(page, name, file):
    click(page, "Your own image")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": file}
    )


def shows(page, title, query):
    expect(galaxy(page)).to_have_attribute("alt", title)
    expect(page).to_have_url(re.compile(re.escape(query)))


def test_a_first_visit_writes_the_address_in_one_step(page, address):
    page.goto("about:blank")
    before = page.evaluate("history.length")
    open_page(page, address)
    shows(page, "Barred Spiral, simulated, seed 17", "/?galaxy=sim-barred-17&model=explorer")
    # the app, and the same with its choices
    assert page.evaluate("history.length") == before + 2


def test_another_one_back_forward_and_reload(page, address):
    open_page(page, address, "?galaxy=sim-tight-3&model=tutorial")
    click(page, "Another one")
    shows(page, "Unbarred Tight Spiral, simulated, seed 4", "?galaxy=sim-tight-4&model=tutorial")
    fourth = picture(page)
    click(page, "Another one")
    shows(page, "Unbarred Tight Spiral, simulated, seed 5", "?galaxy=sim-tight-5&model=tutorial")
    assert picture(page) != fourth
    page.go_back()
    shows(page, "Unbarred Tight Spiral, simulated, seed 4", "?galaxy=sim-tight-4&model=tutorial")
    assert picture(page) == fourth
    page.go_back()
    shows(page, "Unbarred Tight Spiral, simulated, seed 3", "?galaxy=sim-tight-3&model=tutorial")
    page.go_forward()
    shows(page, "Unbarred Tight Spiral, simulated, seed 4", "?galaxy=sim-tight-4&model=tutorial")
    page.reload()
    wait_ready(page)
    shows(page, "Unbarred Tight Spiral, simulated, seed 4", "?galaxy=sim-tight-4&model=tutorial")
    assert picture(page) == fourth


def test_a_deep_link_is_kept_when_the_menu_is_followed_untouched(page, address):
    open_page(page, address, "model_card?galaxy=sim-edgeon-6&model=tutorial")
    steps = page.evaluate("history.length")
    click(page, "The seven classes", "link")
    expect(page.get_by_role("heading", name="The seven classes", level=1)).to_be_visible()
    shows(
        page, "Edge-on with Bulge, simulated, seed 6", "/classes?galaxy=sim-edgeon-6&model=tutorial"
    )
    # one step for the back button, not one for the page and one for its choices
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(page.get_by_role("heading", name="Model card", level=1)).to_be_visible()
    shows(page, "Edge-on with Bulge, simulated, seed 6", "/model_card?galaxy=sim-edgeon-6")


def test_a_link_of_the_menu_opens_the_same_galaxy_in_a_new_tab(page, address):
    open_page(page, address, "?galaxy=sim-edgeon-6&model=tutorial")
    link = page.get_by_role("link", name="Model card", exact=True)
    assert link.get_attribute("href").endswith("model_card?galaxy=sim-edgeon-6&model=tutorial")


def test_a_second_browser_shows_the_same(page, visitor, address):
    open_page(page, address)
    click(page, "Another one")
    other = visitor()
    other.goto(page.url)
    wait_ready(other)
    assert other.url == page.url
    assert picture(other) == picture(page)
    assert other.locator(".gx-bars").inner_text() == page.locator(".gx-bars").inner_text()


def test_class_and_model_are_chosen_from_lists(page, address):
    open_page(page, address)
    page.get_by_role("combobox", name="Galaxy").click()
    page.get_by_role("option", name="Merging").click()
    shows(page, "Merging, simulated, seed 17", "?galaxy=sim-merging-17&model=explorer")
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="tutorial").click()
    shows(page, "Merging, simulated, seed 17", "?galaxy=sim-merging-17&model=tutorial")


def test_an_image_of_ones_own_follows_the_menu_and_stays_in_the_visit(page, visitor, address):
    open_page(page, address)
    choose_file(page, "m31.png", png(200, 300))
    shows(page, "Your image", "?galaxy=upload&model=explorer")
    expect(page.locator(".gx-box")).to_be_visible()
    own = picture(page)
    click(page, "Simulated galaxies", "link")
    shows(page, "Your image", "/simulated?galaxy=upload")
    assert picture(page) == own
    expect(page.get_by_text("no link or reload leads to it")).to_be_visible()
    other = visitor()
    other.goto(page.url)
    wait_ready(other)
    shows(other, "Barred Spiral, simulated, seed 17", "/simulated?galaxy=sim-barred-17")
    expect(other.get_by_text("no link leads to it")).to_be_visible()
    assert own not in other.content()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"%PDF-1.4", "not an image (header is a PDF's)"),
        (png()[:300], "truncated PNG file"),
    ],
)
def test_a_broken_file_is_one_sentence_and_the_galaxy_before_stays(page, address, file, reason):
    open_page(page, address, "?galaxy=sim-loose-2&model=explorer")
    name = "![x](http://a.example/x.png)<img src=http://b.example/y.png onerror=alert(1)>.png"
    choose_file(page, name, file)
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("![x](http://a.example/x.png)<img")
    expect(alert).to_contain_text(reason)
    expect(alert).to_contain_text("The galaxy before stays.")
    # the name is text: neither a link nor a picture
    assert alert.locator("a, img").count() == 0
    shows(page, "Unbarred Loose Spiral, simulated, seed 2", "?galaxy=sim-loose-2&model=explorer")


def test_every_control_of_the_frame_is_reached_and_worked_by_keyboard(page, address):
    open_page(page, address, "?galaxy=sim-round-1&model=explorer")
    page.get_by_role("combobox", name="Galaxy").focus()
    reached = []
    for _ in range(17):
        reached.append(
            page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText")
        )
        page.keyboard.press("Tab")
    words = " | ".join(reached)
    for name in ("Galaxy", "Seed", "Another one", "Your own image", "Model", "Home",
                 "The seven classes", "Model card", "Simulated galaxies"):  # fmt: skip
        assert name in words, reached
    page.get_by_role("button", name="Another one").focus()
    page.keyboard.press("Enter")
    shows(page, "Round Smooth, simulated, seed 2", "?galaxy=sim-round-2")
    page.get_by_role("link", name="Model card", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Model card", level=1)).to_be_visible()


@pytest.mark.parametrize("path", ["", *PATHS])
def test_both_themes_are_our_own_and_every_page_is_within_the_window_and_says_what_it_shows(
    visitor, address, path
):
    page = open_page(visitor(color_scheme="dark", viewport=PROJECTOR), address, path)
    for scheme, size, paper, ink in (
        ("dark", PROJECTOR, "rgb(10, 14, 28)", "rgb(231, 234, 243)"),
        ("light", PHONE, "rgb(250, 247, 240)", "rgb(28, 35, 51)"),
    ):
        page.emulate_media(color_scheme=scheme)
        resize(page, size)
        app = page.get_by_test_id("stApp")
        expect(app).to_have_css("background-color", paper)
        expect(app).to_have_css("color", ink)
        expect(page.get_by_role("heading", level=1)).to_have_css("color", ink)
        within(page)
        pictures = page.get_by_test_id("stMain").locator("img")
        silent = pictures.evaluate_all("all => all.filter(i => !i.alt.trim()).length")
        assert silent == 0
