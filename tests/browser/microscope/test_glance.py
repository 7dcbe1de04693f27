"""The whole network at a glance, large networks, looks."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.origin import IMAGE
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


def test_a_click_shows_the_unit_that_was_pointed_at_and_enter_the_strongest(microscope):
    page = microscope("tutorial")
    page.get_by_label("Pictures").select_option("large")  # several pixels of the screen a unit
    thumb = page.locator(".row[data-layer='block1_pool'] .thumb").nth(2)
    box = thumb.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 35.5 / 48, box["y"] + box["height"] * 20.5 / 48)
    assert trail(page) == [["block1_pool", [2, 20, 35]]]
    page.get_by_role("button", name="Whole network").click()
    thumb.press("Enter")
    [run] = CASES["tutorial"].runs()
    values = run.outputs["block1_pool"][2]
    assert trail(page) == [["block1_pool", [2, *divmod(int(np.abs(values).argmax()), 48)]]]


def test_the_maps_of_the_network_share_a_range_and_vectors_have_their_own(microscope):
    page = microscope("galaxies")
    runs = CASES["galaxies"].runs()
    row, legend = page.locator(".row[data-layer='block2_conv']"), page.locator(".legend .bar")
    expect(row.locator(".bar")).to_be_hidden()
    expect(legend.first.locator(".high")).to_have_text("max")
    page.get_by_text("layer", exact=True).click()
    most = max(run.outputs["block2_conv"].max() for run in runs)
    expect(row.locator(".high")).to_have_text(f"{most:.2g}")
    page.get_by_text("network", exact=True).click()
    maps = [v for run in runs for name, v in run.outputs.items() if name and v.ndim == 3]
    sizes = np.sort(np.abs(np.concatenate([v.ravel() for v in maps])))
    limit = sizes[int(np.ceil(0.99 * sizes.size)) - 1]
    assert limit < max(v.max() for v in maps)
    expect(row.locator(".bar")).to_be_hidden()
    expect(legend.first.locator(".high")).to_have_text(f"\N{GREATER-THAN OR EQUAL TO} {limit:.2g}")
    canvas = row.locator(".thumb canvas").first
    lit = canvas.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        ".filter((part, i) => i % 4 < 3 && part > 110).length"
    )
    assert lit > 100  # not nearly all black
    # the bars of the logits have a range of their own, from zero
    logits = [run.outputs["linear"] for run in runs]
    least = min(0, *(v.min() for v in logits))
    length = max(v.max() for v in logits) - least
    bars = page.locator(".row[data-layer='linear'] .line").first.locator(".track i")
    bars.first.scroll_into_view_if_needed()
    expect(page.locator(".row[data-layer='linear'] .bar-value").first).not_to_be_empty()
    found = bars.evaluate_all(
        "bars => bars.map(b => [parseFloat(b.style.left), parseFloat(b.style.width)])"
    )
    expected = [[100 * (min(0, x) - least) / length, 100 * abs(x) / length] for x in logits[0]]
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_zero_is_written_on_every_bar(microscope):
    page = microscope("tutorial")
    page.get_by_text("layer", exact=True).click()
    expect(page.locator(".row[data-layer='block3_conv'] .high")).not_to_have_text("max")
    over = page.locator(".network").evaluate("""list => {
        const found = [];
        for (const bar of list.querySelectorAll('.label .bar')) {
            const [low, none, high] = ['.low', '.none', '.high'].map(n => bar.querySelector(n));
            if (!none.offsetWidth || none.textContent !== '0') found.push('no zero');
            const [at, ...ends] = [none, low, high].map(word => word.getBoundingClientRect());
            for (const end of ends)
                if (end.width && end.left < at.right && at.left < end.right) found.push(end.left);
        }
        return found;
    }""")
    assert over == []
    shares = page.locator(".label .bar i").evaluate_all("marks => marks.map(m => m.style.left)")
    [run] = CASES["tutorial"].runs()
    values = run.outputs["block3_conv"]  # far more below zero than above
    expected = 100 * -values.min() / (values.max() - values.min())
    layers = [IMAGE, *(rule.layer.name for rule in run.net.rules)]
    assert float(shares[layers.index("block3_conv")][:-1]) == pytest.approx(expected, abs=0.01)
    expect(page.locator(".row[data-layer='block2_relu'] .dead-count")).to_have_attribute(
        "title", re.compile("zero everywhere")
    )
    # every picture says what it is
    unnamed = page.locator(".microscope").evaluate(
        "root => [...root.querySelectorAll('.kernels canvas, .thumb:not(.dead i)')]"
        ".filter(n => n.offsetParent && n.tagName !== 'I' && !n.getAttribute('aria-label')).length"
    )
    assert unnamed == 0


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
    page.get_by_label("All kernels").check()
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
