"""Numbers changed in place."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.ready import wait_ready
from tests.browser.stage.cases import CASES, Convolution
from tests.browser.stage.reading import MINUS, cell, count, edited, go, grid, silence


def test_an_edited_input_changes_the_result(stage):
    page, case = stage("lecture"), CASES["lecture"]
    go(page, 4)
    page.get_by_role("combobox", name="Speed").select_option("10")
    cell(page, "input", 12).dblclick()
    page.keyboard.type(f"{MINUS}2,5")
    page.keyboard.press("Enter")
    expect(edited(page)).to_have_text("edits: [('input', 0, 0, 2, 2, -2.5)]")
    x = case.x.copy()
    x[0, 2, 2] = -2.5
    wait_ready(page)
    np.testing.assert_array_equal(
        grid(page, "output"), Convolution(x, case.weight).expected().ravel()
    )
    # nothing of what the visitor had set is lost, and the keyboard goes on from the cell
    expect(count(page)).to_have_text("5 / 9")
    expect(page.get_by_role("combobox", name="Speed")).to_have_value("10")
    expect(page.locator(".panel.input .cell:focus text")).to_have_text(f"{MINUS}2.5")


def test_an_edited_weight_changes_the_result(stage):
    page, case = stage("padded"), CASES["padded"]
    cell(page, "kernel", 5).focus()
    page.keyboard.press("7")  # typing opens the field
    page.keyboard.press("Enter")
    expect(edited(page)).to_have_text("edits: [('weight', 0, 0, 1, 2, 7.0)]")
    wait_ready(page)
    weight = case.weight.copy()
    weight[0, 0, 1, 2] = 7
    expected = Convolution(case.x, weight, case.bias, case.options).expected()
    np.testing.assert_array_equal(grid(page, "output"), expected.ravel())


def test_coordinates_are_those_of_the_input_itself(stage):
    page = stage("stretched")
    inputs = page.locator(".panel.input .cell:not(.padding):not(.inserted)")
    assert inputs.count() == 9
    inputs.nth(5).dblclick()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(edited(page)).to_have_text("edits: [('input', 0, 0, 1, 2, 9.0)]")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("three", "“three” is not a number: the cell keeps 1."),
        ("1e999", "1e999 is too large: at most a million either way: the cell keeps 1."),
        ("1000001", "1000001 is too large: at most a million either way: the cell keeps 1."),
        ("<b>1</b>", "“<b>1</b>” is not a number: the cell keeps 1."),
        ("", "Nothing was typed: the cell keeps 1."),
        ("nan", "“nan” is not a number: the cell keeps 1."),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(stage, typed, sentence):
    page = stage("lecture")
    with silence(page):
        cell(page, "input", 0).dblclick()
        page.locator(".editor").fill(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".note")).to_have_text(sentence)
        expect(cell(page, "input", 0).locator("text")).to_have_text("1")


def test_escape_leaves_a_cell_as_it_was_and_padding_cannot_be_edited(stage):
    page = stage("padded")
    with silence(page):
        cell(page, "input", 8).dblclick()
        page.keyboard.type("5")
        page.keyboard.press("Escape")
        expect(page.locator(".editor")).to_have_count(0)
        cell(page, "input", 0).dblclick()
        expect(page.locator(".editor")).to_have_count(0)
        cell(page, "output", 0).dblclick()
        expect(page.locator(".editor")).to_have_count(0)


def test_nothing_is_edited_where_nobody_listens(stage):
    page = stage("lecture", fixed="")
    cell(page, "input", 0).dblclick()
    expect(page.locator(".editor")).to_have_count(0)
    assert "change" not in page.locator(".hint").inner_text()
