"""The convolution bench in a real browser."""

from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from torch.nn import functional

from cnnviz import exercises
from cnnviz.data import simulator
from tests.browser.ready import wait_ready
from tests.browser.stage.reading import cell, go, grid, line, silence

LECTURE_INPUT = [
    [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0],
]  # fmt: skip
LECTURE = [4, 3, 4, 2, 4, 3, 2, 3, 4]  # course lecture on convolutional networks


@pytest.fixture
def bench(page, address):
    """Opens the bench with choices in the address."""

    def open_bench(opened=page, **choices):
        asked = "&".join(f"convolution_{name}={text}" for name, text in choices.items())
        opened.goto(f"{address}/convolution?{asked}")
        wait_ready(opened)
        opened.locator(".stage .panel").first.wait_for()
        return opened

    return open_bench


def press(page, label, times=1):
    """The + of a number."""
    number = page.get_by_test_id("stNumberInput").filter(has_text=label)
    for _ in range(times):
        number.get_by_test_id("stNumberInputStepUp").click()


def test_the_lectures_example_is_what_a_visitor_sees_first(bench):
    page = bench()
    assert grid(page, "output") == LECTURE
    go(page, 1)
    assert line(page).startswith("out[0, 1] = 1·1 + 1·0 + 0·1 + ")
    expect(page.get_by_text("computes the same 9 outputs")).to_be_visible()


def test_a_changed_stride_is_in_picture_formula_and_address(bench):
    page = bench()
    press(page, "Stride S")
    expect(page.locator(".panel.output .cell")).to_have_count(4)
    assert grid(page, "output") == [4, 4, 2, 4]
    page.wait_for_url("**convolution_stride=2**")
    expect(page.locator(".katex-mathml").first).to_contain_text("2")
    page.go_back()
    expect(page.locator(".panel.output .cell")).to_have_count(9)
    page.go_forward()
    expect(page.locator(".panel.output .cell")).to_have_count(4)


def test_an_edit_is_computed_by_python_and_survives_reload_and_a_second_browser(bench, visitor):
    page = bench()
    cell(page, "input", 0).dblclick()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_url("**convolution_changed=**")
    cell(page, "kernel", 8).dblclick()
    page.keyboard.type("-2")
    page.keyboard.press("Enter")
    page.wait_for_url("**convolution_reweighted=**")
    x = torch.tensor(LECTURE_INPUT)
    weight = torch.tensor([[1, 0, 1], [0, 1, 0], [1, 0, -2]])
    x[0, 0] = 5
    expected = functional.conv2d(x[None, None], weight[None, None])[0, 0].ravel().tolist()
    expect(page.locator(".panel.output .cell text").first).to_have_text("5")
    assert grid(page, "output") == expected
    link = page.url
    page.reload()
    wait_ready(page)
    expect(page.locator(".panel.output .cell")).to_have_count(9)
    assert grid(page, "output") == expected
    other = visitor(color_scheme="dark")
    other.goto(link)
    wait_ready(other)
    other.locator(".stage .panel").first.wait_for()
    assert grid(other, "output") == expected


def test_the_chosen_galaxy_is_on_the_stage_and_its_part_can_be_moved(bench):
    page = bench(source="patch", size="4", kernels="identity", place="30x50")
    pixels = np.round(simulator.galaxy(3, 17).pixels[0].mean(axis=2))
    np.testing.assert_array_equal(grid(page, "input"), pixels[30:34, 50:54].ravel())
    page.locator(".placer .box").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**convolution_place=31x50**")
    expect(page.locator(".panel.input .cell text").first).to_have_text(f"{pixels[31, 50]:.0f}")
    np.testing.assert_array_equal(grid(page, "input"), pixels[31:35, 50:54].ravel())
    page.get_by_role("button", name="Another one").click()
    expect(page.locator(".gx-thumbnail")).to_have_attribute(
        "alt", "Barred Spiral, simulated, seed 18"
    )
    other = np.round(simulator.galaxy(3, 18).pixels[0].mean(axis=2))
    expect(page.locator(".panel.input .cell text").first).to_have_text(f"{other[31, 50]:.0f}")


@pytest.mark.parametrize("choices", [
    {"source": "random", "size": "9", "channels": "3", "kernels": "sobel_x.laplacian",
     "padding": "1", "bias": "2"},
    {"source": "random", "size": "8", "kernels": "gaussian", "kernel": "5", "padding": "same",
     "mode": "reflect"},
    {"source": "random", "size": "7x10", "kernels": "box", "kernel": "2x3", "stride": "1x2",
     "dilation": "2x1"},
    {"dimensions": "1", "source": "random", "size": "12", "kernels": "laplacian", "padding": "full",
     "mode": "zeros"},
])  # fmt: skip
def test_the_numbers_on_the_screen_are_pytorchs(bench, choices):
    page = bench(view="pytorch", **choices)
    names = {}
    exec(page.get_by_test_id("stCode").inner_text(), names)
    shown = np.array(grid(page, "output"))
    expected = names["output"][0].numpy().ravel()
    # a cell shows three or four digits
    np.testing.assert_allclose(shown, expected, rtol=6e-3, atol=6e-3)


def test_it_plays_without_a_word_to_the_server(bench):
    page = bench(source="random", size="14", padding="1")
    page.get_by_role("combobox", name="Speed").select_option("30")
    with silence(page):
        page.get_by_role("button", name="Play").click()
        page.wait_for_timeout(1500)
        page.get_by_role("button", name="Pause").click()
    assert int(page.locator(".count").inner_text().split("/")[0]) > 10


def test_absurd_addresses_keep_the_page_up(bench):
    page = bench(stride="1e308", kernel="nan", cells="<img src=x onerror=alert(1)>", kernels="x")
    assert grid(page, "output") == LECTURE
    for name in ("stride", "kernel", "cells", "kernels"):
        sentence = page.get_by_test_id("stCaptionContainer").filter(
            has_text="ignored where it says"
        )
        expect(sentence.filter(has=page.get_by_text(name, exact=True))).to_have_count(1)


def test_the_question_about_a_cell_hides_it(bench):
    question = exercises.question(5, 1)
    page = bench(view="check", worksheet="5")
    page.get_by_role("radio", name="2", exact=True).click()
    page.wait_for_url("**convolution_question=1**")
    asked = page.locator(".stage").nth(1)
    expect(asked).to_be_visible()
    texts = asked.locator(".panel.output .cell text").all_text_contents()
    assert texts.count("?") == 1
    row, column = question.position
    assert texts.index("?") == row * question.windows[1].output_size(question.size[1]) + column
    page.get_by_label("Your answer").fill(str(question.answer))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text(f"{question.answer} is right.")).to_be_visible()
    expect(page.get_by_text("The way: ")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Worksheet with your answers").click()
    answered = f",{question.answer},1,yes,no,{question.answer},"
    assert answered in Path(download.value.path()).read_text()


def test_the_menu_leads_back_to_what_was_on_the_bench(bench):
    page = bench(source="random", seed="4")
    press(page, "Stride S", times=2)
    page.wait_for_url("**convolution_stride=3**")
    page.get_by_role("link", name="The seven classes").click()
    expect(page.get_by_role("heading", name="The seven classes")).to_be_visible()
    page.get_by_role("link", name="Convolution").click()
    expect(page.locator(".panel.output .cell")).to_have_count(4)
    assert "convolution_seed=4" in page.url
