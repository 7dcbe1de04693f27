"""Numbers as sentences, and text from outside as text."""

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import words
from cnnviz.ui.galaxy import Galaxy, from_simulation

SPACE = "\N{NO-BREAK SPACE}"


def shares(*values):
    rest = (1 - sum(values)) / (7 - len(values))
    return np.array([*values, *[rest] * (7 - len(values))])


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ((0.97,), f"almost certain (97.0{SPACE}%)"),
        ((0.95,), f"almost certain (95.0{SPACE}%)"),
        ((0.85, 0.1), f"quite sure (85.0{SPACE}%)"),
        ((0.6, 0.3), f"leaning this way (60.0{SPACE}%)"),
        ((0.4, 0.35), f"undecided (40.0{SPACE}%)"),
    ],
)
def test_how_sure(values, how):
    assert f"**Merging**, says the network, and is {how}" in words.sureness(
        shares(*values), CLASSES
    )


def test_the_second_guess_is_told_unless_it_hardly_counts():
    assert f"next comes Round Smooth (30.0{SPACE}%)" in words.sureness(shares(0.6, 0.3), CLASSES)
    assert "next comes" not in words.sureness(shares(0.97), CLASSES)


def test_right_wrong_and_unknown():
    p = shares(0.97)
    assert words.sureness(p, CLASSES, 0).endswith("That is right.")
    assert words.sureness(p, CLASSES, 6).endswith("Its true class is Edge-on with Bulge.")
    assert words.sureness(p, CLASSES).endswith(f"(97.0{SPACE}%).")


def test_entropy_of_certainty_of_a_coin_and_of_seven_equal_bars():
    assert words.entropy(np.eye(7)[2]).startswith("Entropy 0.00 nats")
    # ln 2 = 0.693, ln 7 = 1.946
    assert words.entropy(np.array([0.5, 0.5, 0, 0, 0, 0, 0])).startswith("Entropy 0.69 nats")
    assert words.entropy(np.full(7, 1 / 7)) == "Entropy 1.95 nats; 7 equal bars would have 1.95."


@pytest.mark.parametrize(
    ("value", "text"),
    [(16.234, "16.2"), (0.4158, "0.416"), (124.7, "125"), (3.0, "3"), ("decals", "DECaLS")],
)
def test_quantities_by_hand(value, text):
    assert words.quantity(value) == text


@pytest.mark.parametrize("label", range(7))
def test_every_true_parameter_has_a_name_and_every_class_something_telling(label):
    truth = from_simulation(simulator.galaxy(label, 4)).truth
    assert set(truth) - {"seed"} <= set(words.PARAMETERS)
    rows = words.parameter_rows(truth)
    assert len(rows) == len(truth) - 1
    assert words.telling(label, truth)


def test_one_arm_is_one_arm():
    truth = {"arms": 1.0, "pitch_angle": 21.4}
    assert words.telling(CLASSES.index("Unbarred Loose Spiral"), truth) == (
        "1 arm; pitch angle 21 degrees"
    )
    assert words.telling(4, truth | {"arms": 11.0}).startswith("11 arms")


def test_the_caption_says_what_the_network_receives():
    whole = Galaxy("upload", np.zeros((96, 96, 3), np.uint8), (96, 96))
    assert words.caption(whole, Preprocessing()).endswith("The network receives all of it.")
    large = Galaxy("upload", np.zeros((300, 500, 3), np.uint8), (300, 500))
    assert words.caption(large, Preprocessing()) == (
        "Your image: 500 by 300 pixels. The network receives the outlined 150 by 150 pixels."
    )


def test_markdown_from_outside_is_escaped_letter_by_letter():
    assert words.plain("![x](http://a.b)*_`<:$") == r"\!\[x\]\(http\:\/\/a\.b\)\*\_\`\<\:\$"
    assert words.plain("a plain word") == "a plain word"


def test_a_name_from_outside_is_code_without_end():
    assert words.literal("m31.png") == "`m31.png`"
    assert words.literal("a`](b)\n\x1b") == "`a'](b)  `"
    assert words.literal("x" * 200) == "`" + "x" * 60 + "...`"


def test_a_name_in_a_file_is_whole_and_nothing_to_compute():
    assert words.cell("x" * 200 + "\n.png") == "x" * 200 + " .png"
    for name in ("=cmd|calc!A1", "+1", "-1", "@a"):
        assert words.cell(name) == f"'{name}"
