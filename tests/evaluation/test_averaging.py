"""Views of one image: symmetries and crops."""

import numpy as np
import pytest
import torch

from cnnviz import inference, weights
from cnnviz.data import simulator
from cnnviz.evaluation import VIEWS, views
from cnnviz.evaluation.averaging import crop_side, crops, pictures, symmetries

SQUARE = torch.tensor([[1.0, 2.0], [3.0, 4.0]])[None, None]


def test_the_eight_symmetries_by_hand():
    found = [each.flatten().int().tolist() for each in symmetries(SQUARE)]
    assert found[0] == [1, 2, 3, 4]
    assert found[1] == [2, 4, 1, 3]  # a quarter turn against the clock
    assert found[4] == [2, 1, 4, 3]
    assert len({tuple(each) for each in found}) == 8


def test_crops_are_alexnets_share():
    assert crop_side(256) == 224
    assert crop_side(96) == 84
    assert crop_side(1) == 1


def test_the_ten_crops_are_the_corners_and_the_centre():
    # a ramp: enlarging it is a ramp again, so that its middle is the middle of the crop
    ramp = torch.arange(96.0).expand(1, 1, 96, 96)
    found = [each for each in crops(ramp)]
    assert len(found) == 10
    middles = [each[0, 0, 48, 47:49].mean().item() for each in found]
    np.testing.assert_allclose(middles[::2], [47.5, 41.5, 53.5, 41.5, 53.5], atol=1e-4)
    for plain, mirrored in zip(found[::2], found[1::2], strict=True):
        assert torch.equal(plain.flip(-1), mirrored)
        assert plain.shape == ramp.shape


def test_a_crop_has_its_own_corner():
    image = torch.zeros(1, 1, 96, 96)
    image[0, 0, 0, 0] = 1
    lit = [bool(each.any()) for each in crops(image)]
    assert lit == [False, False, True, True, *6 * [False]]


@pytest.mark.parametrize("kind", VIEWS)
def test_views_have_probabilities_and_the_first_symmetry_is_the_image(kind):
    model, card = weights.load("tutorial")
    pixels = simulator.galaxies([3, 5], [1, 2]).pixels
    found = views(model, card.preprocessing, pixels, kind)
    assert found.shape == (VIEWS[kind].count, 2, 7)
    np.testing.assert_allclose(found.sum(-1), 1)
    plain = inference.probabilities(model, card.preprocessing, pixels)
    if kind == "symmetries":
        np.testing.assert_allclose(found[0], plain, atol=1e-6)
        turned = np.ascontiguousarray(np.rot90(pixels, 1, (1, 2)))
        again = inference.probabilities(model, card.preprocessing, turned)
        np.testing.assert_allclose(found[1], again, atol=1e-6)


def test_views_can_be_looked_at():
    pixels = simulator.galaxy(3, 17).pixels[0]
    turned = pictures(pixels, "symmetries")
    np.testing.assert_array_equal(turned[0], pixels)
    np.testing.assert_array_equal(turned[1], np.rot90(pixels, 1))
    np.testing.assert_array_equal(turned[4], pixels[:, ::-1])
    assert pictures(pixels, "crops").shape == (10, 96, 96, 3)


def test_a_symmetric_image_looks_the_same_from_everywhere():
    model, card = weights.load("tutorial")
    y, x = np.indices((96, 96)) - 47.5
    disc = (255 * np.exp(-(x**2 + y**2) / 200)).astype(np.uint8)
    found = views(model, card.preprocessing, np.stack([disc] * 3, -1)[None], "symmetries")
    np.testing.assert_allclose(found, np.broadcast_to(found[:1], found.shape), atol=1e-6)
