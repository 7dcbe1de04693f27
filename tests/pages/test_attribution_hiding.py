"""Hide it yourself on the page of attributions, without a browser."""

import numpy as np
import pytest

from cnnviz import figures, hiding, weights
from cnnviz.data import simulator
from cnnviz.hiding import Patch
from tests.pages.test_attribution import open_page, words

MODEL, CARD = weights.load("tutorial")
PIXELS = CARD.preprocessing.pixels(simulator.galaxy(3, 17).pixels[0])
BARRED = 3


def shown(at):
    """The table of bars; its html."""
    return next(e.proto.body for e in at.main.get("html") if "gx-changed" in e.proto.body)


def chances(patch, filling="sky"):
    mask = patch.mask((96, 96)) if patch else np.zeros((96, 96), bool)
    return hiding.probabilities(MODEL, CARD.preprocessing, PIXELS, mask, filling)


def hide(**choices):
    return open_page(section="hide", methods="saliency", **choices)


def test_nothing_is_hidden_at_first():
    at = hide()
    assert "Nothing is hidden yet" in words(at)
    assert "What you have tried" not in words(at)
    before = chances(None)
    assert shown(at) == figures.change_bars(before, before, CARD.classes, BARRED)


@pytest.mark.parametrize("filling", hiding.FILLINGS)
def test_a_patch_in_the_address(filling):
    at = hide(patch="30.40", side="22", filling=filling)
    after = chances(Patch(30, 40, 22), filling)
    expected = figures.change_bars(chances(None), after, CARD.classes, BARRED)
    assert shown(at) == expected
    assert f"to {100 * after[BARRED]:.1f}" in words(at)
    table = at.main.dataframe[0].value
    assert table["Hidden"].tolist() == ["22 by 22 at row 30, column 40"]
    change = after[BARRED] - chances(None)[BARRED]
    assert table["Change"].tolist() == [figures.points(change)]
    masks = np.zeros((96, 96), bool), Patch(30, 40, 22).mask((96, 96))
    before, now = (hiding.logits(MODEL, CARD.preprocessing, PIXELS, m, filling) for m in masks)
    assert table["Logit's fall"].tolist() == [figures.signed((before - now)[BARRED])]


def test_another_class_is_followed():
    at = hide(patch="30.40", target="1")
    assert "**Round Smooth** goes from" in words(at)


@pytest.mark.parametrize(
    ("choices", "note"),
    [
        ({"patch": "90.40", "side": "16"}, "The patch is at row 80, column 40"),
        ({"side": "90"}, "A patch of 90 pixels became one of 48"),
        ({"side": "3"}, "A patch of 3 pixels became one of 6"),
        ({"patch": "middle"}, "is no row and column"),
        ({"patch": "1.2.3"}, "is no whole number"),
        ({"patch": "-1.2"}, "is not between"),
        ({"filling": "white"}, "ignored"),
    ],
)
def test_what_the_address_cannot_say(choices, note):
    assert note in words(hide(**choices))


def test_a_larger_patch_keeps_its_middle():
    at = hide(patch="30.40", side="16")
    at.main.slider(key="attribution_side").set_value(24).run()
    assert at.query_params["attribution_patch"] == "26.36"
    assert at.query_params["attribution_side"] == "24"
    table = at.main.dataframe[0].value
    assert table["Try"].tolist() == ["2", "1"]


def test_the_map_of_hiding():
    at = hide(patch="30.40", side="24", filling="grey")
    at.main.toggle(key="attribution_worst").set_value(True).run()
    assert not at.exception
    maps = [e.proto.body for e in at.main.get("html") if "gx-tried" in e.proto.body]
    assert len(maps) == 1
    assert "How much the logit of Barred Spiral falls when a patch of 24 by 24" in maps[0]
    assert at.main.dataframe[0].value["Map there"][0]
    next(b for b in at.main.button if b.label == "Put the patch there").click().run()
    assert len(at.main.dataframe[0].value) == 2
    next(b for b in at.main.button if b.label == "Forget these").click().run()
    # what is hidden now is a try again
    assert len(at.main.dataframe[0].value) == 1
