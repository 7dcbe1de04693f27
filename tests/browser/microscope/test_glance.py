"""The whole network at a glance, large networks, looks."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.microscope.cases import CASES
from tests.browser.microscope.reading import MINUS, counted, trail


@pytest.mark.parametrize("name", ["tutorial", "residual"])
def test_every_map_is_a_picture_with_its_statistics(microscope, name):
    page = microscope(name)
    [run] = CASES[name].runs()
    expect(page.locator(".row")).to_have_count(len(run.net.rules) + 1)
    for layer, values in run.outputs.items():
        if values.ndim < 3 or values[0].size == 1:
            continue
        row = page.locator(f".row[data-layer='{layer}']")
        row.scroll_into_view_if_needed()
        thumbs = row.locator(".thumb")
        expect(thumbs).to_have_count(len(values))
        expect(thumbs.last).to_have_attribute("title", re.compile("min"))
        for title, plane in zip(
            thumbs.evaluate_all("ts => ts.map(t => t.title)"), values, strict=True
        ):
            numbers = [
                float(n)
                for n in re.findall(
                    r"(?:min|max|mean|zeros) (?:< )?(-?[\d.e-]+)", title.replace(MINUS, "-")
                )
            ]
            expected = [
                plane.min(),
                plane.max(),
                plane.mean(dtype=float),
                100 * (plane == 0).mean(),
            ]
            assert np.allclose(numbers, expected, rtol=6e-3, atol=0.1), title
            dead = not plane.any()
            assert title.endswith(", dead") == dead
        dead = sum(not plane.any() for plane in values)
        expect(row.locator(".dead-count")).to_have_text(
            f"{dead} of {len(values)} dead" if dead else ""
        )


def test_pictures_have_the_colours_of_the_figures(microscope):
    from cnnviz.figures import _colours

    page = microscope("tutorial")
    [run] = CASES["tutorial"].runs()
    for layer in ("block1_conv", "block1_relu"):
        values = run.outputs[layer][0].astype(float)
        wanted = np.asarray(_colours.picture(values, _colours.scale(values)).convert("RGB"), int)
        found = page.locator(f".row[data-layer='{layer}'] .thumb canvas").first.evaluate(
            "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        )
        assert np.abs(np.reshape(found, (*values.shape, 4))[..., :3] - wanted).max() <= 2


def test_a_click_shows_the_strongest_unit_of_that_map_large(microscope):
    page = microscope("tutorial")
    page.locator(".row[data-layer='block1_conv'] .thumb").nth(2).click()
    [run] = CASES["tutorial"].runs()
    values = run.outputs["block1_conv"][2]
    row, column = np.unravel_index(np.abs(values).argmax(), values.shape)
    assert trail(page) == [["block1_conv", [2, row, column]]]
    page.get_by_role("button", name="Whole network").click()
    page.locator(".row[data-layer='block1_pool'] .thumb").nth(1).click()
    assert trail(page) == [["block1_pool", [1, row // 2, column // 2]]]


def test_one_range_for_a_layer_and_for_the_network(microscope):
    page = microscope("galaxies")
    runs = CASES["galaxies"].runs()
    high = page.locator(".row[data-layer='block2_conv'] .bar .high")
    expect(high).to_have_text("max")
    page.get_by_text("layer", exact=True).click()
    most = max(run.outputs["block2_conv"].max() for run in runs)
    expect(high).not_to_have_text("max")
    assert float(high.inner_text()) == pytest.approx(most, rel=0.06)
    page.get_by_text("network", exact=True).click()
    most = max(v.max() for run in runs for name, v in run.outputs.items() if name)
    expect(high).to_have_text(f"{most:.1f}")


def test_another_galaxy_repaints_and_builds_nothing(microscope):
    page = microscope("tutorial", key="same")
    page.locator(".row").first.evaluate("row => { row.mine = true; }")
    microscope("another", key="same")
    page.locator(".microscope[data-run='tutorial 5 8']").wait_for()
    assert page.locator(".row").first.evaluate("row => row.mine")
    expect(page.locator("figcaption")).to_have_text(CASES["another"].runs()[0].title)


def test_what_is_shown_stays_and_the_oldest_are_forgotten(microscope):
    page = microscope("tutorial", key="forgetting")
    for name in ("another", "lenet5", "residual", "odd", "galaxies", "tutorial"):
        microscope(name, key="forgetting")
        runs = "|".join(run.key for run in CASES[name].runs())
        page.locator(f".microscope[data-run='{runs}']").wait_for()
    kept = page.evaluate(
        "() => ['net', 'run'].map(kind => globalThis.cnnvizMicroscope.store[kind].size)"
    )
    assert kept == [4, 4]


def test_kernels_are_shown_on_demand(microscope):
    page = microscope("tutorial")
    few = page.locator(".row[data-layer='block2_conv'] .kernels").first  # four input channels
    many = page.locator(".row[data-layer='block3_conv'] .kernels").first
    expect(few).to_be_visible()
    expect(many).to_be_hidden()
    page.get_by_label("Kernels of all layers").check()
    expect(many).to_be_visible()
    shape = many.locator("canvas").evaluate("c => [c.width, c.height]")
    assert shape == [3 * 3 + 2, 2 * 3 + 1]  # six kernels in two rows, a pixel between


def test_numbers_that_were_not_sent_are_asked_for(microscope):
    page = microscope("large", key="large")
    row = page.locator(".row[data-layer='block3_conv_1']")
    row.scroll_into_view_if_needed()
    expect(row.locator(".thumb")).to_have_count(16)
    expect(page.locator(".row[data-layer='block5_conv_2']").get_by_text("not sent")).to_have_count(
        1
    )
    row.locator(".thumb").nth(2).click()
    expect(page.locator(".plate").get_by_text("asking…")).to_be_visible()
    expect(page.get_by_text("wants: [('block3_conv_1', 2)]")).to_be_visible()
    expect(page.locator(".plate .face")).to_be_visible()
    expect(page.locator(".input-row")).to_have_count(32)
    expect(page.locator(".warning")).to_be_hidden()


def test_two_different_networks_stand_side_by_side(microscope):
    page = microscope("models")
    expect(page.locator(".column")).to_have_count(2)
    page.locator(".column").nth(1).locator(".thumb").nth(5).click()
    assert trail(page)[0][0] == "stem_conv"
    expect(page.locator(".plate")).to_have_count(1)
    page.get_by_role("button", name="Arithmetic of 1").click()
    assert trail(page)[0][0] == "linear"


@pytest.mark.parametrize(
    "query", [{}, {"view": "map"}, {"view": "map", "trail": "block2_conv_1.3.20.20"}]
)
def test_nothing_is_wider_than_the_page(microscope, query):
    page = microscope("explorer", **query)
    for width in (400, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(100)
        wide = page.locator(".microscope").evaluate(
            "root => [root.scrollWidth - root.clientWidth, "
            "document.documentElement.scrollWidth - innerWidth]"
        )
        assert max(wide) <= 1


def test_a_theme_changes_colours_and_nothing_else(microscope):
    page = microscope("tutorial", view="map", trail="block1_conv.2.40.50")
    cell = page.locator(".input-row .value").first
    with counted(page) as heard:
        before = cell.evaluate("cell => getComputedStyle(cell).backgroundColor")
        page.emulate_media(color_scheme="dark")
        page.locator(".microscope.dark").wait_for()
        assert heard["sent"] == 0
    assert cell.evaluate("cell => getComputedStyle(cell).backgroundColor") != before
    assert trail(page) == [["block1_conv", [2, 40, 50]]]
