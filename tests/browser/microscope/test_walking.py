"""Going about: by mouse and by keyboard, without telling the server but once, at rest."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.receptive import fields
from tests.browser.microscope.cases import CASES, model
from tests.browser.microscope.reading import breadcrumbs, counted, heading, reading, trail

TIMES = "\N{MULTIPLICATION SIGN}"


def hover(page, row, column, rows, columns, plate=0):
    box = page.locator(".plate .face").nth(plate).bounding_box()
    x = box["x"] + (column + 0.5) * box["width"] / columns
    y = box["y"] + (row + 0.5) * box["height"] / rows
    page.mouse.move(x, y)
    return x, y


def test_pointing_and_keys_cost_no_message_and_clicks_one(microscope):
    page = microscope("tutorial", view="map", trail="block2_conv.1.10.12")
    plate = page.locator(".plate-box")
    with counted(page) as heard:
        for column in range(4, 30, 3):
            hover(page, 7, column, 48, 48)
        page.locator(".input-row .value").first.hover()
        plate.focus()
        for key in ("ArrowDown", "ArrowRight", "End", "Home"):
            page.keyboard.press(key)
        page.wait_for_timeout(1300)
        assert heard == {"sent": 0, "received": 0}
        hover(page, 9, 20, 48, 48)
        page.mouse.down()
        page.mouse.up()
        for _ in range(3):
            page.locator(".sum .value:not(:disabled)").first.click()
        assert heard["sent"] == 0
        page.get_by_text("walks: [('map'").wait_for()
        assert heard["sent"] == 1
    assert trail(page)[0] == ["block2_conv", [1, 9, 20]]
    assert len(trail(page)) == 4
    page.wait_for_timeout(1200)  # no echo of it
    assert page.get_by_text("walks:").inner_text().count("'map'") == 1


def test_what_the_pointer_is_over_is_read_and_a_click_keeps_it(microscope):
    page = microscope("tutorial", view="map", trail="block2_conv.1.10.12")
    [run] = CASES["tutorial"].runs()
    values = run.outputs["block2_conv"][1]
    hover(page, 20, 17, 48, 48)
    expect(reading(page, "place")).to_have_text("block2.conv map 1, row 20, column 17")
    assert heading(page) == pytest.approx(values[20, 17], rel=6e-4)
    page.mouse.move(5, 5)
    expect(reading(page, "place")).to_have_text("block2.conv map 1, row 10, column 12")
    hover(page, 20, 17, 48, 48)
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(5, 5)
    expect(reading(page, "place")).to_have_text("block2.conv map 1, row 20, column 17")
    expect(page.locator(".live")).to_contain_text("block2.conv map 1, row 20, column 17: ")


def test_the_keyboard_walks_from_the_logits_to_the_galaxy_and_back(microscope):
    page = microscope("tutorial", view="map")
    page.locator(".plate-box").focus()
    page.keyboard.press("Home")
    assert trail(page) == [["linear", [0]]]
    page.keyboard.press("ArrowDown")
    assert trail(page) == [["linear", [1]]]
    for _ in range(13):
        page.keyboard.press("Enter")
    steps = trail(page)
    assert [layer for layer, _ in steps] == [
        "linear",
        "flatten",
        *(f"block{block}_{part}" for block in (4, 3, 2, 1) for part in ("relu", "pool", "conv")),
    ]
    page.keyboard.press("Space")
    layer, unit = trail(page)[-1]
    assert layer == ""
    expect(page.locator(".pixel")).to_have_text(
        f"Pixel in row {unit[1]}, column {unit[2]}: R {_pixel(unit)}"
    )
    for _ in range(13):
        page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    assert trail(page) == [["linear", [1]]]


def _pixel(unit):
    [run] = CASES["tutorial"].runs()
    red, green, blue = run.pixels[unit[1], unit[2]]
    return f"{red}, G {green}, B {blue}"


def test_arrows_home_and_end_stay_on_the_map(microscope):
    page = microscope("tutorial", view="map", trail="block4_relu.2.4.5")
    page.locator(".plate-box").focus()
    for keys, unit in (
        (["ArrowRight"], [2, 4, 5]), (["Home"], [2, 4, 0]), (["ArrowLeft", "ArrowUp"], [2, 3, 0]),
        (["End", "ArrowDown", "ArrowDown", "ArrowDown"], [2, 5, 5]),
    ):  # fmt: skip
        for key in keys:
            page.keyboard.press(key)
        assert trail(page) == [["block4_relu", unit]]


def test_the_trail_leads_back(microscope):
    page = microscope("tutorial", view="map", trail="linear.3~flatten.101~block4_relu.2.4.5")
    expect(breadcrumbs(page)).to_have_text(
        ["linear 3 · Barred Spiral", "flatten 101", "block4.relu 2 (4, 5)"]
    )
    expect(page.locator(".trail .made-of")).to_have_count(2)
    breadcrumbs(page).nth(1).click()
    assert trail(page) == [["linear", [3]], ["flatten", [101]]]
    expect(page.locator(".note")).to_contain_text("value 101 is map 2, row 4, column 5")
    page.get_by_role("button", name="Layer before").click()
    assert trail(page)[-1][0] == "block4_relu"


@pytest.mark.parametrize("name", ["tutorial", "explorer", "residual"])
def test_what_a_unit_sees_is_outlined_on_the_galaxy(microscope, name):
    found, preprocessing = model(name)
    size = preprocessing.size
    known = {field.layer: field for field in fields(found, size)}
    [run] = CASES[name].runs()
    page = microscope(name, view="map")
    layers = [rule.layer for rule in run.net.rules if len(rule.layer.shape) == 3]
    for layer in (layers[0], layers[len(layers) // 2], layers[-2], layers[-1]):
        page.get_by_label("Layer", exact=True).select_option(
            f"{layer.path} \N{MIDDLE DOT} {layer.kind}"
        )
        page.locator(".plate-box").press("End")
        [(_, unit)] = trail(page)
        top, left, bottom, right = known[layer.name].box(*unit[1:])
        shown = page.locator(".plane .whole").evaluate(
            "box => ['top', 'left', 'height', 'width'].map(side => parseFloat(box.style[side]))"
        )
        expected = [100 * n / size for n in (top, left, bottom - top, right - left)]
        assert np.allclose(shown, expected, atol=0.01)
        seen = page.locator(".plane .seen").bounding_box()
        sky = page.locator(".plane").bounding_box()
        reach = min(right, size) * sky["width"] / size
        assert abs(seen["x"] + seen["width"] - sky["x"] - reach) <= 7  # the least that is drawn
        height = min(bottom, size) - max(top, 0)
        width = min(right, size) - max(left, 0)
        text = f"sees {height} {TIMES} {width} pixels = "
        expect(reading(page, "sees")).to_contain_text(text)
        if (height, width) != known[layer.name].size:
            whole = f" {TIMES} ".join(map(str, known[layer.name].size))
            expect(reading(page, "sees")).to_contain_text(f"its field has {whole}, the rest")


def test_a_value_of_a_vector_sees_what_the_unit_that_it_copies_sees(microscope):
    page = microscope("tutorial", view="map", trail="block4_relu.2.4.5~flatten.100")
    own = "box => ['top', 'left', 'height', 'width'].map(side => box.style[side])"
    [flat, words] = [
        page.locator(".plane .whole").evaluate(own),
        reading(page, "sees").inner_text(),
    ]
    assert words.startswith(f"sees 46 {TIMES} 46 pixels")
    page.locator(".sum .value").click()
    assert trail(page)[-1] == ["block4_relu", [2, 4, 4]]
    assert page.locator(".plane .whole").evaluate(own) == flat
    assert reading(page, "sees").inner_text() == words
    page.get_by_label("Layer", exact=True).select_option("linear \N{MIDDLE DOT} Linear")
    expect(reading(page, "sees")).to_contain_text(f"sees 96 {TIMES} 96 pixels")


def test_a_click_on_the_galaxy_finds_the_unit_that_looks_there(microscope):
    page = microscope("tutorial", view="map", trail="block3_pool.4.0.0")
    sky = page.locator(".plane").bounding_box()
    page.mouse.click(sky["x"] + sky["width"] * 50 / 96, sky["y"] + sky["height"] * 70 / 96)
    assert trail(page) == [["block3_pool", [4, 8, 6]]]


def test_two_galaxies_share_the_cross_and_the_colours(microscope):
    page = microscope("galaxies", view="map", trail="block2_conv.1.10.12")
    runs = CASES["galaxies"].runs()
    expect(page.locator(".plate .face")).to_have_count(2)
    hover(page, 30, 20, 48, 48, plate=1)
    cells = page.locator(".plate .cell").evaluate_all("cells => cells.map(c => c.style.top)")
    assert cells[0] == cells[1]
    first, second = (float(run.outputs["block2_conv"][1, 30, 20]) for run in runs)
    assert heading(page) == pytest.approx(second, rel=6e-4)
    lines = reading(page, "value").inner_text().replace("\N{MINUS SIGN}", "-").split("\n")
    shown = [
        float(line.split(sign)[1]) for line, sign in zip(lines, ":: =", strict=False) if sign != " "
    ]
    assert shown[:2] == pytest.approx([first, second], rel=6e-4)
    assert float(lines[2].split("=")[1]) == pytest.approx(second - first, rel=6e-3)
    least = min(run.outputs["block2_conv"][1].min() for run in runs)
    low = page.locator(".range .low").inner_text().replace("\N{MINUS SIGN}", "-")
    assert float(low) == pytest.approx(least, rel=0.06)


def test_the_layer_and_the_map_can_be_turned(microscope):
    page = microscope("tutorial", view="map", trail="block2_conv.1.10.12")
    page.get_by_role("button", name="Map after").click()
    assert trail(page) == [["block2_conv", [2, 10, 12]]]
    page.get_by_label("Map", exact=True).select_option("map 5")
    assert trail(page) == [["block2_conv", [5, 10, 12]]]
    page.get_by_role("button", name="Layer after").click()
    assert trail(page) == [["block2_pool", [5, 5, 6]]]
    page.get_by_label("Layer", exact=True).select_option("block4.conv · Conv2d")
    assert trail(page)[0][0] == "block4_conv"
    page.locator(".link", has_text="before").count()
    page.locator(".link", has_text="relu").click()
    assert trail(page)[-1][0] == "block4_relu"
