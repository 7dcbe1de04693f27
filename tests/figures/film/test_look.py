"""The frames' colours are the app's, and everything can be read on them."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from cnnviz.figures import _theme
from cnnviz.figures.film.look import DARK, LIGHT, Range, extent, mix, rgb, shade, tint
from tests.figures.test_theme import contrast

ROOT = Path(__file__).parents[3]
STAGE = ROOT / "cnnviz" / "ui" / "components"
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
BOTH = pytest.mark.parametrize(("look", "theme"), [(LIGHT, "light"), (DARK, "dark")])


def code(colour):
    return "#{:02x}{:02x}{:02x}".format(*colour)


@BOTH
def test_the_frame_has_the_colours_of_the_app(look, theme):
    colours = CONFIG[theme]
    assert code(look.paper) == colours["backgroundColor"]
    assert code(look.ink) == colours["textColor"]
    assert code(look.bars) == colours["primaryColor"]
    assert code(look.border) == colours["borderColor"]


@BOTH
def test_the_frame_has_the_colours_of_the_stage(look, theme):
    marks = re.findall(r"--mark: (#\w{6})", (STAGE / "stage.css").read_text())
    assert code(look.mark) == marks[("light", "dark").index(theme)]
    tints = (STAGE / "stage_code" / "colours.js").read_text()
    (line,) = re.findall(rf"{theme}: {{ (zero[^}}]*) }}", tints)
    for name, colour in re.findall(r'(\w+): "(#\w{6})"', line):
        assert code(getattr(look, name)) == colour


@BOTH
def test_numbers_can_be_read_on_every_cell(look, theme):
    assert contrast(code(look.mark), code(look.paper)) >= 4.5, theme
    for colour in (look.zero, look.positive, look.negative, look.bias, look.paper):
        assert contrast(code(look.ink), code(colour)) >= 4.5, theme


@BOTH
def test_cells_are_paper_at_zero_and_coloured_either_way(look, theme):
    both = Range(4.0, True)
    assert tint(look, 0.0, both) == look.zero
    assert tint(look, 4.0, both) == mix(look.zero, look.positive, 0.9)
    assert tint(look, -2.0, both) == mix(look.zero, look.negative, 0.45)
    assert tint(look, -np.inf, both) == look.zero
    assert tint(look, 1.0, Range(0.0, False)) == look.zero


def test_images_are_grey_or_blue_and_amber_by_hand():
    grey = shade(LIGHT, np.array([[0.0, 1.0, 2.0]]), Range(2.0, False))
    assert grey.tolist() == [[[0] * 3, [128] * 3, [255] * 3]]
    signed = shade(LIGHT, np.array([[-2.0, 0.0, 2.0]]), Range(2.0, True))
    np.testing.assert_array_equal(signed[0], _theme.diverging()[[0, 127, 254]])


def test_what_is_no_number_has_the_colour_of_the_paper():
    shown = shade(DARK, np.array([[-np.inf, np.nan, 1.0]]), Range(1.0, False))
    assert [tuple(colour) for colour in shown[0, :2].tolist()] == [DARK.paper] * 2


def test_the_range_leaves_out_what_is_not_finite():
    assert extent(np.array([-np.inf, 3.0, np.nan, -1.0])) == Range(3.0, True)
    assert extent(np.array([-np.inf, 3.0])) == Range(3.0, False)
    assert extent(np.empty(0)) == Range(0.0, False)


def test_mixing_by_hand():
    assert rgb("#0080ff") == (0, 128, 255)
    assert mix((0, 100, 200), (100, 0, 200), 0.25) == (25, 75, 200)
