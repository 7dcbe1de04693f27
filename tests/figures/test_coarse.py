import numpy as np
import pytest

from cnnviz import figures
from cnnviz.figures._coarse import DOWN, UP
from tests.figures.reading import images, pixels

SPINS = np.array([[1, -1], [-1, 1]], np.int8)


def test_spins_have_two_colours():
    shown = pixels(figures.coarse([[SPINS]], ["Block spins"], "A lattice", spins=True))
    assert shown.tolist() == [[list(UP), list(DOWN)], [list(DOWN), list(UP)]]


def test_averaged_spins_lie_between():
    shown = pixels(figures.coarse([[np.zeros((1, 1))]], ["Averaged"], "A lattice", spins=True))
    np.testing.assert_allclose(shown[0, 0], (np.array(UP) + DOWN) / 2, atol=0.5)


def test_the_colours_of_spins_are_said():
    html = figures.coarse([[SPINS]], ["Block spins"], "A lattice", spins=True)
    assert "spin up, +1" in html
    assert "spin up" not in figures.coarse([[np.zeros((2, 2))]], ["Pooled"], "A galaxy")


@pytest.mark.parametrize("layout", ["pixels", "planes"])
def test_a_galaxy_is_shown_as_it_is_and_as_planes(layout):
    galaxy = np.arange(24, dtype=np.uint8).reshape(2, 4, 3) * 10
    image = galaxy if layout == "pixels" else np.moveaxis(galaxy, -1, 0).astype(float)
    np.testing.assert_array_equal(
        pixels(figures.coarse([[image]], ["Average"], "A galaxy")), galaxy
    )


@pytest.mark.parametrize("image", [np.array([[0.0, 260]]), np.array([[[-3.0, 255]]])])
def test_one_channel_is_grey_and_light_is_limited(image):
    assert pixels(figures.coarse([[image]], ["Max"], "A galaxy")).tolist() == [[[0] * 3, [255] * 3]]


def test_every_picture_tells_what_it_is_and_its_size():
    rows = [[np.zeros((8, 4)), np.zeros((4, 2))], [np.zeros((8, 4))]]
    html = figures.coarse(rows, ["Average", "Max"], "A galaxy")
    assert [alt for alt, _ in images(html)] == [
        "A galaxy: Average, 4 by 8", "A galaxy: Average, 2 by 4", "A galaxy: Max, 4 by 8",
    ]  # fmt: skip
    assert html.count("<figcaption>4 by 8</figcaption>") == 2
    assert "--count: 2" in html  # all equally wide, in both rows


def test_words_cannot_become_markup():
    evil = '"><script>alert(1)</script>'
    html = figures.coarse([[SPINS]], [evil], evil, spins=True)
    assert "<script" not in html


def test_names_that_are_missing_are_noticed():
    with pytest.raises(ValueError, match="shorter"):
        figures.coarse([[SPINS], [SPINS]], ["Block spins"], "A lattice")


@pytest.mark.parametrize("rows", [[], [[]]])
def test_no_pictures_are_a_sentence(rows):
    assert figures.coarse(rows, [""] * len(rows), "") == (
        '<p class="gx-empty">No pictures to show.</p>'
    )
