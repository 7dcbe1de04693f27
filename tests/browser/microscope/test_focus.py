"""Where the focus goes, and that a walk by keys never ends at nothing."""

import re

from playwright.sync_api import expect

from tests.browser.microscope.reading import breadcrumbs, trail


def focused(page):
    """The class of what has the focus, and the layer of the card around it."""
    return page.locator(".microscope").evaluate("""root => {
        const node = root.getRootNode().activeElement;
        return [node?.classList[0] ?? '', node?.closest('.row')?.dataset.layer ?? ''];
    }""")


def test_the_large_map_has_the_focus_and_the_card_has_it_back(microscope):
    page = microscope("tutorial")
    network = page.get_by_role("button", name="Whole network")
    picture = page.locator(".row[data-layer='block2_conv'] .thumb").nth(1)
    name = page.locator(".row[data-layer='block3_pool'] .name")
    of_class = page.locator(".row[data-layer='linear'] .bar-row").nth(3)
    strip = page.locator(".row[data-layer='flatten'] .strip")
    for card, layer in (
        (picture, "block2_conv"), (name, "block3_pool"), (of_class, "linear"), (strip, "flatten"),
    ):  # fmt: skip
        card.press("Enter")
        expect(page.locator(".microscope")).to_have_attribute("data-view", "map")
        assert focused(page) == ["plate-box", ""]
        before = trail(page)[-1]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        assert before[0] == trail(page)[-1][0] == layer
        network.press("Enter")
        expect(card).to_be_focused()
    page.get_by_role("button", name="One map").press("Enter")
    assert focused(page) == ["plate-box", ""]


def test_what_is_drawn_anew_does_not_take_the_focus_away(microscope):
    page = microscope("tutorial", view="map", trail="linear.3~flatten.101~block4_relu.2.4.5")
    page.locator(".sum .value").press("Enter")
    assert focused(page) == ["plate-box", ""]
    page.locator(".link", has_text="conv").press("Enter")
    assert focused(page) == ["plate-box", ""]
    assert trail(page)[-1][0] == "block4_conv"
    breadcrumbs(page).nth(1).press("Enter")
    assert trail(page)[-1] == ["flatten", [101]]
    assert focused(page) == ["plate-box", ""]
    after = page.get_by_role("button", name="Layer after")
    after.press("Enter")  # the last layer: the button has nothing more to do
    assert focused(page) == ["plate-box", ""]
    page.get_by_role("button", name="Layer before").press("Enter")
    expect(page.get_by_role("button", name="Layer before")).to_be_focused()


def test_what_is_next_is_said_until_it_has_been_done(microscope):
    page = microscope("tutorial")
    guide = page.locator(".reading .guide")
    expect(guide).to_have_text(re.compile("^Click it: it opens large"))
    page.locator(".row[data-layer='block2_pool'] .thumb").nth(3).press("Enter")
    expect(guide).to_have_text(re.compile("^Click a number of the sum"))
    expect(page.locator(".reading .place")).to_have_text(
        re.compile(r"^block2\.pool map 3, row \d+, column \d+$")
    )
    page.locator(".sum .value").first.click()
    expect(guide).to_be_empty()
    page.get_by_role("button", name="Whole network").click()
    expect(guide).to_be_empty()
