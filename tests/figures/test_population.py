"""Counts, pictures in a row, histograms and the table of a group."""

import re
from io import BytesIO

import numpy as np
from PIL import Image

from cnnviz import figures, symmetries
from cnnviz.figures._population import CHANNELS
from tests.figures import reading

GREY = np.full((96, 96, 3), 77, np.uint8)


def test_bars_are_as_long_as_the_classes_are_large():
    html = figures.class_counts([30, 10, 0], ["a", "<b>", "c"])
    widths = [float(width) for width in re.findall(r'style="width: ([0-9.]+)%"', html)]
    np.testing.assert_allclose(widths, [100, 100 / 3, 0], atol=0.005)
    assert re.findall(r"<td>([^<]+)", html) == ["30 (75.0 %)", "10 (25.0 %)", "0 (0.0 %)"]
    assert "<b>" not in html


def test_nothing_to_count_is_a_sentence():
    assert "no galaxy to count" in figures.class_counts([], [])
    assert "no galaxy to count" in figures.class_counts([0, 0], ["a", "b"])


def test_pictures_have_names_texts_and_alternatives():
    html = figures.picture_row([("left", GREY, "87 %"), ("<i>", GREY // 2, "")], "A galaxy")
    (first, picture), (second, _) = reading.images(html)
    assert (first, second) == ("A galaxy: left, 87 %", "A galaxy: <i>, ")
    np.testing.assert_allclose(np.asarray(picture.convert("RGB")), GREY, atol=3)  # WebP rounds
    assert "<strong>left</strong><br>87 %" in html
    assert "<i>" not in html
    assert "No pictures" in figures.picture_row([], "A galaxy")


def test_the_file_has_every_picture():
    file = figures.picture_row_png([("one", GREY), ("two", GREY // 2)], ["a line"])
    pixels = np.asarray(Image.open(BytesIO(file)).convert("RGB")).reshape(-1, 3)
    for value in (77, 38):
        assert (pixels == value).all(axis=1).sum() > 10_000


def test_a_histogram_has_the_shares_and_gaps_where_there_is_no_pixel():
    values = np.zeros(256)
    values[[0, 9]] = 0.25, 0.75
    figure = figures.histograms({"Red": values, "Merging": values[::-1]})
    first, second = figure.data
    assert first.y[9] == 0.75
    assert np.isnan(first.y[1])
    assert first.line.color == CHANNELS["red"]
    assert second.line.color != first.line.color
    assert figure.layout.yaxis.type == "log"


def test_no_pixel_is_a_sentence():
    assert "no pixel to count" in figures.histograms({}).layout.annotations[0].text
    assert not figures.histograms({"Red": np.zeros(256)}).data


def test_the_groups_table_in_words():
    html = figures.group_table(symmetries.SHORT, symmetries.table())
    cells = re.findall(r"<td[^>]*>([^<]+)", html)
    assert len(cells) == 64
    assert cells[:8] == list(symmetries.SHORT)
    assert cells[8 * 1 + 1] == "half"
    assert html.count('class="gx-same"') == 8


def test_a_scale_bar_in_kpc():
    html = figures.galaxy(GREY, "a galaxy", 0.5, kpc=1.5)
    assert "10 arcsec = 15 kpc" in html
    assert "kpc" not in figures.galaxy(GREY, "a galaxy", 0.5)
    assert "kpc" not in figures.galaxy(GREY, "a galaxy", kpc=1.5)
