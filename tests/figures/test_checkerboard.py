import re

import numpy as np
import pytest

from cnnviz import conv, figures
from cnnviz.conv import Window
from tests.figures.reading import images


def counts(inputs, kernel, stride):
    windows = [Window(kernel, stride)]
    return conv.transposed(np.ones(inputs), np.ones(kernel), windows).output


def board(html):
    cells = re.findall(r'grid-area:(\d+)/(\d+);background:(#\w+)[^"]*">([^<]*)<', html)
    return {(int(r) - 1, int(c) - 1): (int(text), colour) for r, c, colour, text in cells}


def test_an_unlucky_stride_by_hand():
    # three inputs, kernel 3, stride 2: neighbours overlap in every second output
    shown = board(figures.checkerboard(counts(3, 3, 2), "overlap"))
    assert [shown[0, c][0] for c in range(7)] == [1, 1, 2, 1, 2, 1, 1]
    assert len({colour for n, colour in shown.values() if n == 1}) == 1
    assert len({colour for _, colour in shown.values()}) == 2


def test_an_image_has_its_rows():
    shown = board(figures.checkerboard(np.array([[1, 2], [2, 4]]), "overlap"))
    assert {place: n for place, (n, _) in shown.items()} == {
        (0, 0): 1, (0, 1): 2, (1, 0): 2, (1, 1): 4,
    }  # fmt: skip


def test_the_sentence_says_what_is_seen():
    assert "From 1 to 2 products in an output." in figures.checkerboard(counts(3, 3, 2), "")
    even = figures.checkerboard(counts(3, 2, 2), "")
    assert "Every output adds up 1 product: no pattern." in even
    assert "adds up 4 products" in figures.checkerboard(np.full((2, 2), 4), "")


def test_many_outputs_are_a_picture_with_a_colour_bar():
    html = figures.checkerboard(np.tile([[1, 2], [2, 4]], (20, 20)), "overlap")
    ((alt, picture),) = images(html)
    assert (alt, picture.size) == ("overlap", (40, 40))
    assert "Colour bar from 0 to 4" in html
    assert "From 1 to 4 products" in html


def test_words_cannot_become_markup():
    assert "<b>" not in figures.checkerboard(np.ones((2, 2), int), '"><b>bold</b>')


@pytest.mark.parametrize("shape", [(0,), (0, 3)])
def test_no_outputs_are_a_sentence(shape):
    html = figures.checkerboard(np.empty(shape, int), "")
    assert html == '<p class="gx-empty">There are no outputs to count.</p>'
