"""What networks are fed with."""

import numpy as np
import pytest
from PIL import Image

from cnnviz.data import simulator
from cnnviz.preprocessing import Preprocessing
from cnnviz.pretrained import ImageNetInput
from cnnviz.ui.feature_maps.feed import Feed

PIXELS = simulator.galaxy(3, 17).pixels[0]


def test_three_planes_are_the_galaxy_networks_own():
    feed = Feed(Preprocessing())
    np.testing.assert_array_equal(feed.tensor(PIXELS[None]), Preprocessing().tensor(PIXELS[None]))
    assert feed.shown(PIXELS) is PIXELS
    assert feed.about() == ""
    sky = np.median(np.concatenate([PIXELS[0], PIXELS[-1], PIXELS[:, 0], PIXELS[:, -1]]), 0) / 255
    told = ", ".join(f"{value:.3f}" for value in sky)
    assert feed.words(PIXELS) == f"value / 255 \N{MINUS SIGN} the sky's median ({told})"


def test_one_channel_is_pillows_grey():
    feed = Feed(Preprocessing(background="none"), 1)
    grey = np.asarray(Image.fromarray(PIXELS).convert("L")).astype("f8")
    x = feed.tensor(PIXELS[None])
    assert x.shape == (1, 1, 96, 96)
    np.testing.assert_allclose(255 * x[0, 0].numpy(), grey, atol=1.01)  # Pillow rounds
    shown = feed.shown(PIXELS)
    assert shown.shape == (96, 96, 3)
    np.testing.assert_allclose(shown.astype("f8"), np.repeat(grey[..., None], 3, -1), atol=1)
    assert "fed grey, 0.299 R + 0.587 G + 0.114 B" in feed.about()
    assert feed.words(PIXELS) == "0.299 R + 0.587 G + 0.114 B, each value / 255"


@pytest.mark.parametrize("channels", [2, 4, 16])
def test_other_numbers_of_channels_repeat_the_colours(channels):
    feed = Feed(Preprocessing(), channels)
    x, planes = feed.tensor(PIXELS[None])[0], Preprocessing().tensor(PIXELS[None])[0]
    assert len(x) == channels
    for c in range(channels):
        np.testing.assert_array_equal(x[c], planes[c % 3])
    assert f"takes {channels} channels" in feed.about()
    assert feed.words(PIXELS).startswith("channel c is colour c mod 3")


def test_imagenets_mean_and_deviation_are_told():
    feed = Feed(ImageNetInput(96))
    x = feed.tensor(PIXELS[None])[0, 1, 40, 50]
    assert float(x) == pytest.approx((PIXELS[40, 50, 1] / 255 - 0.456) / 0.224, abs=1e-5)
    assert "ImageNet's mean (0.485, 0.456, 0.406)) / its deviation (0.229" in feed.words(PIXELS)
