"""Everything has its place: nothing overlaps, nothing is cut off."""

from itertools import combinations

import pytest

from cnnviz.figures.film.layout import (
    CAPTION,
    GAP,
    SIGN,
    Grid,
    Sign,
    arrange,
    column,
    fits,
    measure,
    place,
    row,
)  # fmt: skip
from cnnviz.figures.film.plan import plan
from tests.figures.film import scenes

WIDTH = 920.0
UNITS = {"cell": 10.0, "out": 10.0, "kernel": 20.0}
INPUT, KERNEL = Grid("input", 0, 4, 5, "cell"), Grid("kernel", 0, 2, 3, "kernel")


def names(layout):
    return [placed.part.name for placed in layout.placed if isinstance(placed.part, Grid)]


def test_sizes_by_hand():
    assert measure(INPUT, UNITS) == (50, 40 + CAPTION)
    assert measure(row(INPUT, Sign("*"), KERNEL), UNITS) == (
        50 + SIGN + 60 + 2 * GAP, 40 + CAPTION,
    )  # fmt: skip
    assert measure(column(INPUT, KERNEL), UNITS) == (60, 40 + 40 + 2 * CAPTION + GAP)


def test_parts_stand_in_the_middle_of_their_row_or_column():
    small = Grid("kernel", 0, 1, 1, "kernel")
    first, second = place(row(INPUT, small), 0, 0, UNITS)
    assert (first.y, second.y) == (0, 10)
    assert second.x == 50 + GAP
    first, second = place(column(INPUT, small), 0, 0, UNITS)
    assert (first.x, second.x) == (0, 15)


def test_of_several_trees_the_one_with_the_largest_cells_is_taken():
    wide, tall = row(INPUT, KERNEL), column(INPUT, KERNEL)
    sizes = [30.0, 20.0, 10.0]
    for room, along in (((400.0, 150.0), "x"), ((160.0, 400.0), "y")):
        layout = arrange([wide, tall], room, sizes, lambda cell: cell, 5.0, {})
        first, second = layout.placed
        assert (first.x < second.x) if along == "x" else (first.y < second.y)
        assert layout.height <= room[1]


def test_where_nothing_fits_it_grows_higher_and_not_wider():
    layout = arrange(
        [column(INPUT, KERNEL)], (200.0, 50.0), [40.0, 20.0], lambda cell: cell, 20, {}
    )
    assert layout.units["cell"] == 20
    assert layout.width == 200
    assert layout.height == 4 * 20 + 2 * 20 + 2 * CAPTION + GAP


def test_room_that_is_left_makes_kernels_larger():
    tree, room, larger = row(INPUT, KERNEL), (200.0, 100.0), {"kernel": (44.0, 30.0)}
    layout = arrange([tree], room, [10.0], lambda cell: cell, 5.0, larger)
    assert layout.units == {"cell": 10, "out": 10, "kernel": 30}
    assert not fits(tree, layout.units | {"kernel": 44.0}, room)


@pytest.mark.parametrize("name", scenes.ALL)
def test_nothing_overlaps_and_nothing_leaves_the_frame(name):
    layout = plan(scenes.ALL[name](), 0, WIDTH)
    assert layout.width == WIDTH
    for part in layout.placed:
        assert part.x >= 0
        assert part.y >= 0
        assert part.x + part.width <= WIDTH + 1e-9
        assert part.y + part.height <= layout.height + 1e-9 + CAPTION
    for one, other in combinations(layout.placed, 2):
        beside = one.x + one.width <= other.x + 1e-9 or other.x + other.width <= one.x + 1e-9
        above = one.y + one.height <= other.y + 1e-9 or other.y + other.height <= one.y + 1e-9
        signs = isinstance(one.part, Sign) or isinstance(other.part, Sign)
        assert beside or above or signs


@pytest.mark.parametrize(
    ("name", "grids"),
    [
        ("lecture", ["input", "kernel", "output"]),
        ("padded, biased", ["input", "kernel", "bias", "output"]),
        ("max", ["input", "output"]),
        ("average", ["input", "output"]),
        ("image", ["input", "lens", "kernel", "output"]),
        ("long signal", ["input", "lens", "kernel", "output"]),
        ("three channels", [*["input", "kernel", "map"] * 3, "bias", "output"]),
        ("max, three channels", ["input", "output"]),
    ],
)
def test_which_grids_there_are(name, grids):
    assert sorted(names(plan(scenes.ALL[name](), 0, WIDTH))) == sorted(grids)


@pytest.mark.parametrize(("size", "picture"), [(16, False), (17, True)])
def test_numbers_up_to_sixteen_pixels_then_an_image(size, picture):
    layout = plan(scenes.convolution(size), 0, WIDTH)
    grids = [placed.part for placed in layout.placed if isinstance(placed.part, Grid)]
    assert [grid.picture for grid in grids if grid.name == "input"] == [picture]


@pytest.mark.parametrize(("size", "strip"), [(48, False), (49, True)])
def test_signals_are_numbers_up_to_forty_eight_then_bars(size, strip):
    layout = plan(scenes.signal(size), 0, WIDTH)
    grids = [placed.part for placed in layout.placed if isinstance(placed.part, Grid)]
    assert [grid.strip for grid in grids if grid.name == "output"] == [strip]
