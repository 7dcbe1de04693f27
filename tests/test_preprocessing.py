"""The one rule from an image of any size to the network's input."""

import numpy as np
import pytest
import torch

from cnnviz.preprocessing import Preprocessing


@pytest.mark.parametrize(
    ("height", "width", "box"),
    [
        (96, 96, (0, 0, 96, 96)),
        (128, 128, (0, 0, 128, 128)),
        (100, 128, (0, 14, 100, 114)),
        (256, 256, (64, 64, 192, 192)),
        (424, 424, (106, 106, 318, 318)),
        (200, 600, (36, 236, 164, 364)),
        (90, 300, (0, 105, 90, 195)),
    ],
)
def test_box_follows_the_rule(height, width, box):
    assert Preprocessing().box(height, width) == box


def test_an_image_of_the_right_size_is_left_alone():
    image = np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    np.testing.assert_array_equal(Preprocessing().pixels(image), image)


def test_a_larger_image_keeps_its_centre():
    image = np.zeros((256, 256, 3), np.uint8)
    image[124:132, 124:132] = 255
    pixels = Preprocessing().pixels(image)
    assert pixels.shape == (96, 96, 3)
    assert pixels.dtype == np.uint8
    rows, columns = np.nonzero(pixels[..., 0] > 128)
    assert (rows.mean(), columns.mean()) == (47.5, 47.5)
    assert len(set(rows)) == 6  # 8 pixels of 128 are 6 of 96


def test_background_is_each_channels_median_at_the_border():
    pixels = np.full((1, 96, 96, 3), (20, 40, 60), np.uint8)
    pixels[0, 40:50, 40:50] = 255
    x = Preprocessing().tensor(pixels)
    assert x.shape == (1, 3, 96, 96)
    assert x.dtype == torch.float32
    torch.testing.assert_close(x[0, :, 0, 0], torch.zeros(3))
    torch.testing.assert_close(x[0, :, 45, 45], torch.tensor([235.0, 215.0, 195.0]) / 255)


def test_no_background_divides_by_255():
    pixels = np.full((2, 96, 96, 3), 51, np.uint8)
    assert torch.all(Preprocessing(background="none").tensor(pixels) == 0.2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"background": "mean"}, "got 'mean'"),
        ({"size": 0}, "size 0"),
        ({"whole": -1}, "whole -1"),
        ({"fraction": 1.5}, "fraction 1.5"),
    ],
)
def test_what_has_no_meaning_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Preprocessing(**arguments)


def test_what_is_subtracted_is_said_in_levels_of_the_screen():
    pixels = np.zeros((96, 96, 3), np.uint8)
    pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1] = ((10, 20, 30),) * 4
    pixels[40:50, 40:50] = 255
    rule = Preprocessing()
    assert rule.subtracted(pixels) == (10, 20, 30)
    planes = rule.tensor(pixels[None])[0]
    assert planes[:, 45, 45].tolist() == pytest.approx([245 / 255, 235 / 255, 225 / 255])
    assert Preprocessing(background="none").subtracted(pixels) is None
