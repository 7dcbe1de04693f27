"""Closed forms of linear models first, then what a trained network must show."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.attribution import AttributionError, attribute, baseline
from cnnviz.attribution.belief import (
    completeness,
    curves,
    infidelity,
    removals,
    sensitivity,
)
from tests.attribution.models import OneConvolution, linear
from tests.attribution.test_linear import image


def test_products_are_complete_and_saliency_is_not():
    model, w = linear()
    x, x0 = image(), baseline("noise", image())
    found = completeness(model, x, x0, torch.tensor([0, 2]), (w[[0, 2]] * (x - x0)))
    torch.testing.assert_close(found.sum, found.change)
    assert found.error.abs().max() < 1e-6
    found = completeness(model, x, "black", 1, w[1].abs().expand_as(x))
    expected = w[1].abs().sum() - (w[1] * x).flatten(1).sum(1)
    torch.testing.assert_close(found.error, expected)


def test_integrated_gradients_of_a_galaxy_are_complete(galaxy):
    model, x, k = galaxy
    found = attribute(model, x, k, "integrated_gradients", n_steps=100)
    done = completeness(model, x, "black", k, found)
    assert done.error.abs() < 0.05 * done.change.abs()


def test_curves_by_hand():
    """Logits (x1 + 2 x2, 0): the probability is a logistic function of what is there."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(2, 2, bias=False))
    with torch.no_grad():
        model[1].weight[:] = torch.tensor([[1.0, 2.0], [0.0, 0.0]])
    x = torch.ones(1, 1, 1, 2)
    found = curves(model, x, attribute(model, x, 0, "input_x_gradient"), 0, steps=2)
    p = [1 / (1 + np.exp(-z)) for z in range(4)]
    np.testing.assert_allclose(found.share, [0, 0.5, 1])
    np.testing.assert_allclose(found.deletion, [p[3], p[1], p[0]], rtol=1e-6)
    np.testing.assert_allclose(found.insertion, [p[0], p[2], p[3]], rtol=1e-6)
    assert found.areas["deletion"] == pytest.approx((p[3] / 2 + p[1] + p[0] / 2) / 2)
    for curve in found.random_deletion:
        assert curve == pytest.approx([p[3], p[1], p[0]]) or curve == pytest.approx(
            [p[3], p[2], p[0]]
        )


# of scattered pixels none beats chance here: single black pixels are noise to the network
@pytest.mark.parametrize("method", ["occlusion", "grad_cam"])
def test_a_galaxys_map_beats_chance(galaxy, method):
    model, x, k = galaxy
    map_ = attribute(model, x, k, method)
    found = curves(model, x, map_, k, steps=12, orders=2)
    areas = found.areas
    assert areas["insertion"] > areas["random_insertion"]
    probability = model(x).softmax(1)[0, k].item()
    assert found.deletion[0] == found.insertion[-1] == pytest.approx(probability, rel=1e-4)
    assert found.deletion[-1] == found.insertion[0]
    low, high = found.chance["insertion"]
    assert low <= areas["random_insertion"] <= high < areas["insertion"]
    again = curves(model, x, map_, k, steps=12, orders=2)
    np.testing.assert_array_equal(found.random_deletion, again.random_deletion)


def test_curves_without_chance(galaxy):
    model, x, k = galaxy
    seen = []
    given = {"steps": 3, "progress": lambda *now: seen.append(now)}
    found = curves(model, x, x, k, orders=0, **given)
    assert set(found.areas) == {"deletion", "insertion"}
    assert found.chance == {}
    assert found.random_deletion.shape == (0, 4)
    assert seen == [(1, 2), (2, 2)]
    expected = curves(model, x, x, k, steps=3, orders=1)
    np.testing.assert_array_equal(found.insertion, expected.insertion)


def test_curves_in_small_parts_are_the_same(galaxy, monkeypatch):
    model, x, k = galaxy
    expected = curves(model, x, x, k, steps=7, orders=1)
    monkeypatch.setattr("cnnviz.attribution.belief.removal.VALUES", 2 * x.numel())
    found = curves(model, x, x, k, steps=7, orders=1)
    np.testing.assert_allclose(found.deletion, expected.deletion, rtol=1e-5)


def test_true_shares_are_not_unfaithful():
    model, w = linear(size=12)
    x = image(size=12)
    assert infidelity(model, x, w[0] * x, 0).abs().max() < 1e-10
    wrong = infidelity(model, x, 2 * w[0] * x, 0)
    assert torch.all(wrong > 1e-4)
    assert torch.equal(wrong, infidelity(model, x, 2 * w[0] * x, 0))
    assert not torch.equal(wrong, infidelity(model, x, 2 * w[0] * x, 0, seed=1))


def test_infidelity_by_hand():
    """One pixel, removed each time: (share - change) squared."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(1, 1, bias=False))
    with torch.no_grad():
        model[1].weight.fill_(3)
    x = torch.tensor([[[[2.0]]], [[[5.0]]]])
    share = torch.tensor([[[[6.0]]], [[[16.0]]]])
    assert infidelity(model, x, share, 0, samples=3).tolist() == [0, 1]


# tests/metrics/test_infidelity.py, test_classification_infidelity_convnet_multi_targets: DeepLIFT
# of numbers far above the ReLUs' thresholds adds up for each part; infidelity 0
def test_captums_convolution():
    x = torch.arange(1.0, 17).view(1, 1, 4, 4).expand(3, -1, -1, -1) + 100
    x0 = x - 1
    shares = attribute(OneConvolution(), x, 1, "deep_lift", baseline=x0)
    assert infidelity(OneConvolution(), x, shares, torch.tensor([1, 1, 1]), x0).max() < 1e-4


@pytest.mark.parametrize("at_once", [1, 5, 1000])
@pytest.mark.parametrize("scaled", [False, True])
def test_squares_fit_a_map_as_captum_says(galaxy, at_once, scaled, monkeypatch):
    model, x, k = galaxy
    map_ = attribute(model, x, k, "input_x_gradient")
    expected = infidelity(model, x, map_, k, samples=12, seed=2, scaled=scaled).item()
    monkeypatch.setattr("cnnviz.attribution.belief.squares.VALUES", at_once * x.numel())
    seen = []
    found = removals(model, x, samples=12, seed=2, progress=lambda *now: seen.append(now))
    fit = found.fit(map_, k)
    assert (fit.scaled if scaled else fit.infidelity) == pytest.approx(expected, rel=1e-3)
    assert seen[-1] == (12, 12)
    assert len(seen) == -(-12 // at_once)


def test_a_fit_by_hand():
    """A linear network: each square's fall is the sum of its products, for both classes."""
    model, w = linear(size=12)
    x = image(size=12, count=1)
    found = removals(model, x, samples=20)
    assert found.masks.flatten(1).sum(1).tolist() == [4] * 20  # a sixth of 12 pixels squared
    exact, twice, none = (found.fit(c * w[1] * x, 1) for c in (1, 2, 0))
    assert exact.infidelity < 1e-10
    assert exact.factor == pytest.approx(1, rel=1e-4)
    assert twice.factor == pytest.approx(0.5, rel=1e-4)
    assert twice.infidelity == pytest.approx(float(np.mean(twice.falls**2)), rel=1e-4)
    assert twice.unexplained == pytest.approx(0, abs=1e-6)
    assert (none.factor, none.unexplained) == (0, 1)
    both = found.fit((w[1] - w[2]) * x, 1, contrast=2)
    assert both.infidelity < 1e-10
    assert found.fit(w[1] * x, 2).unexplained > 0.05


def test_nothing_falls():
    model, w = linear(size=12)
    with torch.no_grad():
        model[1].weight.zero_()
    assert np.isnan(removals(model, image(size=12, count=1), samples=3).fit(w[:1], 0).unexplained)


def test_wrong_questions_are_named(galaxy):
    model, x, k = galaxy
    small = torch.ones(1, 1, 6, 6)
    for ask in (
        lambda: completeness(model, x, "black", k, small),
        lambda: infidelity(model, x, small, k),
        lambda: removals(model, x, samples=1).fit(small, k),
    ):
        with pytest.raises(
            AttributionError, match=r"shares of images .* the shape \(1, 1, 6, 6\)|1"
        ):
            ask()
    for ask in (
        lambda: completeness(model, x, small, k, x),
        lambda: curves(model, x, x, k, baseline=small),
        lambda: removals(model, x, small),
    ):
        with pytest.raises(AttributionError, match=r"cannot have the shape \(1, 1, 6, 6\)"):
            ask()
    with pytest.raises(AttributionError, match="target 7 is none of the 7 classes"):
        completeness(model, x, "black", 7, x)
    with pytest.raises(AttributionError, match="target -1 is none of the 7 classes"):
        curves(model, x, x, -1, steps=1)
    with pytest.raises(
        AttributionError, match="there is a step, and no negative order, got 0 and 3"
    ):
        curves(model, x, x, k, steps=0)
    with pytest.raises(AttributionError, match="the map holds a value that is not finite"):
        curves(model, x, x / 0, k)
    with pytest.raises(AttributionError, match="radius and samples are positive, got 0 and 10"):
        sensitivity(model, x, k, "saliency", radius=0)
