"""Several kernels, hidden cells, transposed convolutions, images and long signals."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.stage.cases import CASES, Convolution
from tests.browser.stage.reading import cell, count, edited, go, grid, line, result


def test_each_kernel_has_a_small_map_that_makes_it_the_large_one(stage):
    page, expected = stage("two"), CASES["two"].expected()
    page.get_by_role("radio", name="Sobel x").click()
    np.testing.assert_array_equal(grid(page, "output"), expected[1].ravel())
    cell(page, "kernel", 0).dblclick()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(edited(page)).to_have_text("edits: [('weight', 0, 1, 0, 0, 3.0)]")
    expect(page.get_by_role("radio", name="Sobel x")).to_be_checked()
    page.get_by_role("radio", name="Sobel x").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="lecture")).to_be_checked()
    np.testing.assert_array_equal(grid(page, "output"), expected[0].ravel())


def test_channels_that_are_pooled_apart_are_chosen_likewise(stage):
    page, expected = stage("average"), CASES["average"].expected()
    page.get_by_role("radio", name="channel 2").click()
    np.testing.assert_allclose(grid(page, "output"), expected[1].ravel(), atol=0.051)


def test_an_output_that_is_asked_for_is_nowhere_to_be_found(stage):
    page = stage("lecture", hidden="4")
    texts = page.locator(".panel.output .cell text").all_text_contents()
    assert texts == ["4", "3", "4", "2", "?", "3", "2", "3", "4"]
    go(page, 4)
    assert line(page) == "out[1, 1] = ?"
    assert "times" not in page.locator(".live").text_content()
    told = page.locator(".stage").evaluate("root => [...root.stage.scene.outputs]")
    assert np.isnan(told[4])
    assert told[3] == 2


def test_a_transposed_convolution_grows_as_it_is_spread(stage):
    page, case = stage("spread"), CASES["spread"]
    expected = case.expected()[0].ravel()
    np.testing.assert_array_equal(grid(page, "output"), expected)
    for i in range(9):
        go(page, i)
        x = case.x.copy().reshape(-1)
        x[i + 1 :] = 0
        part = Convolution(
            x.reshape(case.x.shape), case.weight, case.bias, case.options, "spread"
        ).expected()
        np.testing.assert_array_equal(grid(page, "output"), part.ravel())
    go(page, 2)
    cell(page, "output", 14).hover()
    assert line(page).startswith("out[2, 2] = ")
    np.testing.assert_array_equal(grid(page, "output"), expected)


def test_an_image_is_drawn_with_a_window_whose_numbers_stand_beside_it(stage):
    page, case = stage("image"), CASES["image"]
    page.set_viewport_size({"width": 1280, "height": 1000})
    assert page.locator(".picture canvas").count() == 3 + 3 + 1
    assert page.locator(".panel.input .cell").count() == 0
    expected = case.expected()[0]
    box = page.locator(".panel.output .edge").bounding_box()
    for row, column in ((0, 0), (40, 70), (95, 95)):
        x = box["x"] + (column + 0.5) * box["width"] / 96
        page.mouse.move(x, box["y"] + (row + 0.5) * box["height"] / 96)
        expect(count(page)).to_have_text(f"{96 * row + column + 1} / 9216")
        assert result(page) == pytest.approx(expected[row, column], rel=1e-3)
        padded = np.pad(case.x, ((0, 0), (1, 1), (1, 1)))
        window = padded[:, row : row + 3, column : column + 3]
        np.testing.assert_array_equal(grid(page, "lens"), window.ravel())


def test_pixels_are_reached_by_the_keyboard(stage):
    page = stage("image")
    page.locator(".panel.output").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(count(page)).to_have_text(f"{2 * 96 + 2} / 9216")
    label = page.locator(".panel.output").get_attribute("aria-label")
    assert label.startswith("output [2, 1]: ")


def test_zero_is_dark_and_signs_have_colours_in_an_image(stage):
    page, expected = stage("image"), CASES["image"].expected()[0]
    pixels = page.locator(".picture canvas").last.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 96, 96).data]"
    )
    red, green, blue, _ = np.array(pixels).reshape(96, 96, 4).transpose(2, 0, 1)
    nothing = np.abs(expected) < 0.004 * np.abs(expected).max()
    assert np.maximum(red, np.maximum(green, blue))[nothing].max() < 40
    strong = np.abs(expected) > 0.1 * np.abs(expected).max()
    assert (red > blue)[strong & (expected > 0)].all()
    assert (blue > red)[strong & (expected < 0)].all()


def test_a_long_signal_is_drawn_as_bars(stage):
    page, expected = stage("long"), CASES["long"].expected().ravel()
    go(page, 50)
    assert result(page) == pytest.approx(expected[50], rel=1e-3)
    assert page.locator(".panel.output .bars").get_attribute("d").count("M") == 96
