import numpy as np
import pytest
from PIL import Image

from cnnviz.figures._numbers import MINUS
from cnnviz.figures.film.pen import SIGNS, Fonts, Pen
from cnnviz.figures.film.story import story
from tests.figures.film import scenes

INK = (0, 0, 0)


@pytest.fixture
def pen():
    return Pen(Image.new("RGB", (200, 100), "white"), Fonts(), 1.0)


def inked(pen):
    """Box of what is drawn: left, top, right, bottom, ends excluded."""
    dark = np.argwhere(np.asarray(pen.image.convert("L")) < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0) + 1
    return left, top, right, bottom


def has_glyph(letter):
    font = Fonts().get(24)
    missing = font.getmask("\uffff")
    mask = font.getmask(letter)
    return (mask.size, bytes(mask)) != (missing.size, bytes(missing))


def test_boxes_are_where_they_are_said_to_be(pen):
    pen.box(10, 20, 30, 40, fill=INK)
    assert inked(pen) == (10, 20, 40, 60)


def test_everything_grows_with_the_scale():
    pen = Pen(Image.new("RGB", (200, 200), "white"), Fonts(), 2.0)
    pen.box(10, 20, 30, 40, fill=INK)
    assert inked(pen) == (20, 40, 80, 120)


def test_the_outline_of_a_box_is_inside_it(pen):
    pen.box(10, 20, 30, 40, line=INK, thick=3)
    assert inked(pen) == (10, 20, 40, 60)
    assert pen.image.getpixel((12, 30)) == INK
    assert pen.image.getpixel((14, 30)) == (255, 255, 255)


def test_dashes_go_around_a_box_with_gaps(pen):
    pen.dashes(10, 20, 31, 41, INK)
    assert inked(pen) == (10, 20, 41, 61)
    top = np.asarray(pen.image.convert("L"))[20, 10:41] < 128
    assert 10 < top.sum() < 25


@pytest.mark.parametrize(("anchor", "left"), [("start", 100), ("middle", 50), ("end", 0)])
def test_text_is_anchored(pen, anchor, left):
    width = pen.width("nnnnn", 20)
    pen.text(100, 50, "nnnnn", 20, INK, anchor)
    found = inked(pen)
    assert found[0] == pytest.approx(100 - width * (100 - left) / 100, abs=3)
    assert found[2] - found[0] == pytest.approx(width, abs=4)


def test_text_stands_in_the_middle_of_its_line(pen):
    pen.text(100, 50, "H", 40, INK)
    _, top, _, bottom = inked(pen)
    assert (top + bottom) / 2 == pytest.approx(50, abs=1.5)


def test_the_minus_sign_is_drawn(pen):
    assert not has_glyph(MINUS)
    pen.text(100, 50, MINUS, 40, INK)
    left, top, right, bottom = inked(pen)
    assert 15 < right - left < 30
    assert 1 <= bottom - top <= 6
    assert pen.width(f"{MINUS}1", 40) == pytest.approx(0.6 * 40 + pen.width("1", 40))


def test_infinity_is_drawn_as_high_as_a_small_letter(pen):
    assert not has_glyph("∞")
    pen.text(100, 50, "∞", 40, INK)
    left, top, right, bottom = inked(pen)
    assert 20 < right - left < 32
    assert 10 < bottom - top < 22


@pytest.mark.parametrize("name", scenes.ALL)
def test_the_font_has_every_letter_of_every_story(name):
    drawn = scenes.ALL[name]()
    lines = [line for step in (0, 1, 2) for line in story(drawn, 0, step)]
    letters = {letter for line in lines for word in line.words() for letter in str(word)}
    assert {letter for letter in letters - {" ", *SIGNS} if not has_glyph(letter)} == set()


def test_a_size_is_loaded_once():
    fonts = Fonts()
    assert fonts.get(20.0) is fonts.get(20.1)
    assert fonts.get(20.0) is not fonts.get(21.0)
