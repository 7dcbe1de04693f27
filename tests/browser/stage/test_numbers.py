"""What the stage shows, against PyTorch."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.stage.cases import CASES, LECTURE_OUTPUT, Convolution
from tests.browser.stage.reading import MINUS, cell, count, go, grid, line, parsed, result

NUMBERS = [name for name in CASES if name not in ("image", "long")]


def test_the_lecture_is_on_the_screen_when_it_opens(stage):
    page = stage("lecture")
    assert grid(page, "output") == list(np.ravel(LECTURE_OUTPUT))
    assert line(page).startswith("out[0, 0] = 1·1 + 1·0 + 1·1 + 0·0 + 1·1 + 1·0 + 0·1 + 0·0 + 1·1")
    assert line(page).endswith(" = 4; + bias 0 = 4")
    expect(count(page)).to_have_text("1 / 9")
    page.wait_for_timeout(1200)  # it starts paused: more than two steps at its speed
    expect(count(page)).to_have_text("1 / 9")


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_are_pytorchs_in_the_cells_and_at_the_end_of_each_line(stage, name):
    page, expected = stage(name), CASES[name].expected()[0].ravel()
    whole = np.array_equal(expected, expected.round())
    # in cells as many digits as there is room for
    tolerance = 0 if whole else 0.51 * (1 if name == "sixteen" else 0.1)
    np.testing.assert_allclose(grid(page, "output"), expected, atol=tolerance, rtol=0)
    if name == "spread":
        return  # its lines are of the inputs
    for i in range(0, len(expected), 7 if name == "sixteen" else 1):
        go(page, i)
        assert result(page) == pytest.approx(expected[i], rel=1e-3), line(page)


def products(page):
    """For each row of the running line: the sum of its products, worked out again, and its own."""
    for row in page.locator(".line .products:not(.total)").all():
        terms = row.locator(".term").all_inner_texts()
        own = re.search(r"= ([^;]+)", row.locator(".tail").inner_text() + ";")
        factors = [re.findall(rf"{MINUS}?[\d.]+", term) for term in terms]
        yield sum(np.prod([parsed(f) for f in pair]) for pair in factors), own and parsed(own[1])


@pytest.mark.parametrize("name", ["lecture", "padded", "dilated", "colour", "signal", "stretched"])
def test_the_products_on_the_line_add_up(stage, name):
    page = stage(name)
    for i in range(0, CASES[name].expected()[0].size, 3):
        go(page, i)
        rows = list(products(page))
        assert len(rows) == (3 if name == "colour" else 1)
        assert all(found == pytest.approx(own) for found, own in rows), line(page)


def test_channels_have_maps_of_their_own_whose_sum_is_the_output(stage):
    page, case = stage("colour"), CASES["colour"]
    maps = [
        Convolution(case.x[c : c + 1], case.weight[:, c : c + 1], options=case.options).expected()
        for c in range(3)
    ]
    np.testing.assert_array_equal(grid(page, "map"), np.ravel(maps))
    names = page.locator(".panel.input .caption").all_text_contents()
    assert [name.split()[0] for name in names] == ["red", "green", "blue"]
    assert line(page).count("red: ") == 1


def test_padding_is_drawn_apart_and_cells_that_no_window_reads_are_marked(stage):
    page = stage("padded")
    assert page.locator(".panel.input .cell.padding").count() == 7 * 7 - 5 * 5
    page = stage("leftover")
    unread = page.locator(".panel.input .cell.unread")
    assert unread.count() == 6 + 5  # 6 = 2 + 3 + 1 left over
    title = unread.first.locator("title")
    assert "No window reads this cell" in title.text_content()


def test_the_largest_of_a_window_is_marked(stage):
    page, x = stage("max"), CASES["max"].x[0]
    for i, (row, column) in enumerate(np.ndindex(3, 3)):
        go(page, i)
        window = x[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        r, c = np.unravel_index(window.argmax(), (2, 2))
        box = cell(page, "input", int((2 * row + r) * 6 + 2 * column + c)).locator("rect")
        picked = page.locator(".marks .taps.picked").get_attribute("d")
        x0, y0 = float(box.get_attribute("x")) - 1, float(box.get_attribute("y")) - 1
        assert picked.startswith(f"M{x0:g} {y0:g}h")
