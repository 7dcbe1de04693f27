"""Pooling and upsampling in a real browser."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz.data import simulator
from tests.browser.ready import wait_ready
from tests.browser.stage.reading import cell, go, grid, line, silence

# Dumoulin and Visin, arXiv:1603.07285: the numeric example and its max pooling, 3 by 3, stride 1
PUBLISHED = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1]
LARGEST = [3, 3, 3, 3, 3, 3, 3, 2, 3]


@pytest.fixture
def bench(page, address):
    """Opens the page with choices in the address."""

    def open_bench(opened=page, **choices):
        asked = "&".join(f"resampling_{name}={text}" for name, text in choices.items())
        opened.goto(f"{address}/resampling?{asked}")
        wait_ready(opened)
        opened.locator(".stage .panel").first.wait_for()
        return opened

    return open_bench


def pytorchs(page):
    """What the lines on the page compute, flat."""
    scope = {}
    exec(page.get_by_test_id("stCode").inner_text(), scope)
    return scope["output"].numpy().ravel()


def choose(page, operation):
    page.get_by_role("radio", name=operation, exact=True).click()
    wait_ready(page)


def press(page, label, button="Up"):
    number = page.get_by_test_id("stNumberInput").filter(has_text=label).first
    number.get_by_test_id(f"stNumberInputStep{button}").click()


def write(page, panel, number, text):
    cell(page, panel, number).dblclick()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def outputs(page):
    return page.locator(".panel.output .cell")


def test_the_published_example_is_chosen_from_the_list(bench):
    page = bench()
    page.get_by_role("combobox", name="Example").click()
    page.get_by_role("option", name="Published numbers, max pooling").click()
    expect(page.locator(".panel.input .cell")).to_have_count(25)
    assert grid(page, "input") == PUBLISHED
    assert grid(page, "output") == LARGEST
    page.wait_for_url("**resampling_source=published**")
    go(page, 7)
    assert line(page) == "out[2, 1] = max(1, 2, 2, 0, 0, 2, 0, 0, 0) = 2"


@pytest.mark.parametrize(
    "choices",
    [
        {"operation": "max", "kernel": "3", "padding": "1", "dilation": "2", "size": "9"},
        {"operation": "average", "kernel": "3", "padding": "1", "size": "7"},
        {"operation": "convolution", "kernel": "3", "padding": "1", "stride": "3", "size": "8"},
        {"operation": "transposed", "kernel": "3", "padding": "1", "output_padding": "1"},
        {"operation": "transposed", "kernel": "4", "stride": "3", "way": "stretched", "size": "4"},
        {"operation": "transposed", "dimensions": "1", "kernel": "5", "channels": "2"},
        {"operation": "nearest", "factor": "2", "size": "5"},
        {"operation": "bilinear", "factor": "3", "size": "4"},
        {"operation": "bilinear", "dimensions": "1", "factor": "2"},
        {"operation": "unpooling", "half": "unpool", "kernel": "3", "stride": "1"},
    ],
    ids=lambda choices: "-".join(choices.values()),
)
def test_the_numbers_on_the_screen_are_pytorchs(bench, choices):
    page = bench(section="pytorch", **choices)
    expect(page.get_by_text("PyTorch computes the same")).to_be_visible()
    # a cell shows three or four digits
    np.testing.assert_allclose(grid(page, "output"), pytorchs(page), rtol=6e-3, atol=6e-3)


def test_operations_are_chosen_and_the_back_button_returns(bench):
    page = bench()
    choose(page, "Average pooling")
    page.wait_for_url("**resampling_operation=average**")
    expect(page.locator(".panel.kernel").first).to_be_visible()
    choose(page, "Nearest")
    page.wait_for_url("**resampling_operation=nearest**")
    expect(outputs(page)).to_have_count(144)
    press(page, "Factor")
    page.wait_for_url("**resampling_factor=3**")
    expect(page.locator(".katex-html").last).to_contain_text("18")
    page.go_back()
    expect(outputs(page)).to_have_count(144)
    page.go_back()
    expect(outputs(page)).to_have_count(9)
    assert "resampling_operation=average" in page.url
    page.go_forward()
    expect(outputs(page)).to_have_count(144)


def test_both_ways_of_a_transposed_convolution(bench):
    page = bench(operation="transposed", kernel="3", size="3", padding="1", output_padding="1")
    expect(page.locator(".count")).to_have_text("1 / 9")
    spread = grid(page, "output")
    choose(page, "Direct convolution over the stretched input")
    expect(page.locator(".count")).to_have_text("1 / 36")
    assert grid(page, "output") == spread
    # nine inputs, zeros between and around them
    expect(page.locator(".panel.input .cell")).to_have_count(64)


def test_an_edit_survives_reload_a_second_browser_and_the_other_way(bench, visitor):
    page = bench(operation="transposed", kernel="2", stride="2", size="2", weights="ones")
    write(page, "input", 3, "-4")
    page.wait_for_url("**resampling_changed=**")
    write(page, "kernel", 1, "2")
    page.wait_for_url("**resampling_reweighted=**")
    expect(cell(page, "output", 15).locator("text")).to_have_text("\N{MINUS SIGN}4")
    expected = grid(page, "output")
    x = grid(page, "input")
    kernel = np.array([[1, 2], [1, 1]])
    np.testing.assert_array_equal(expected, np.kron(np.reshape(x, (2, 2)), kernel).ravel())
    link = page.url
    page.reload()
    wait_ready(page)
    expect(outputs(page)).to_have_count(16)
    assert grid(page, "output") == expected
    other = visitor(color_scheme="dark")
    other.goto(link)
    wait_ready(other)
    other.locator(".stage .panel").first.wait_for()
    assert grid(other, "output") == expected
    # there the kernel is turned by 180 degrees, and its first cell is the last weight
    choose(other, "Direct convolution over the stretched input")
    expect(other.locator(".count")).to_have_text("1 / 16")
    write(other, "kernel", 0, "7")
    other.wait_for_url("**0.1.1**")
    expect(cell(other, "output", 15).locator("text")).to_have_text("\N{MINUS SIGN}28")


def test_a_changed_weight_makes_a_mean_a_convolution(bench):
    page = bench(operation="average", section="pytorch")
    write(page, "kernel", 0, "1")
    page.wait_for_url("**resampling_operation=convolution**")
    expect(page.get_by_role("radio", name="Convolution", exact=True)).to_be_checked()
    x = np.reshape(grid(page, "input"), (6, 6))
    first = x[0, 0] + 0.25 * (x[0, 1] + x[1, 0] + x[1, 1])
    assert pytorchs(page)[0] == first


def test_unpooling_shows_both_halves(bench):
    page = bench(operation="unpooling")
    x, pooled = np.reshape(grid(page, "input"), (6, 6)), grid(page, "output")
    assert pooled == x.reshape(3, 2, 3, 2).max(axis=(1, 3)).ravel().tolist()
    choose(page, "Put back where it was")
    expect(outputs(page)).to_have_count(36)
    assert grid(page, "input") == pooled
    back = np.reshape(grid(page, "output"), (6, 6))
    np.testing.assert_array_equal(back[back > 0], x[back > 0])
    assert np.count_nonzero(back) == 9


def test_the_part_of_the_galaxy_can_be_moved(bench):
    page = bench(source="patch", size="4", top="30", left="50")
    pixels = np.round(simulator.galaxy(3, 17).pixels[0].mean(axis=2))
    np.testing.assert_array_equal(grid(page, "input"), pixels[30:34, 50:54].ravel())
    page.locator(".placer .box").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**resampling_left=51**")
    expect(cell(page, "input", 0).locator("text")).to_have_text(f"{pixels[30, 51]:.0f}")
    np.testing.assert_array_equal(grid(page, "input"), pixels[30:34, 51:55].ravel())


def test_it_plays_without_a_word_to_the_server(bench):
    page = bench(operation="bilinear", size="6")
    page.get_by_role("combobox", name="Speed").select_option("30")
    with silence(page):
        page.get_by_role("button", name="Play").click()
        page.wait_for_timeout(1500)
        page.get_by_role("button", name="Pause").click()
    assert int(page.locator(".count").inner_text().split("/")[0]) > 10


def test_absurd_addresses_keep_the_page_up(bench):
    page = bench(stride="1e308", kernel="-7", padding="NaN", changed="<img src=x onerror=alert(1)>")
    expect(outputs(page)).to_have_count(9)
    said = page.get_by_test_id("stCaptionContainer").filter(has_text="ignored where it says")
    for name in ("stride", "kernel", "padding", "changed"):
        expect(said.get_by_text(f"says {name}: ")).to_have_count(1)
    assert "resampling_" not in page.url


def test_spins_and_galaxy_are_coarse_grained(bench):
    page = bench(section="coarse")
    pictures = page.locator(".gx-coarse img")
    expect(pictures).to_have_count(6 + 3 * 6)
    spins = pictures.nth(6).get_attribute("src")
    page.get_by_role("slider", name="Temperature").press("ArrowRight")
    page.wait_for_url("**resampling_temperature=2.27**")
    expect(pictures.nth(6)).not_to_have_attribute("src", spins)
    page.get_by_role("button", name="Critical").click()
    expect(pictures.nth(6)).to_have_attribute("src", spins)
    page.get_by_role("radio", name="Mean", exact=True).click()
    page.wait_for_url("**resampling_blocks=average**")
    expect(page.get_by_text("Average pooling of the galaxy")).to_be_visible()


def test_the_checkerboard_is_there_for_an_unlucky_kernel(bench):
    page = bench(section="checkerboard")
    boards = page.locator(".gx-board")
    expect(boards).to_have_count(2)
    expect(boards.first).to_contain_text("From 1 to 4 products in an output.")
    expect(boards.last).to_contain_text("Every output adds up 4 products: no pattern.")
    press(page, "Kernel F")
    expect(boards).to_have_count(1)


def test_steps_arrays_and_animation_are_taken_away(bench):
    page = bench(section="pytorch")
    with page.expect_download() as download:
        page.get_by_role("button", name="Steps (CSV, 36 products)").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    assert [row["value"] for row in rows[:4]] == ["8", "0", "8", "5"]
    with page.expect_download() as download:
        page.get_by_role("button", name="Arrays (NPZ)").click()
    with np.load(download.value.path()) as arrays:
        np.testing.assert_array_equal(arrays["output"].ravel(), grid(page, "output"))
    page.get_by_role("button", name="Make the animation (GIF)").click()
    button = page.get_by_role("button", name="Animation of 9 steps (GIF)")
    with page.expect_download(timeout=60_000) as download:
        button.click()
    with Image.open(io.BytesIO(Path(download.value.path()).read_bytes())) as animation:
        assert (animation.format, animation.n_frames) == ("GIF", 9)


def test_the_menu_leads_back_to_what_was_on_the_stage(bench):
    page = bench(source="count")
    press(page, "Stride S")
    page.wait_for_url("**resampling_stride=3**")
    page.get_by_role("link", name="The seven classes").click()
    expect(page.get_by_role("heading", name="The seven classes")).to_be_visible()
    page.get_by_role("link", name="Pooling and upsampling").click()
    expect(outputs(page)).to_have_count(4)
    assert "resampling_source=count" in page.url
    assert "resampling_stride=3" in page.url
