import numpy as np
import pytest

from cnnviz import figures
from cnnviz.kernels import transfer as of

BOX = np.full((3, 3), 1 / 9)
SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def test_the_map_is_the_magnitude_from_zero_over_cycles_per_pixel():
    frequencies, response = of(BOX, 5)
    (heatmap,) = figures.transfer(frequencies, response, 0.5).data
    # a box of three: (1 + 2 cos 2 pi f) / 3 along each axis; at 0, 1/4 and 1/2 it is 1, 1/3, -1/3
    np.testing.assert_allclose(heatmap.z[2], [1 / 3, 1 / 3, 1, 1 / 3, 1 / 3], rtol=1e-6)
    np.testing.assert_allclose(heatmap.z[0, 0], 1 / 9, rtol=1e-6)
    assert (heatmap.zmin, heatmap.zmax) == (0, pytest.approx(1))
    np.testing.assert_allclose(heatmap.x, [-0.5, -0.25, 0, 0.25, 0.5])


def test_units_and_the_names_of_the_axes():
    layout = figures.transfer(*of(SOBEL), 0.5).layout
    assert layout.xaxis.title.text == "f<sub>x</sub> (cycles per pixel)"
    assert layout.yaxis.title.text == "f<sub>y</sub> (cycles per pixel)"
    assert layout.yaxis.scaleanchor == "x"


def test_the_colour_bar_shows_zero():
    for weights, ticks in ((BOX, [0, 0.2, 0.4, 0.6, 0.8, 1]), (SOBEL, [0, 2, 4, 6, 8])):
        (heatmap,) = figures.transfer(*of(weights), 0.5).data
        np.testing.assert_allclose(heatmap.colorbar.tickvals, ticks)
    (heatmap,) = figures.transfer(*of(0 * BOX), 0.5).data
    assert list(heatmap.colorbar.tickvals) == [0]


def test_rows_of_the_response_are_vertical_frequencies():
    frequencies, response = of(SOBEL, 5)
    (heatmap,) = figures.transfer(frequencies, response, 0.5).data
    # nothing along f_y at f_x = 0, where Sobel x takes the difference of equal numbers
    np.testing.assert_allclose(heatmap.z[:, 2], 0, atol=1e-6)
    assert heatmap.z[2, 1] == pytest.approx(8)


def test_the_box_is_at_the_nyquist_frequencies():
    figure = figures.transfer(*of(BOX), (1 / 4, 1 / 6))
    for shape in figure.layout.shapes:
        assert (shape.x0, shape.x1, shape.y0, shape.y1) == (-1 / 6, 1 / 6, -1 / 4, 1 / 4)
    text = figure.layout.annotations[0].text
    assert text == "Outlined: Nyquist frequency 0.167 in x, 0.25 in y"
    text = figures.transfer(*of(BOX), 0.25).layout.annotations[0].text
    assert text == "Outlined: Nyquist frequency 0.25"


def test_a_symmetric_kernel_keeps_its_sign():
    figure = figures.transfer_cuts(*of(BOX, 5), 0.25)
    x, y = figure.data
    for cut in (x, y):
        np.testing.assert_allclose(cut.y, [-1 / 3, 1 / 3, 1, 1 / 3, -1 / 3], rtol=1e-12)
    assert (x.name, y.name) == ("along f<sub>x</sub>", "along f<sub>y</sub>")
    assert x.line.dash != y.line.dash
    assert figure.layout.yaxis.title.text == "H (real)"


def test_an_antisymmetric_kernel_keeps_its_sign_too():
    figure = figures.transfer_cuts(*of(SOBEL, 5), 0.25)
    x, y = figure.data
    np.testing.assert_allclose(np.abs(x.y), [0, 8, 0, 8, 0], atol=1e-12)
    assert x.y[1] == pytest.approx(-x.y[3])
    np.testing.assert_allclose(y.y, 0, atol=1e-12)
    assert figure.layout.yaxis.title.text == "Im H (H is imaginary)"


def test_of_any_other_kernel_the_magnitude_is_drawn():
    frequencies, response = of(np.array([[1.0, 2.0, 5.0]]), 5)
    figure = figures.transfer_cuts(frequencies, response, 0.5, line=True)
    np.testing.assert_allclose(figure.data[0].y, np.abs(response[0]))
    assert figure.layout.yaxis.title.text == "|H|"


def test_a_signal_has_one_curve():
    frequencies, response = of(np.array([[1.0, -2.0, 1.0]]), 5)
    for given in (response, response[2]):
        figure = figures.transfer_cuts(frequencies, given, (0.5, 0.25), line=True)
        (cut,) = figure.data
        np.testing.assert_allclose(cut.y, [-4, -2, 0, -2, -4], atol=1e-12)
        assert figure.layout.xaxis.title.text == "Frequency (cycles per pixel)"
        assert [shape.x0 for shape in figure.layout.shapes] == [-0.25, 0.25]


def test_nyquist_lines_stand_where_they_say():
    figure = figures.transfer_cuts(*of(BOX), (0.5, 0.25))
    assert sorted(shape.x0 for shape in figure.layout.shapes) == [-0.5, -0.25, 0.25, 0.5]
    said = {note.x: note.text for note in figure.layout.annotations}
    assert said == {0.25: "Nyquist f<sub>x</sub> 0.25", 0.5: "Nyquist f<sub>y</sub> 0.5"}
    (note,) = figures.transfer_cuts(*of(BOX), (1 / 6, 1 / 6)).layout.annotations
    assert note.text == "Nyquist 0.167"


@pytest.mark.parametrize("draw", [figures.transfer, figures.transfer_cuts])
@pytest.mark.parametrize(
    ("response", "sentence"),
    [(np.empty((0, 0)), "no transfer function"), (np.full((3, 3), np.inf), "too large to draw")],
)
def test_what_cannot_be_drawn_is_a_sentence(draw, response, sentence):
    figure = draw(np.linspace(-0.5, 0.5, 3), response.astype(complex), 0.5)
    assert not figure.data
    assert sentence in figure.layout.annotations[0].text
