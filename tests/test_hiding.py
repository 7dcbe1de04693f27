"""Hidden pixels by hand, and what the network answers then."""

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import nn

from cnnviz import hiding, weights
from cnnviz.attribution import attribute
from cnnviz.data import simulator
from cnnviz.hiding import FILLINGS, Patch
from cnnviz.preprocessing import Preprocessing

PIXELS = np.random.default_rng(0).integers(0, 256, (8, 8, 3)).astype(np.uint8)


def test_a_patch_by_hand():
    found = Patch(1, 2, 2).mask((4, 4))
    assert found.astype(int).tolist() == [[0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("patch", "count"),
    [(Patch(-1, -1, 2), 1), (Patch(3, 3, 9), 1), (Patch(-9, 0, 4), 0), (Patch(9, 9, 2), 0)],
)
def test_what_is_outside_is_cut_off(patch, count):
    assert patch.mask((4, 4)).sum() == count


@pytest.mark.parametrize(("kind", "value"), [("black", 0), ("grey", 128)])
def test_even_fillings(kind, value):
    assert np.all(hiding.filling(kind, PIXELS) == value)


def test_the_mean_and_the_blurred_galaxy():
    mean = hiding.filling("mean", PIXELS)
    np.testing.assert_array_equal(mean[3, 5], np.rint(PIXELS.mean((0, 1))))
    blurred = hiding.filling("blurred", PIXELS)
    red = ndimage.gaussian_filter(PIXELS[..., 0].astype(float), 8 / 12)
    np.testing.assert_allclose(blurred[..., 0], red, atol=0.51)


def test_the_sky_is_the_median_of_the_edge():
    pixels = np.full((5, 5, 3), (200, 100, 50), np.uint8)
    pixels[0], pixels[:, 0], pixels[-1], pixels[:, -1] = (9, 7, 5), (9, 7, 5), (9, 7, 5), (1, 2, 3)
    assert hiding.sky(pixels).tolist() == [9, 7, 5]
    assert hiding.filling("sky", pixels)[2, 2].tolist() == [9, 7, 5]
    # what is filled with sky is zero to the network, as everywhere in the sky
    mask = Patch(1, 1, 2).mask((5, 5))
    x = hiding.received(Preprocessing(size=5), pixels, hiding.hidden(pixels, mask, "sky"))
    assert x[0][:, torch.from_numpy(mask)].abs().max() < 1e-7


@pytest.mark.parametrize("kind", FILLINGS)
def test_only_the_hidden_pixels_change(kind):
    mask = Patch(2, 3, 3).mask((8, 8))
    found = hiding.hidden(PIXELS, mask, kind)
    np.testing.assert_array_equal(found[~mask], PIXELS[~mask])
    np.testing.assert_array_equal(found[mask], hiding.filling(kind, PIXELS)[mask])


def test_an_unknown_filling():
    with pytest.raises(ValueError, match=r"a filling is one of sky, black, .* got 'white'"):
        hiding.filling("white", PIXELS)


def test_the_sky_stays_where_the_edge_is_hidden():
    rule = Preprocessing(size=8)
    mask = np.zeros((8, 8), bool)
    mask[0], mask[-1], mask[:, 0] = True, True, True  # most of the edge: its median is black
    x = rule.tensor(PIXELS[None])
    found = hiding.received(rule, PIXELS, hiding.hidden(PIXELS, mask, "black"))
    here = torch.from_numpy(mask)
    assert torch.equal(found[..., ~here], x[..., ~here])
    expected = x - torch.from_numpy(PIXELS).permute(2, 0, 1) / 255
    torch.testing.assert_close(found[..., here], expected[..., here])


def test_the_logit_of_a_linear_network_falls_by_what_is_hidden():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 4))
    rule, mask = Preprocessing(size=8), Patch(1, 2, 4).mask((8, 8))
    x = rule.tensor(PIXELS[None])
    with torch.no_grad():
        before = model(x)[0]
        fall = (model[1].weight.view(4, 3, 8, 8) * x * torch.from_numpy(mask)).sum((1, 2, 3))
    found = hiding.logits(model, rule, PIXELS, mask, "sky")
    np.testing.assert_allclose(found, (before - fall).numpy(), rtol=1e-4, atol=1e-5)


def test_a_patch_agrees_with_the_map_of_occlusion():
    """One window that is not moved: the map is the fall of the logit in it."""
    model, card = weights.load("tutorial")
    rule = card.preprocessing
    pixels = rule.pixels(simulator.galaxy(3, 17).pixels[0])
    mask, x = Patch(48, 0, 48).mask((96, 96)), rule.tensor(pixels[None])
    baseline = hiding.received(rule, pixels, hiding.filling("grey", pixels))
    found = attribute(model, x, 3, "occlusion", window=48, stride=48, baseline=baseline)
    before, after = (
        hiding.logits(model, rule, pixels, m, "grey") for m in (np.zeros_like(mask), mask)
    )
    assert found[0, 0][mask].unique().item() == pytest.approx((before - after)[3], abs=1e-4)


def test_nothing_hidden_is_the_networks_answer():
    model, card = weights.load("tutorial")
    pixels = card.preprocessing.pixels(simulator.galaxy(1, 5).pixels[0])
    found = hiding.probabilities(
        model, card.preprocessing, pixels, np.zeros((96, 96), bool), "black"
    )
    with torch.no_grad():
        expected = model(card.preprocessing.tensor(pixels[None]))[0].softmax(0)
    np.testing.assert_allclose(found, expected.numpy(), rtol=1e-5)
    assert found.sum() == pytest.approx(1)
