import re
from base64 import b64decode

import numpy as np
import plotly.graph_objects as go
import pytest

from cnnviz import figures
from cnnviz.figures._measured import edges
from cnnviz.figures._varied import ranked

PIXELS = np.zeros((8, 8, 3), np.uint8)


def test_the_edges_of_a_mask_are_its_perimeter():
    mask = np.zeros((8, 8), bool)
    mask[2:5, 3] = True  # one wide, three high
    path = edges(mask)
    assert len(re.findall("h1", path)) == 2
    assert len(re.findall("v1", path)) == 6
    assert "M3 2h1" in path
    assert "M3 5h1" in path
    assert "M4 4v1" in path
    whole = edges(np.ones((8, 8), bool))
    assert len(re.findall("[hv]1", whole)) == 32


def test_the_circle_stands_on_the_middles_of_the_pixels():
    mask = np.ones((8, 8), bool)
    text = figures.outlined(PIXELS, mask, (2.0, 5.0, 1.5), "a <galaxy>")
    lines = b64decode(re.search(r"svg\+xml;base64,([^\"]+)", text)[1]).decode()
    assert 'cx="5.50" cy="2.50" r="1.50"' in lines
    assert 'alt="a &lt;galaxy&gt;"' in text
    assert 'viewBox="0 0 8 8"' in lines


def ring(value):
    return figures.Ring("Saliency", np.array([1.0, 3, 5]), np.array(value), np.full(3, 0.1))


def test_rings_have_both_axes_and_their_errors():
    figure = figures.rings([ring([2.0, 1, 0.5])], 0.4, {"half of the light": 3.5})
    curve = figure.data[0]
    np.testing.assert_array_equal(curve.y, [2, 1, 0.5])
    np.testing.assert_array_equal(curve.error_y.array, 0.1)
    layout = figure.layout
    assert layout.xaxis.title.text == "Radius (pixels)"
    assert layout.xaxis2.title.text == "Radius (arcsec)"
    assert layout.xaxis2.range[1] == pytest.approx(0.4 * layout.xaxis.range[1])
    assert {shape.x0 for shape in layout.shapes} >= {3.5}
    assert [a.text for a in layout.annotations] == ["half of the light"]
    assert "xaxis2" not in figures.rings([ring([1.0, -1, 0])], None, {}).layout


def test_shares_stand_beside_the_area():
    figure = figures.shares(["Outline", "Sky"], [0.2, 0.8], {"Saliency": [0.6, 0.4]})
    area, method = figure.data
    assert (area.name, list(area.y)) == ("Area (chance)", [0.2, 0.8])
    assert (method.name, list(method.y)) == ("Saliency", [0.6, 0.4])


def test_without_maps_a_sentence():
    for figure in (figures.rings([], None, {}), figures.shares([], [], {})):
        assert figure.layout.annotations[0].text == "There is no map to measure."
    empty = figures.changed([], np.zeros((0, 3)), "abc", 0, 0, "")
    assert empty.layout.annotations[0].text == "There is nothing to draw."


CHANCES = np.array([[0.1, 0.5, 0.1, 0.1, 0.2], [0.05, 0.2, 0.4, 0.05, 0.3]])


def test_the_asked_class_comes_first_and_then_those_that_matter():
    assert ranked(CHANCES, 3) == [3, 1, 2, 4]
    assert ranked(CHANCES, 1) == [1, 2, 4, 0]


def test_a_line_is_the_probabilities_and_the_chosen_value_is_marked():
    figure = figures.changed([0, 5], CHANCES, "abcde", 3, 1, "FWHM")
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [line.name for line in lines] == ["d", "b", "c", "e"]
    np.testing.assert_array_equal(lines[1].y, [0.5, 0.2])
    assert figure.layout.shapes[0].x0 == 5
    np.testing.assert_array_equal(figure.data[-1].y, [0.05, 0.2, 0.4, 0.3])
    named = figures.changed(["none", "10"], CHANCES, "abcde", 3, 1, "S/N")
    assert named.layout.xaxis.type == "category"  # no axis of numbers for what looks like some
    assert named.layout.shapes[0].x0 == 1


def test_bars_are_stacked_to_one():
    figure = figures.changed(["as it is", "no red"], CHANCES, "abcde", 3, 0, "", bars=True)
    assert all(isinstance(trace, go.Bar) for trace in figure.data)
    np.testing.assert_allclose(np.sum([trace.y for trace in figure.data], axis=0), 1)
    assert figure.layout.barmode == "stack"
    assert figure.layout.annotations[0].x == "as it is"
