"""The page of feature maps, without a browser."""

import gc
import re
import weakref

import pytest

from cnnviz import weights
from cnnviz.data.images import CLASSES
from cnnviz.ui import cached
from cnnviz.ui.feature_maps import sections
from cnnviz.ui.feature_maps import subject as subjects
from cnnviz.ui.feature_maps.choices import COMPARISONS
from tests.imagenet import put, state
from tests.pages.feature_maps import (
    NO_BREAK,
    SMALL,
    latex,
    maps,
    open_page,
    written,
)
from tests.pages.opening import choose, galaxy, number
from tests.pages.opening import sentences as words


def test_the_first_visit_shows_what_the_network_says_and_the_class_in_numbers():
    at = open_page()
    assert "**Barred Spiral**, says the network" in words(at)
    assert "That is right." in words(at)
    table = at.main.table[0].value
    assert [name.removesuffix("  (true)") for name in table["Class"]] == [*CLASSES, "Sum"]
    assert "y = 3, Barred Spiral, is the true class" in words(at)
    assert "Computed by PyTorch for class 3" in words(at)
    assert r"f_{3}(x)" in latex(at)
    assert maps(at) >= 1
    assert written(at) == {}


@pytest.mark.parametrize("model", weights.names())
def test_the_table_has_what_the_sentence_says(model):
    at = open_page(frame=model)
    share = float(at.main.table[0].value["Softmax f"][3])
    assert f"({100 * share:.1f}{NO_BREAK}%)" in words(at)


@pytest.mark.parametrize("network", SMALL)
@pytest.mark.parametrize("section", sections.TITLES)
def test_every_small_network_goes_with_every_section(network, section):
    at = open_page(network=network, section=section)
    assert "**Never trained**" in words(at)
    assert "Random weights, seed 0." in words(at)
    assert "cnnviz download" not in words(at)
    assert at.main.button_group(key="feature_maps_section").value == section
    assert maps(at) >= 1


def test_lenet_is_fed_grey_and_knows_no_galaxies():
    at = open_page(network="lenet5")
    assert "the galaxy is fed grey, 0.299 R + 0.587 G + 0.114 B" in words(at)
    assert "outputs are not the classes of galaxies" in words(at)
    assert "L(y, f)" not in latex(at)
    assert "cross-entropy" not in words(at)
    assert "Model: tutorial" in choose(at, "Network").options
    assert "resized from 96 \N{MULTIPLICATION SIGN} 96 to 28 \N{MULTIPLICATION SIGN} 28" in words(
        at
    )
    assert len(at.main.table[0].value) == 11


@pytest.mark.parametrize("section", sections.TITLES)
def test_a_large_network_shows_what_fits_and_where_its_weights_are(section):
    at = open_page(network="resnet18", section=section)
    assert "too many numbers to send them all" in words(at)
    assert "`python -m cnnviz download resnet18`" in words(at)
    assert maps(at) >= 1


@pytest.mark.parametrize("section", sections.TITLES)
def test_a_page_that_stays_open_keeps_no_weights(section):
    at = open_page(network="resnet18", section=section, layer="conv1")
    shown = subjects.subject("resnet18", "tutorial")
    weights = (rule.operation.weight for rule in shown.rules if rule.layer.kind == "Conv2d")
    kept = [weakref.ref(shown.model), *map(weakref.ref, weights)]
    assert all(ref() is not None for ref in kept)
    subjects._large.clear()
    gc.collect()
    assert all(ref() is None for ref in kept)
    at.run()
    assert not at.exception


def test_a_layer_of_a_large_network_is_opened_by_its_address():
    at = open_page(network="resnet18", layer="layer3_0_conv1", channel="7", section="pytorch")
    assert choose(at, "Layer").value == "layer3_0_conv1"
    assert number(at, "Map").value == 7
    assert 'outputs["layer3.0.conv1"][7]' in at.main.code[0].value
    choose(at, "Layer").select("conv1").run()
    assert not at.exception
    assert written(at) == {"network": "resnet18", "layer": "conv1", "section": "pytorch"}


def test_maps_that_are_always_zero_are_looked_for_when_asked_of_a_large_network(monkeypatch):
    monkeypatch.setattr("cnnviz.ui.feature_maps.lives.GALAXIES", 2)
    at = open_page(network="resnet18", section="statistics")
    button = next(b for b in at.main.button if b.label.startswith("Look at"))
    button.click().run()
    assert not at.exception
    assert "No map is zero everywhere" in words(at) or "may live for another" in words(at)


def test_imagenets_weights_are_used_where_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path))
    put(monkeypatch, "resnet18", state("resnet18"))
    try:
        at = open_page(network="resnet18")
        assert "says the network" in words(at)
        assert "ImageNet has no galaxies" in words(at)
        assert "Never trained" not in words(at)
        assert "Russakovsky" in words(at)
    finally:
        cached.imagenet.clear()
        subjects._large.clear()


@pytest.mark.parametrize("compare", COMPARISONS)
def test_what_stands_beside_it_says_what_it_sees(compare):
    at = open_page(compare=compare)
    second = {
        "nothing": "**Barred Spiral**, says",
        "galaxy": "2, Round Smooth\\, simulated\\, seed 2: **Round Smooth**",
        "model": "2, explorer: **Barred Spiral**",
        "random": "2, tutorial\\, random weights\\, seed 1: **Never trained**",
    }
    assert second[compare] in words(at)
    table = at.main.table[0].value
    assert ("Softmax of 2" in table) == (compare != "nothing")
    if compare == "galaxy":
        assert f"({100 * float(table['Softmax of 2'][1]):.1f}{NO_BREAK}%)" in words(at)


def test_another_galaxy_is_chosen_by_class_and_seed():
    at = open_page(compare="galaxy")
    choose(at, "Its class").select("edgeon").run()
    number(at, "Its seed").set_value(5).run()
    assert written(at) == {"compare": "galaxy", "galaxy": "sim-edgeon-5"}
    assert "2, Edge\\-on with Bulge\\, simulated\\, seed 5" in words(at)


def test_other_weights_and_seeds_are_chosen():
    at = open_page(network="lenet5", compare="model")
    assert choose(at, "Other model").value == "explorer"
    choose(at, "Other model").select("tutorial").run()
    assert written(at)["model"] == "tutorial"
    choose(at, "Compare with").select("random").run()
    number(at, "Seed of the weights").set_value(0).run()
    assert "Seed 1 beside it now: seed 0 is the network's own." in words(at)
    number(at, "Seed of the weights").set_value(12).run()
    assert written(at) == {"network": "lenet5", "compare": "random", "model": "tutorial",
                           "seed": "12"}  # fmt: skip


def test_a_class_is_chosen_and_its_terms_are_listed():
    at = open_page()
    before = at.main.table[1].value
    choose(at, "Terms of the class").select(6).run()
    assert written(at) == {"target": "6"}
    terms = at.main.table[1].value
    assert len(terms) == len(before) == 13
    products = [float(text.replace("\N{MINUS SIGN}", "-")) for text in terms["Product w x"]]
    assert sum(products[:-1]) == pytest.approx(products[-1], abs=0.01)
    assert products[-1] == pytest.approx(
        float(at.main.table[0].value["Logit z"][6].replace("\N{MINUS SIGN}", "-")), abs=1e-3
    )
    assert "z_{6}" in latex(at)


def test_the_largest_terms_are_followed_down_to_the_galaxy():
    at = open_page()
    next(b for b in at.main.button if b.label.startswith("Follow")).click().run()
    assert not at.exception
    assert written(at)["view"] == "map"
    steps = written(at)["at"].split("~")
    assert steps[0] == "linear.3"
    assert steps[1].startswith("flatten.")
    assert re.fullmatch(r"\.[012]\.\d+\.\d+", steps[-1])  # a pixel of the galaxy
    assert len(steps) == 15


def test_the_place_of_the_address_is_the_one_of_the_lines():
    at = open_page(at="linear.3~flatten.101~block4_conv.2.4.5", view="map", section="pytorch")
    assert written(at) == {"at": "linear.3~flatten.101~block4_conv.2.4.5", "view": "map",
                           "section": "pytorch"}  # fmt: skip
    assert "row 4, column 5 of map 2" in at.main.code[0].value
    assert choose(at, "Layer").value == "block4_conv"


def test_another_model_forgets_the_place_without_a_word():
    at = open_page(at="linear.3~flatten.101", view="map", colours="layer")
    next(s for s in at.sidebar.selectbox if s.label == "Model").select("explorer").run()
    assert not at.exception
    assert written(at) == {"colours": "layer"}
    assert "nothing is chosen now" not in words(at)


def test_another_network_forgets_the_place_too():
    at = open_page(at="linear.3", view="map", target="6", section="statistics")
    choose(at, "Network").select("lenet5").run()
    assert written(at) == {"network": "lenet5", "section": "statistics"}
    assert "There is no" not in words(at)


def test_a_place_is_kept_where_the_other_galaxy_has_it():
    at = open_page(at="linear.3", view="map")
    at.sidebar.button[0].click().run()
    assert written(at) == {"at": "linear.3", "view": "map"}
    assert "Barred Spiral, simulated, seed 18" in galaxy(at)
