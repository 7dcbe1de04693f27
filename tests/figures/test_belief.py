"""Curves of removal and forgetting, squares against a map, small maps in a row."""

import numpy as np
import pytest

from cnnviz import figures

SHARE = np.linspace(0, 1, 3)


def test_curves_of_removal_with_a_band_of_chance():
    chance = np.array([[0.9, 0.5, 0.1], [0.8, 0.7, 0.1]])
    figure = figures.removal(SHARE, {"A": SHARE, "B": 1 - SHARE}, chance, "removed")
    top, bottom, first, second = figure.data
    np.testing.assert_array_equal(top.y, [0.9, 0.7, 0.1])
    np.testing.assert_array_equal(bottom.y, [0.8, 0.5, 0.1])
    assert (top.fill, bottom.fill) == (None, "tonexty")
    assert (first.name, second.name) == ("A", "B")
    np.testing.assert_array_equal(second.y, 1 - SHARE)
    assert first.line.color != second.line.color
    assert figure.layout.xaxis.title.text == "Pixels removed"


def test_no_chance_and_no_curves():
    assert len(figures.removal(SHARE, {"A": SHARE}, np.empty((0, 3)), "removed").data) == 1
    for figure in (
        figures.removal(SHARE, {}, np.empty((0, 3)), "removed"),
        figures.forgetting((), {}, "r"),
        figures.squares(np.empty(0), np.empty(0), "A"),
    ):
        assert figure.layout.annotations[0].text == "There is no map to draw."


def test_many_methods_have_lines_of_their_own():
    curves = {str(i): SHARE for i in range(14)}
    figure = figures.removal(SHARE, curves, np.empty((0, 3)), "removed")
    assert len({(line.line.color, line.line.dash) for line in figure.data}) == 14


def test_curves_of_forgetting_begin_with_the_trained_network():
    figure = figures.forgetting(("linear", "conv"), {"A": np.array([1, 0.2, np.nan])}, "Rank")
    assert list(figure.data[0].x) == ["trained", "linear", "conv"]
    np.testing.assert_array_equal(figure.data[0].y, [1, 0.2, np.nan])
    assert tuple(figure.layout.yaxis.range) == (-1.05, 1.05)


def test_squares_and_the_line_on_which_they_ought_to_lie():
    line, squares = figures.squares(np.array([1.0, 2]), np.array([-1.0, 5]), "A").data
    assert list(line.x) == list(line.y) == [-1, 5]
    assert (list(squares.x), list(squares.y)) == ([1, 2], [-1, 5])


def test_small_maps_have_names_and_words():
    values = np.array([[1.0, -2.0], [0.0, 0.5]])
    html = figures.map_row([("<conv>: 0.20", values), ("linear", values)], "Saliency")
    assert html.count("<img") == html.count("<figcaption>") == 2
    assert 'alt="Saliency: &lt;conv&gt;: 0.20"' in html
    assert "<conv>" not in html
    assert "no map" in figures.map_row([], "Saliency")


@pytest.mark.parametrize("count", [1, 2])
def test_outlined_squares_lie_where_they_should(count):
    boxes = [(1, 2, 3, 4), (0, 0, 2, 4)][:count]
    html = figures.marked_map(np.ones((4, 8)), "a map", boxes)
    assert html.count("gx-tried") == count
    assert html.count("gx-last") == 1
    assert "top: 25.00%; left: 25.00%; height: 50.00%; width: 25.00%" in html
    assert html.rindex("gx-last") == html.rindex("gx-tried") + len("gx-tried ")


def test_a_map_without_squares_or_numbers():
    assert "gx-under" not in figures.marked_map(np.ones((4, 8)), "a map", [])
    assert "No numbers" in figures.marked_map(np.ones((0, 8)), "a map", [])
