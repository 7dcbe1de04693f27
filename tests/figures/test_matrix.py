import re
from html import unescape

import numpy as np
import pytest

from cnnviz import conv, figures
from cnnviz.conv import Window
from cnnviz.figures._cells import ink
from cnnviz.figures._matrix import weight_colours
from cnnviz.matrix import matrix as sparse
from tests.figures.reading import images

# the matrix C of Dumoulin and Visin, arXiv:1603.07285, section 4.1: a 3x3 kernel on 4x4 pixels
KERNEL = np.arange(1.0, 10).reshape(3, 3)
FOUR = conv.trace(np.zeros((4, 4)), KERNEL, [Window(3)] * 2)


def draw(traces, kernels, **options):
    found = sparse(traces)
    return figures.matrix(
        found.rows, found.columns, found.weight, found.shape, kernels, "C", **options
    )


def cells(html):
    """(row, column): colour, text and title of each cell of the first grid."""
    first = html.split("gx-keys")[0]
    found = re.findall(
        r'<i style="grid-area:(\d+)/(\d+);background:(#\w{6})[^"]*"(?: title="([^"]*)")?>([^<]*)',
        first,
    )
    return {
        (int(r) - 1, int(c) - 1): (colour, text, unescape(title))
        for r, c, colour, title, text in found
    }


def test_the_published_matrix_cell_by_cell():
    shown = cells(draw(FOUR, KERNEL[None, None]))
    row = [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0]
    assert {c: int(text) for (r, c), (_, text, _) in shown.items() if r == 0} == {
        c: weight for c, weight in enumerate(row) if weight
    }
    # the other rows are the first one, moved by 1, 4 and 5
    for r, by in ((1, 1), (2, 4), (3, 5)):
        moved = {c - by: text for (row, c), (_, text, _) in shown.items() if row == r}
        assert moved == {c: text for (row, c), (_, text, _) in shown.items() if row == 0}


def test_equal_weights_have_equal_colours_and_different_ones_different():
    shown = cells(draw(FOUR, KERNEL[None, None]))
    colours = {
        text: {c for c, t, _ in shown.values() if t == text} for _, text, _ in shown.values()
    }
    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == 9


def test_the_legend_is_the_kernel_in_the_same_colours():
    html = draw(FOUR, KERNEL[None, None])
    legend = re.findall(r"background:(#\w{6})[^>]*>(\d)<", html.split("gx-keys")[1])
    assert [int(text) for _, text in legend] == list(range(1, 10))
    assert dict((text, colour) for colour, text in legend) == {
        text: colour for colour, text, _ in cells(html).values()
    }
    assert 'aria-label="Kernel: 1 2 3; 4 5 6; 7 8 9"' in html
    assert "gx-keys" not in draw(FOUR, KERNEL[None, None], legend=False)


def test_cells_tell_what_they_are():
    shown = cells(draw(FOUR, KERNEL[None, None]))
    assert shown[1, 5][2] == "output 1, input 5: w[1, 0] = 4"
    signal = np.array([1.0, -2, 1])
    shown = cells(draw(conv.trace(np.zeros(5), signal, [Window(3)]), signal[None, None]))
    assert shown[0, 1][2] == "output 0, input 1: w[1] = \N{MINUS SIGN}2"


def test_a_cell_that_several_weights_share_shows_their_sum():
    kernel = np.array([1.0, 10, 100])
    windows = [Window(3, padding=1)]
    trace = conv.trace(np.zeros(3), kernel, windows, padding_mode="replicate")
    shown = cells(draw(trace, kernel[None, None]))
    assert shown[0, 0][1] == "11"
    assert shown[0, 0][2] == "output 0, input 0: w[0] = 1 plus w[1] = 10"


def test_weights_that_are_zero_are_cells_too():
    kernel = np.array([0.0, 0.5, 0.25])
    shown = cells(draw(conv.trace(np.zeros(4), kernel, [Window(3)]), kernel[None, None]))
    assert [shown[0, c][1] for c in range(3)] == ["0", ".50", ".25"]


def test_the_size_is_said_and_the_transposed_one_is_beside_it():
    transposed = conv.transposed(np.zeros((2, 2)), KERNEL, [Window(3)] * 2)
    one, other = draw(FOUR, KERNEL[None, None]), draw(transposed, KERNEL[None, None], legend=False)
    assert "4 outputs (rows) by 16 inputs (columns)" in one
    assert "16 outputs (rows) by 4 inputs (columns)" in other
    beside = figures.side_by_side(one, other)
    assert beside.startswith('<div class="gx-beside"><figure class="gx-matrix">')
    swapped = {(c, r): value[:2] for (r, c), value in cells(one).items()}
    assert {place: value[:2] for place, value in cells(other).items()} == swapped


def test_several_kernels_and_channels_have_a_key_each():
    kernels = np.arange(2 * 3 * 4.0).reshape(2, 3, 2, 2)
    traces = [conv.trace(np.zeros((3, 3, 3)), kernel, [Window(2)] * 2) for kernel in kernels]
    html = draw(traces, kernels)
    names = re.findall(r"<span>([^<]+)</span>", html)
    assert names == [f"Kernel {k}, channel {c}" for k in (1, 2) for c in (1, 2, 3)]
    assert cells(html)[4, 9][2] == "output 4, input 9: w[1, 1, 0, 0] = 16"


def test_a_large_matrix_is_a_picture_of_its_cells():
    trace = conv.trace(np.zeros((20, 20)), KERNEL, [Window(3)] * 2)
    found = sparse(trace)
    html = draw(trace, KERNEL[None, None])
    ((alt, picture),) = images(html)
    assert (alt, picture.size) == ("C", (400, 324))
    shown = np.asarray(picture)
    assert (shown[..., 3] > 0).sum() == len(found.rows)
    colours = weight_colours((1, 3, 3))
    np.testing.assert_array_equal(shown[found.rows, found.columns, :3], colours[found.weight])
    assert len(html) < 20_000


def test_the_largest_matrices_are_drawn_smaller():
    rows = np.arange(9000)
    html = figures.matrix(rows, rows, rows * 0, (9000, 9000), np.ones((1, 1, 1, 1)), "identity")
    ((_, picture),) = images(html)
    assert picture.size == (1000, 1000)
    assert np.asarray(picture)[..., 3].diagonal().all()
    assert "9,000 outputs" in html


def test_many_weights_are_counted_instead_of_drawn():
    kernel = np.ones((1, 1, 25, 25))
    html = draw(conv.trace(np.zeros((25, 25)), kernel[0], [Window(25)] * 2), kernel)
    assert "625 weights, each with a colour of its own" in html


@pytest.mark.parametrize("shape", [(1, 3, 3), (3, 3, 3), (1, 1, 5), (1, 7, 7)])
def test_colours_are_different_and_columns_grow_darker(shape):
    colours = weight_colours(shape)
    assert len(np.unique(colours, axis=0)) == np.prod(shape)
    bright = (colours @ np.array((0.2126, 0.7152, 0.0722))).reshape(-1, shape[2])
    assert (np.diff(bright, axis=1) < 0).all()


def test_ink_can_be_read():
    assert (ink((255, 255, 255)), ink((0, 0, 0))) == ("#000", "#fff")


def test_words_cannot_become_markup():
    html = figures.matrix(
        *(np.zeros(1, int),) * 3, (1, 1), np.ones((1, 1, 1, 1)), '"><script>alert(1)</script>'
    )
    assert "<script" not in html


def test_no_cells_are_a_sentence():
    nothing = np.zeros(0, int)
    html = figures.matrix(nothing, nothing, nothing, (0, 0), np.ones((1, 1, 1, 1)), "C")
    assert html == '<p class="gx-empty">The matrix has no cells to show.</p>'


def test_lines_between_cells_only_where_they_are_few():
    def shown(n):
        trace = conv.trace(np.zeros(n + 2), np.ones(3), [Window(3)])
        return draw(trace, np.ones((1, 1, 3)))

    assert "gx-fine" not in shown(46)
    assert "gx-fine" in shown(47)
