"""What is said of a picture: of numbers by hand, and of pictures of which the answer is known."""

import csv
import math
from io import StringIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import weights
from cnnviz.data import simulator
from cnnviz.familiarity.comparison import compare
from cnnviz.familiarity.measurement import measure
from cnnviz.familiarity.quantities import QUANTITIES
from cnnviz.familiarity.seen import Seen, from_dict
from cnnviz.ui import downloads
from cnnviz.ui.own import likeness
from cnnviz.ui.own.respects import NEGATIVE, RESPECTS, SUBTRACTED, advice
from tests.familiarity.test_measurement import blurred, enlarged, no_object, picture, spot

# of every quantity 0.1 to 0.3 in 90 of 100
QUANTILES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35)
SEEN = Seen(1_000, 0.02, 0.55, "galaxies", "command", dict.fromkeys(QUANTITIES, QUANTILES))
USUAL = dict.fromkeys(QUANTITIES, 0.2)


def said(changes=(), **options):
    options = {"subtracted": False, "deep": False, **options}
    statements = compare(USUAL | dict(changes), SEEN)
    return likeness.sentences(statements, SEEN, 100, **options)


def test_every_quantity_has_words():
    assert list(RESPECTS) == list(QUANTITIES)


def test_a_small_object_in_numbers():
    assert said({"size": 0.04}) == [
        "**The object is small.** Half-light radius 4.0 pixels; 90 of 100 training pictures have "
        "10.0 to 30.0 pixels, and fewer than 1 has less. A tighter crop makes it larger."
    ]


def test_a_value_and_its_limit_are_told_apart():
    assert said({"size": 0.3004})[0].startswith(
        "**The object is large.** Half-light radius 30.04 pixels; 90 of 100 training pictures have "
        "10.00 to 30.00 pixels"
    )


@pytest.mark.parametrize("name", ["offset", "saturated"])
def test_a_small_value_that_is_wanted_contradicts_no_range(name):
    strips = likeness.strips(compare(USUAL | {name: 0.01}, SEEN), 100)
    (one,) = [strip for strip in strips if strip.name == RESPECTS[name].title]
    high = RESPECTS[name].write(0.3, 100, 0)
    assert (one.verdict, one.usual) == ("usual", f"95 of 100 training pictures: at most {high}")
    assert f"; 95 of 100 training pictures have at most {high}" in said({name: 0.34})[0].replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_an_object_without_a_colour_is_an_object():
    assert said({"colour": math.nan}) == [likeness.ALL_USUAL]


def test_an_unusual_one_is_said_to_be_not_much():
    # a quarter of the way from the 95 % to the 99 % quantile
    (line, few) = said({"noise": 0.3125})
    assert "; 90 of 100 training pictures have 10 to 30\N{NO-BREAK SPACE}%, and 4 have" in line
    assert few == likeness.FEW.format(ordinary=55)
    assert likeness.FEW.format(ordinary=55) not in said({"noise": 0.3125, "size": 0.01})


def test_the_worst_comes_first():
    lines = said({"size": 0.06, "sharpness": 0.01})
    assert ["blurred" in lines[0], "small" in lines[1]] == [True, True]


def test_all_usual():
    assert said() == [likeness.ALL_USUAL]


def test_without_an_object():
    lost = dict.fromkeys(("size", "offset", "contrast", "colour", "sharpness"), math.nan)
    (line,) = said(lost)
    assert line.startswith(likeness.EMPTY)
    assert "about 2 of 100 training pictures" in line
    assert likeness.MOVE in line
    lines = said(lost | {"background": 0.9})
    assert [line.count(NEGATIVE) for line in lines] == [1, 0]


@pytest.mark.parametrize(
    ("name", "value", "high", "options", "expected"),
    [
        ("background", 0.4, True, {"subtracted": True}, SUBTRACTED),
        ("background", 0.4, True, {}, ""),
        ("background", 0.4, True, {"deep": True}, "A higher black point darkens it."),
        ("background", 0.9, True, {"subtracted": True, "deep": True}, NEGATIVE),
        ("contrast", 0.1, False, {"deep": True}, "A smaller softening brightens it."),
        ("contrast", 0.1, False, {}, "A brighter picture of it helps."),
        ("offset", 0.3, True, {}, "Move the middle of the crop onto it."),
    ],
)
def test_advice_is_given_where_it_is_true(name, value, high, options, expected):
    options = {"subtracted": False, "deep": False, **options}
    assert advice(name, value, high, **options) == expected


def test_the_file_has_every_number_as_it_was_measured():
    rows = likeness.rows(compare(USUAL | {"size": math.nan, "noise": 0.25}, SEEN))
    read = list(csv.DictReader(StringIO(downloads.table(rows))))
    assert [row["quantity"] for row in read] == list(QUANTITIES)
    by_name = {row["quantity"]: row for row in read}
    assert by_name["size"]["value"] == "nan"
    assert by_name["noise"]["share of training pictures below"] == "0.75"
    assert [float(by_name["noise"][f"{level} %"]) for level in (1, 5, 25, 50, 75, 95, 99)] == list(
        QUANTILES
    )


def cases():
    """Pictures by what has to be said of each; empty where nothing needs to be."""
    galaxy = simulator.galaxy(3, 17).pixels[0]
    random = np.random.default_rng(0)
    small = np.full((96, 96, 3), 12, np.uint8)
    small[40:56, 40:56] = np.asarray(Image.fromarray(galaxy).resize((16, 16)))
    texture = np.fft.rfft2(random.normal(size=(96, 96)))
    wave = np.hypot(*np.meshgrid(np.fft.fftfreq(96), np.fft.rfftfreq(96), indexing="ij"))
    photo = np.fft.irfft2(texture / np.maximum(wave, 1 / 96) ** 1.2)
    photo = (photo - photo.min()) / np.ptp(photo)
    objects = no_object()
    return {
        "a galaxy": (simulator.galaxy(4, 5).pixels[0], "is like those"),
        "another": (simulator.galaxy(5, 3).pixels[0], "is like those"),
        "blurred": (blurred(galaxy, 3), "The object is blurred"),
        "enlarged": (enlarged(galaxy, 16), "The object is blurred"),
        "shifted": (np.roll(galaxy, (20, 12), (0, 1)), "The object is off centre"),
        "tiny": (small, "The object is small"),
        "faint": (galaxy // 5, "The object is faint"),
        "bright sky": (galaxy // 2 + 110, "The background is bright"),
        "a star": (picture(0.05 + 0.9 * spot(sigma=0.8)), "The object is small"),
        "noise": (objects["noise"], "No object stands out"),
        "negative": (objects["negative"], "If it is a negative"),
        "texture": (picture(photo), "The background is bright"),
    }


@pytest.mark.parametrize("name", weights.names())
@pytest.mark.parametrize("case", cases())
def test_pictures_of_which_the_answer_is_known(name, case):
    pixels, expected = cases()[case]
    found = from_dict(weights.load(name)[1].seen)
    lines = likeness.sentences(compare(measure(pixels), found), found, 96, True, False)
    assert expected in " ".join(lines)
