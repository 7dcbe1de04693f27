"""Colours: the map is centred at zero, and every colour can be read where it stands."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from cnnviz.figures import STYLE, _theme

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
THEMES = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_as_published():
    # WCAG's own examples: black on white 21 to 1, #767676 on white just above 4.5
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert 4.5 < contrast("#767676", "#ffffff") < 4.6


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", ["textColor", "linkColor", "primaryColor"])
@pytest.mark.parametrize("paper", ["backgroundColor", "secondaryBackgroundColor"])
def test_text_can_be_read_in_both_themes(theme, ink, paper):
    colours = CONFIG["theme"][theme]
    assert contrast(colours[ink], colours[paper]) >= 4.5
    assert contrast(colours[ink], colours["sidebar"][paper]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_marks_can_be_seen_in_both_themes(theme):
    paper = CONFIG["theme"][theme]["backgroundColor"]
    for mark in (_theme.ACCENT, _theme.QUIET, *CONFIG["theme"][theme]["chartCategoricalColors"]):
        assert contrast(mark, paper) >= 3


def test_nothing_in_the_theme_comes_from_another_host():
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text()
    assert "http" not in STYLE
    assert "@import" not in STYLE


@pytest.mark.parametrize("name", ["chartSequentialColors", "chartDivergingColors"])
def test_streamlit_takes_exactly_ten_colours(name):
    assert len(CONFIG["theme"][name]) == 10


def test_the_diverging_map_is_dark_at_zero_and_brighter_either_way():
    colours = _theme.diverging()
    assert colours.shape == (255, 3)
    bright = colours @ np.array((0.2126, 0.7152, 0.0722))
    assert bright.argmin() == 127
    assert (np.diff(bright[127:]) > 0).all()
    assert (np.diff(bright[:128]) < 0).all()
    assert colours[0, 2] > colours[0, 0]  # blue below zero
    assert colours[-1, 0] > colours[-1, 2]  # amber above


@pytest.mark.parametrize(
    ("extent", "length"),
    [(33.5, 10), (66, 10), (67, 20), (96, 20), (500, 100), (0.7, 0.2), (1000 / 3, 100)],
)
def test_nice_lengths_by_hand(extent, length):
    assert _theme.nice_length(extent) == pytest.approx(length)


def test_nice_lengths_are_one_two_or_five_and_at_most_three_tenths():
    for extent in np.geomspace(0.01, 1e5, 400):
        length = _theme.nice_length(extent)
        assert 0.1 * extent < length <= 0.3 * extent * (1 + 1e-12)
        digit = length / 10.0 ** np.floor(np.log10(length * (1 + 1e-9)))
        assert min(abs(digit - n) for n in (1, 2, 5)) < 1e-9
