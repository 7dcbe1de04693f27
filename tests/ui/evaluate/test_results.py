"""Sets block by block, and results that go on where they were."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz import weights
from cnnviz.data import load, simulator
from cnnviz.data.images import CLASSES
from cnnviz.evaluation import views
from cnnviz.ui.evaluate import data, results
from cnnviz.ui.evaluate.choices import Evaluate
from cnnviz.ui.evaluate.data import BLOCK, Shelf, Simulated, received, rows
from cnnviz.ui.evaluate.results import Asked, EvaluationError, Store, compute
from cnnviz.ui.evaluate.view import VALIDATION
from cnnviz.ui.galaxy import parse_address
from cnnviz.ui.job import Cancelled

SET = Simulated(2 * BLOCK, 30)


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """A shelf of the test's own."""
    mine = Shelf()
    monkeypatch.setattr(data, "_shelf", lambda: mine)
    return mine


def test_blocks_are_the_set_of_the_command_line():
    whole = load("simulated", count=SET.count, seed=SET.first)
    blocks = np.concatenate([SET.block(i) for i in range(SET.blocks)])
    np.testing.assert_array_equal(blocks, whole.pixels)
    np.testing.assert_array_equal(SET.labels().labels, whole.labels)
    np.testing.assert_array_equal(whole.table["seed"], [SET.galaxy(j)[1] for j in range(140)])


def test_an_image_has_the_address_of_its_galaxy():
    assert SET.address(9) == "sim-inbetween-31"
    assert parse_address(SET.address(75)) == SET.galaxy(75)


def test_the_temperature_has_galaxies_that_nobody_else_has():
    last = VALIDATION.first + VALIDATION.count // 7
    assert VALIDATION.count < results.LONG
    assert VALIDATION.first > 899_999 + 10_500 // 7
    assert last < 1_000_000  # of the training


def test_a_block_is_made_once_and_the_oldest_is_forgotten(monkeypatch, shelf):
    made = []
    monkeypatch.setattr(data, "BLOCKS", 2)
    make = simulator.galaxies
    monkeypatch.setattr(
        simulator, "galaxies", lambda *a, **k: made.append(a[1][0]) or make(*a, **k)
    )
    for first in (0, 10, 0, 20, 0, 10):
        shelf.block(first)
    assert made == [0, 10, 20, 10]


def test_a_network_of_another_size_gets_its_own_pixels():
    _, card = weights.load("tutorial")
    small = replace(card.preprocessing, size=32)
    pixels = received(SET.block(0)[:3], small)
    assert pixels.shape == (3, 32, 32, 3)
    np.testing.assert_array_equal(pixels[1], small.pixels(SET.block(0)[1]))


def test_rows_of_the_matrix_are_the_classes_that_the_network_knows():
    assert rows(Evaluate(), CLASSES) == CLASSES
    assert rows(Evaluate(), ("Star", "Edge-on with Bulge", "Merging")) == (
        "Merging",
        "Edge-on with Bulge",
    )


def asked(kind=""):
    _, card = weights.load("tutorial")
    return Asked("tutorial", card.sha256, SET, kind)


@pytest.mark.parametrize("kind", ["", "symmetries", "crops"])
def test_what_was_interrupted_goes_on_where_it_was(kind):
    model, card = weights.load("tutorial")
    store, told = Store(), []

    def cancel(done, total):
        told.append((done, total))
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        compute(asked(kind), model, card, store, cancel)
    assert told == [(0, 140), (70, 140)]
    assert store.whole(asked(kind).key, SET.blocks) is None
    told.clear()
    found = compute(asked(kind), model, card, store, lambda *a: told.append(a))
    assert told == [(70, 140), (140, 140)]
    np.testing.assert_array_equal(store.whole(asked(kind).key, SET.blocks), found)
    assert found.shape == (140, 7)
    if kind:
        mean = views(model, card.preprocessing, SET.block(1), kind).mean(axis=0)
        np.testing.assert_allclose(np.exp(found[70:]), mean, rtol=1e-6)


def test_the_result_used_longest_ago_is_forgotten(monkeypatch):
    monkeypatch.setattr(results, "KEPT", 2)
    store = Store()
    for key in ("a", "b", "a", "c"):
        store.parts(key).append(np.zeros((1, 2)))
    assert store.whole("b", 1) is None
    assert store.whole("a", 2).shape == (2, 2)


def test_what_pytorch_refuses_is_one_sentence():
    _, card = weights.load("tutorial")

    def refuse(images):
        raise RuntimeError("shapes do not fit\nat all")

    with pytest.raises(EvaluationError, match=r"^tutorial cannot take these .* do not fit\)$"):
        compute(asked(), refuse, card, Store(), lambda *a: None)


def test_results_are_told_apart():
    keys = {
        asked().key,
        asked("crops").key,
        replace(asked(), sha256="other").key,
        replace(asked(), data=Simulated(70, 30)).key,
    }
    assert len(keys) == 4
    assert (asked().images, asked("crops").images) == (140, 1400)
