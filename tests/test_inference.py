"""Probabilities against PyTorch's own softmax."""

import numpy as np
import torch

from cnnviz import zoo
from cnnviz.inference import logits, probabilities, softmax
from cnnviz.preprocessing import Preprocessing


def test_softmax_by_hand():
    np.testing.assert_allclose(softmax(np.log([[1.0, 2.0, 5.0]])), [[0.125, 0.25, 0.625]])


def test_softmax_of_large_outputs_is_finite():
    np.testing.assert_allclose(softmax(np.array([[1e4, 1e4, -1e4]])), [[0.5, 0.5, 0]])


def test_probabilities_equal_pytorchs():
    torch.manual_seed(0)
    model, rule = zoo.freeze(zoo.build("galaxy_cnn")), Preprocessing()
    pixels = np.random.default_rng(0).integers(0, 256, (5, 96, 96, 3), dtype=np.uint8)
    expected = torch.softmax(model(rule.tensor(pixels)).double(), dim=1).numpy()
    np.testing.assert_allclose(probabilities(model, rule, pixels), expected, rtol=1e-6)
    whole, parts = logits(model, rule, pixels), logits(model, rule, pixels, batch=2)
    np.testing.assert_allclose(parts, whole, atol=1e-6)


def test_no_images_give_no_rows():
    model = zoo.freeze(zoo.build("galaxy_cnn"))
    empty = np.zeros((0, 96, 96, 3), np.uint8)
    assert probabilities(model, Preprocessing(), empty).shape == (0, 7)
