"""Choices that cannot be, and what becomes of them."""

import re
from dataclasses import replace

import pytest
import streamlit

from cnnviz.ui.feature_maps import possible, reading
from cnnviz.ui.feature_maps.choices import FeatureMaps
from cnnviz.ui.feature_maps.possible import other, others, settle

FIRST = FeatureMaps()
GALAXY = "sim-barred-17"


@pytest.fixture(autouse=True)
def state(monkeypatch):
    found = {}
    monkeypatch.setattr(streamlit, "session_state", found)
    return found


def settled(**chosen):
    return settle(replace(FIRST, **chosen), GALAXY, "tutorial")


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"at": (("linear", (3,)), ("flatten", (101,)), ("", (2, 95, 95))), "view": "map"},
        {"network": "vgg16", "layer": "features_28", "channel": 511, "target": 999},
        {"layer": "block1_conv", "channel": 3, "target": 6},
        {"compare": "galaxy"},
        {"compare": "model"},
        # a place that only the network beside it has
        {"compare": "model", "at": (("block5_conv_2", (95, 5, 5)),), "view": "map"},
        {"compare": "model", "network": "lenet5", "model": "tutorial"},
        {"compare": "random", "seed": 0},
        {"compare": "random", "network": "lenet5", "seed": 1},
    ],
)
def test_what_is_possible_stays(chosen):
    assert settled(**chosen) == (replace(FIRST, **chosen), [])


@pytest.mark.parametrize(
    ("chosen", "changed", "said"),
    [
        ({"at": (("block1_conv", (4, 0, 0)),), "view": "map"}, {}, "no `block1_conv.4.0.0`"),
        ({"at": (("no_such", (0,)),)}, {}, "no `no_such.0`"),
        ({"layer": "no_such", "channel": 2}, {}, "no layer `no_such`"),
        ({"layer": "linear", "channel": 7}, {"layer": "linear"}, "has 7, counted from 0"),
        ({"channel": 7}, {}, ""),
        ({"target": 7}, {}, "no class 7"),
        ({"compare": "galaxy", "galaxy": GALAXY}, {"compare": "galaxy", "galaxy": "sim-barred-18"},
         "the chosen galaxy itself"),
        ({"compare": "galaxy", "galaxy": "sim-barred-999999999"}, {"compare": "galaxy",
         "galaxy": "sim-barred-999999999"}, ""),
        ({"compare": "model", "model": "tutorial"}, {"compare": "model"}, "model itself"),
        ({"compare": "random", "network": "mlp", "seed": 0},
         {"compare": "random", "network": "mlp", "seed": 1}, "seed 0 is the network's own"),
    ],
)  # fmt: skip
def test_what_is_not_becomes_the_nearest_and_is_said(chosen, changed, said):
    found, notes = settled(**chosen)
    assert found == replace(FIRST, **changed)
    assert said in " ".join(notes)
    assert bool(notes) == bool(said)


def test_a_model_from_the_sidebar_forgets_places_without_a_word(state):
    asked = replace(FIRST, at=(("linear", (3,)), ("block4_relu", (2, 4, 5))), view="map")
    state["feature_maps_choices"] = asked
    assert settle(asked, GALAXY, "explorer") == (FIRST, [])
    found, notes = settle(replace(asked), GALAXY, "explorer")  # from an address
    assert (found, len(notes)) == (FIRST, 1)


def test_a_galaxy_beside_itself_becomes_the_next(state):
    found, _ = settle(
        replace(FIRST, compare="galaxy", galaxy="sim-round-999999999"),
        "sim-round-999999999", "tutorial",
    )  # fmt: skip
    assert found.galaxy == "sim-round-0"


def test_the_other_model_is_another(monkeypatch):
    assert others(FIRST, "tutorial") == ("explorer",)
    assert others(replace(FIRST, network="lenet5"), "tutorial") == ("explorer", "tutorial")
    assert other(FIRST, "explorer") == "tutorial"
    assert other(replace(FIRST, network="lenet5", model="tutorial"), "tutorial") == "tutorial"
    monkeypatch.setattr(possible.models, "names", lambda chosen: ("tutorial",))
    found, notes = settled(compare="model")
    assert (found, notes) == (FIRST, ["There is no other model to compare with."])


def test_only_where_two_are_compared_the_second_is_read():
    assert settled(which=2) == (FIRST, [])
    assert settled(which=2, compare="random")[0].which == 2


NONSENSE = ["", "nan", "<b>", "-1", "1e9", "9" * 50, "\0", "ä", "__class__"]
NAMES = [text for text in NONSENSE if re.fullmatch("[a-z_0-9]+", text)]  # that a layer might have


@pytest.mark.parametrize(
    ("name", "text"),
    [(n, text) for n in reading._READ for text in NONSENSE if n != "layer" or text not in NAMES],
)
def test_nonsense_in_the_address_is_refused_with_a_sentence(name, text):
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        reading._READ[name](text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_that_no_layer_has_is_said(text):
    found, notes = settled(layer=reading._READ["layer"](text), channel=3)
    assert found == FIRST
    assert f"There is no layer `{text}`" in notes[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("network", "built"), ("compare", "galaxy"), ("galaxy", "sim-edgeon-5"),
        ("model", "explorer"), ("seed", 12), ("colours", "network"), ("view", "map"),
        ("at", (("linear", (3,)), ("", (0, 1, 2)))), ("section", "pytorch"), ("target", 6),
        ("layer", "block1_conv"), ("channel", 3), ("which", 2), ("pictures", "large"),
        ("kernels", True),
    ],
)  # fmt: skip
def test_what_is_written_is_read_again(name, value):
    text = reading._WRITE.get(name, str)(value)
    assert reading._READ[name](text) == value
