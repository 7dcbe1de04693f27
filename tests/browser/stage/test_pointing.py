"""Pointing at cells: by mouse, finger and keyboard."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.stage.cases import CASES
from tests.browser.stage.reading import cell, count, grid, line, lit


def test_pointing_at_an_output_jumps_there_and_pauses(stage):
    page = stage("lecture")
    page.get_by_role("button", name="Play").click()
    cell(page, "output", 5).hover()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(count(page)).to_have_text("6 / 9")
    assert line(page).startswith("out[1, 2] = ")
    page.mouse.move(5, 5)
    expect(count(page)).to_have_text("6 / 9")


@pytest.mark.parametrize("name", ["lecture", "padded", "dilated", "leftover", "colour"])
def test_pointing_at_an_input_lights_every_output_that_uses_it(stage, name):
    page, case = stage(name), CASES[name]
    ones = replace_weights(case)
    x = torch.zeros(1, *case.x.shape, dtype=torch.float64, requires_grad=True)
    outputs = torch.nn.functional.conv2d(x, torch.tensor(ones), **dict(case.options))
    padding = dict(case.options).get("padding", 0)
    width = case.x.shape[2] + 2 * padding
    for row, column in ((0, 0), (1, 2), (3, 4)):
        used = sum(
            bool(torch.autograd.grad(out, x, retain_graph=True)[0][0, 0, row, column])
            for out in outputs.ravel()
        )
        cell(page, "input", (row + padding) * width + column + padding).hover()
        assert lit(page, "output") == used
        assert f"in[{row}, {column}] = " in line(page)
        said = f"used by {used} of the" if used else "read by no window"
        assert said in line(page)


def replace_weights(case):
    """All weights one, so that a gradient tells what is used."""
    return np.ones_like(case.weight)


@pytest.mark.parametrize("name", ["lecture", "padded", "dilated", "stretched"])
def test_pointing_at_a_weight_lights_every_input_that_it_multiplies(stage, name):
    page = stage(name)
    outputs = CASES[name].expected()[0].size
    for number in (0, 4, 8):
        cell(page, "kernel", number).hover()
        assert lit(page, "input") == outputs  # in these cases another input for each output
        assert line(page) == (
            f"weight[{number // 3}, {number % 3}] = "
            f"{grid(page, 'kernel')[number]:g} multiplies {outputs} inputs"
        )


def test_a_click_keeps_what_is_shown_until_another_or_escape(stage):
    page = stage("lecture")
    cell(page, "kernel", 4).click()
    cell(page, "output", 8).hover()
    assert lit(page, "input") == 9
    expect(count(page)).to_have_text("1 / 9")
    cell(page, "output", 3).click()  # another one
    expect(count(page)).to_have_text("4 / 9")
    assert lit(page, "input") == 0
    cell(page, "output", 8).hover()
    expect(count(page)).to_have_text("4 / 9")
    page.keyboard.press("Escape")
    cell(page, "output", 7).hover()
    expect(count(page)).to_have_text("8 / 9")
    cell(page, "output", 7).click()
    page.get_by_role("button", name="Kept").click()
    cell(page, "output", 0).hover()
    expect(count(page)).to_have_text("1 / 9")


def test_what_is_kept_stays_when_the_numbers_change(stage):
    page = stage("lecture")
    cell(page, "kernel", 4).click()
    page.get_by_role("slider", name="Stride").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".panel.output .cell")).to_have_count(4)
    assert lit(page, "input") == 4
    assert line(page) == "weight[1, 1] = 1 multiplies 4 inputs"
    expect(page.get_by_role("button", name="Kept")).to_be_visible()


def test_a_finger_can_point_and_keep(visitor, stage):
    page = stage("lecture", visitor(has_touch=True, viewport={"width": 390, "height": 844}))
    cell(page, "input", 0).tap()
    assert lit(page, "output") == 1
    cell(page, "output", 4).tap()
    expect(count(page)).to_have_text("5 / 9")


def test_the_keyboard_reaches_every_cell_with_one_stop_for_each_grid(stage):
    page = stage("lecture")
    stops = page.locator(".panel .cell[tabindex='0']")
    expect(stops).to_have_count(3)
    page.locator(".png").focus()
    for name in ("input", "kernel", "output"):
        page.keyboard.press("Tab")
        focused = page.locator(f".panel.{name} .cell:focus")
        expect(focused).to_have_count(1)
        assert name.removesuffix("put") in (line(page) + name)
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(count(page)).to_have_text("6 / 9")
    expect(page.locator(".panel.output .cell:focus")).to_have_attribute(
        "aria-label", "output [1, 2]: 3"
    )
    expect(stops).to_have_count(3)


def test_a_reader_hears_the_step_but_not_while_it_plays(stage):
    page = stage("lecture")
    live = page.locator(".live")
    page.get_by_role("combobox", name="Speed").select_option("1")  # still playing when it is read
    page.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    expect(live).to_have_text(re.compile(r"Step 2 of 9\. out\[0, 1\] = 1 times 1 .* = 3$"))
    said = live.text_content()
    page.keyboard.press("Space")
    expect(count(page)).not_to_have_text("2 / 9")
    assert live.text_content() == said
    page.keyboard.press("Space")
    assert live.text_content() != said
    slider = page.get_by_role("slider", name="Step", exact=True)
    assert re.fullmatch(r"Step \d of 9, output \[\d, \d\]", slider.get_attribute("aria-valuetext"))
    expect(page.get_by_role("grid", name="input, 5 rows, 5 columns")).to_be_visible()
