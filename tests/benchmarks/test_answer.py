from dataclasses import replace

import numpy as np
import pytest

from cnnviz import figures, inference, weights
from cnnviz.benchmarks.answer import fault, read
from cnnviz.benchmarks.expected import expect
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES

LABEL, SEED = 3, 17


@pytest.fixture(scope="module")
def expected():
    return expect([(LABEL, SEED)])[0]


@pytest.fixture
def answer(expected):
    """What the home page shows of the galaxy, without a server."""
    pictures = [
        figures.thumbnail(expected.pixels, "small"),
        figures.galaxy(expected.pixels, f"{CLASSES[LABEL]}, simulated, seed {SEED}", 0.262),
    ]
    bars = figures.probability_bars(np.array(expected.percents) / 100, CLASSES, LABEL)
    return read("galaxy=sim-barred-17&model=explorer", [*pictures, bars])


def test_the_expected_galaxy_is_the_simulators_and_the_default_networks(expected):
    assert expected.address == "sim-barred-17"
    assert np.array_equal(expected.pixels, simulator.galaxy(LABEL, SEED).pixels[0])
    network, card = weights.load(weights.names()[0])
    received = card.preprocessing.pixels(expected.pixels)[None]
    shares = inference.probabilities(network, card.preprocessing, received)[0]
    np.testing.assert_allclose(expected.percents, 100 * shares, atol=1e-3)


def test_many_are_expected_in_the_order_in_which_they_are_asked_for(expected):
    both = expect([(5, 2), (LABEL, SEED)])
    assert [one.address for one in both] == ["sim-loose-2", "sim-barred-17"]
    np.testing.assert_allclose(both[1].percents, expected.percents, atol=1e-3)


def test_the_page_is_read(answer, expected):
    assert answer.galaxy == "sim-barred-17"
    assert answer.words == "Barred Spiral, simulated, seed 17"
    np.testing.assert_allclose(answer.percents, expected.percents, atol=0.1)
    assert fault(answer, expected) == ""


def test_a_share_that_is_printed_as_nearly_nothing_is_read():
    bars = figures.probability_bars(np.array([0.9997, 0.0003, 0.0]), CLASSES[:3])
    assert read("", [bars]).percents == (99.9, 0.1, 0.0)


def test_an_empty_page_is_at_fault(expected):
    assert fault(read("", []), expected) == "the address names no galaxy"
    assert fault(read("galaxy=sim-barred-17", []), expected) == "the picture is called ''"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"galaxy": "sim-barred-18"}, "the address names sim-barred-18"),
        ({"words": "Barred Spiral, simulated, seed 18"}, "the picture is called 'Barred"),
        ({"words": "Merging, simulated, seed 17"}, "the picture is called 'Merging"),
        ({"picture": b""}, "the picture has other pixels"),
        ({"percents": (100.0,)}, "there are 1 bars"),
    ],
)
def test_each_fault_is_named(answer, expected, change, reason):
    assert fault(replace(answer, **change), expected).startswith(reason)


def test_the_picture_of_another_galaxy_is_at_fault(answer, expected):
    pixels = expected.pixels.copy()
    pixels[0, 0, 0] ^= 1
    assert fault(answer, replace(expected, pixels=pixels)) == "the picture has other pixels"


def test_the_bars_of_another_galaxy_are_at_fault(answer, expected):
    first, *others = expected.percents
    other = replace(expected, percents=(first + 0.3, *others))
    assert fault(answer, other) in ("a bar is 0.3 % off", "a bar is 0.2 % off")
