"""Should we believe it? The four questions on the page, without a browser."""

import numpy as np
import pytest
import torch

from cnnviz import figures, weights
from cnnviz.attribution import METHODS, attribute
from cnnviz.attribution.belief import (
    completeness,
    curves,
    infidelity,
    randomised,
    rank_correlation,
    sensitivity,
)
from cnnviz.data import simulator
from cnnviz.ui.attribution import pace
from cnnviz.ui.attribution.belief import forgetting, maps, promises, removing, trusting
from cnnviz.ui.attribution.belief.forgetting import Forgot
from tests.pages.test_attribution import open_page, words

MODEL, CARD = weights.load("tutorial")
X = CARD.preprocessing.tensor(CARD.preprocessing.pixels(simulator.galaxy(3, 17).pixels[0])[None])
K = 3  # a barred spiral, and the network's answer
FEW = {"n_steps": 9}


@pytest.fixture(autouse=True)
def _in_the_script(monkeypatch):
    monkeypatch.setattr(pace, "LONG", 1e9)


def believe(methods, **choices):
    given = {"parameters": "integrated_gradients.n_steps.9"} if "integrated" in methods else {}
    at = open_page(section="believe", methods=methods, **given, **choices)
    assert not at.exception
    return at


def number(text):
    return float(text.replace("\N{MINUS SIGN}", "-"))


def table(at):
    return at.main.dataframe[0].value.set_index("Method")


def test_every_method_promises_something_or_says_why_not():
    assert set(promises.PROMISES) | set(promises.NOTHING) == set(METHODS)
    assert not set(promises.PROMISES) & set(promises.NOTHING)
    complete = {name for name, method in METHODS.items() if method.complete}
    assert {name for name, kind in promises.PROMISES.items() if kind == "change"} == complete


def test_do_the_shares_add_up():
    at = believe("saliency~integrated_gradients~deep_lift", test="sums")
    found = table(at)
    map_ = attribute(MODEL, X, K, "integrated_gradients", **FEW)
    expected = completeness(MODEL, X, "black", K, map_)
    row = found.loc["Integrated gradients"]
    assert number(row["Sum"]) == pytest.approx(expected.sum.item(), rel=1e-3)
    assert number(row["Ought to be"]) == pytest.approx(expected.change.item(), rel=1e-3)
    assert number(row["Error"]) == pytest.approx(expected.error.item(), rel=0.1, abs=1e-4)
    assert found.loc["Saliency"]["Ought to be"] == found.loc["Saliency"]["Error"] == ""
    assert "nothing: a slope" in found.loc["Saliency"]["What the method promises"].lower()
    assert abs(number(found.loc["DeepLIFT"]["Error"])) < 1e-3
    assert "**Here:** Integrated gradients misses its sum by" in words(at)


def test_regions_are_counted_once():
    given = "shapley_value_sampling.regions.patches~shapley_value_sampling.count.9"
    given += "~shapley_value_sampling.n_samples.2"
    at = open_page(section="believe", methods="shapley_value_sampling~lrp", parameters=given)
    found = table(at)
    assert abs(number(found.loc["Shapley value sampling"]["Error"])) < 1e-3
    with torch.no_grad():
        logit = MODEL(X)[0, K].item()
    assert number(found.loc["Layer-wise relevance propagation"]["Ought to be"]) == pytest.approx(
        logit, rel=1e-3
    )


def test_no_promise_is_broken_where_there_is_none():
    assert "none of the methods shown promises a sum" in words(believe("saliency", test="sums"))


def test_do_these_pixels_matter():
    at = believe("saliency~grad_cam", test="removal")
    found = table(at)
    for title, name in (("Saliency", "saliency"), ("Grad-CAM", "grad_cam")):
        map_ = attribute(MODEL, X, K, name)
        expected = curves(MODEL, X, map_, K, removing.STEPS, orders=0).areas
        assert number(found.loc[title]["Area of deletion"]) == pytest.approx(
            expected["deletion"], abs=6e-4
        )
        assert number(found.loc[title]["Area of insertion"]) == pytest.approx(
            expected["insertion"], abs=6e-4
        )
    chance = curves(MODEL, X, X, K, removing.STEPS, orders=removing.ORDERS).chance["deletion"]
    assert found.iloc[-1]["Area of deletion"] == f"{chance[0]:.3f} to {chance[1]:.3f}"
    assert len(at.main.get("plotly_chart")) == 2
    assert "every random order" in words(at)


def test_infidelity_and_sensitivity():
    at = believe("input_x_gradient~grad_cam", test="squares")
    found = table(at)
    map_ = attribute(MODEL, X, K, "input_x_gradient")
    expected = infidelity(MODEL, X, map_, K, samples=trusting.SQUARES).item()
    assert number(found.loc["Input x gradient"]["Infidelity"]) == pytest.approx(expected, rel=1e-2)
    assert found.loc["Grad-CAM"]["Infidelity"] == "no shares"
    steady = sensitivity(MODEL, X, K, "grad_cam", radius=0.02, samples=10).item()
    assert number(found.loc["Grad-CAM"]["Sensitivity"]) == pytest.approx(steady, abs=6e-3)
    at.main.selectbox(key=trusting.PICKED).set_value("grad_cam").run()
    assert not at.exception
    assert "Its sums are multiplied by" in words(at)


@pytest.mark.parametrize("kind", ["value", "size"])
def test_does_it_know_the_network(kind):
    at = believe("input_x_gradient", test="forgetting")
    at.main.segmented_control(key="attribution_rank_of").set_value(kind).run()
    first = attribute(MODEL, X, K, "input_x_gradient").sum(1)
    for _, forgotten in randomised(MODEL):  # noqa: B007
        pass
    last = attribute(forgotten, X, K, "input_x_gradient").sum(1)
    pair = (first.abs(), last.abs()) if kind == "size" else (first, last)
    value = rank_correlation(*pair)
    row = next(e.proto.body for e in at.main.get("html") if "gx-row-of-maps" in e.proto.body)
    assert f"block1.conv: {figures.signed(value)}" in row
    assert row.count("<img") == 6  # trained, linear, four convolutions


def forgot(*maps):
    return Forgot(("c", "b", "a"), np.array(maps))


def test_what_is_called_blind():
    ramp = np.arange(64.0).reshape(8, 8)
    noise = np.random.default_rng(0).permutation(64.0 * np.arange(64) / 64).reshape(8, 8)
    same, other = forgot(ramp, ramp, ramp, noise), forgot(ramp, ramp, noise, ramp)
    assert same.half == 2  # two of three layers
    assert same.chance == pytest.approx(1 / np.sqrt(63))
    found = {"guided_backprop": same, "saliency": other}
    text = forgetting.answer(found, "value")
    assert "the map of Guided backpropagation (1.00) is still much the same" in text
    assert "Saliency" not in text
    assert "the maps are others: Saliency" in forgetting.answer({"saliency": other}, "value")
    # of two by two units chance makes anything
    few = forgot(*[np.arange(4.0).reshape(2, 2)] * 4)
    assert "much the same" not in forgetting.answer({"grad_cam": few}, "value")
    assert "2 by 2 units: chance alone makes correlations of about" in forgetting.heading(
        "grad_cam", few
    )
    assert forgetting.heading("saliency", forgot(*[np.ones((96, 96))] * 4)) == "**Saliency**"
    assert "no order is left" in forgetting.answer({"saliency": forgot(*[0 * ramp] * 4)}, "value")


def test_the_contrast_of_two_classes_is_asked_too():
    at = believe("deep_lift", test="sums", contrast="1")
    row = table(at).loc["DeepLIFT"]
    with torch.no_grad():
        logits = MODEL(torch.cat([X, 0 * X]))[:, [K, 1]].double()
    change = float((logits[0] - logits[1]) @ torch.tensor([1.0, -1.0], dtype=torch.float64))
    assert number(row["Ought to be"]) == pytest.approx(change, rel=1e-3)
    assert np.isclose(number(row["Sum"]), change, rtol=1e-2)


def test_a_method_without_a_map_is_named(monkeypatch):
    map_of = maps._map
    monkeypatch.setattr(
        maps, "_map", lambda view, m: None if m.name == "saliency" else map_of(view, m)
    )
    at = believe("saliency~lrp", test="sums")
    assert "Without Saliency: there is no map of it, or not yet." in words(at)
    assert table(at).index.tolist() == ["Layer-wise relevance propagation"]


@pytest.mark.parametrize("question", ["sums", "removal", "squares", "forgetting"])
def test_without_methods_there_is_nothing_to_ask(question, monkeypatch):
    monkeypatch.setattr(maps, "_map", lambda view, m: None)
    at = believe("saliency", test=question)
    assert "Without Saliency" in words(at)
    assert not at.main.dataframe


def test_what_takes_long_is_computed_outside_the_script(monkeypatch):
    monkeypatch.setattr(pace, "LONG", 0.0)
    at = believe("saliency", test="sums")
    ended = "Without Saliency"
    while ended in words(at):  # the job's own thread computes meanwhile
        at.run()
    at = at.segmented_control(key="attribution_test").set_value("squares").run()
    assert not at.exception
    while not at.main.dataframe or table(at).loc["Saliency"]["Sensitivity"] == "":
        assert "is being computed" in words(at) or "waits" in words(at)
        at.run()
    expected = sensitivity(MODEL, X, K, "saliency", radius=0.02, samples=10).item()
    assert number(table(at).loc["Saliency"]["Sensitivity"]) == pytest.approx(expected, abs=6e-3)
