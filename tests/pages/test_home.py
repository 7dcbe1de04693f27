"""Home without a browser: what is drawn is what the network computed."""

import re

import numpy as np
import pytest

from cnnviz import inference, weights
from cnnviz.data import simulator
from tests.figures.reading import images, pixels
from tests.pages.opening import html, open_app, png
from tests.ui.test_galaxy import fits


def piece(at, mark):
    found = [body for body in html(at) if f'class="{mark}"' in body and "<style>" not in body]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", weights.names())
def test_the_bars_are_the_networks_probabilities(name):
    galaxy = simulator.galaxy(5, 3)
    model, card = weights.load(name)
    small = np.stack([card.preprocessing.pixels(galaxy.pixels[0])])
    expected = inference.probabilities(model, card.preprocessing, small)[0]
    bars = piece(open_app(galaxy="sim-loose-3", model=name), "gx-bars")
    widths = [float(width) for width in re.findall(r'style="width: ([0-9.]+)%"', bars)]
    np.testing.assert_allclose(widths, 100 * expected, atol=0.006)
    assert [">true</em>" in row for row in bars.split("<tr")[1:]].index(True) == 5


def test_the_galaxy_and_what_the_network_receives_are_shown():
    at = open_app(galaxy="sim-loose-3")
    galaxy = simulator.galaxy(5, 3)
    np.testing.assert_array_equal(pixels(piece(at, "gx-galaxy")), galaxy.pixels[0])
    assert "arcsec" in piece(at, "gx-galaxy")
    received = piece(at, "gx-received")
    np.testing.assert_array_equal(pixels(received), galaxy.pixels[0])
    assert len(images(received)) == 4


def test_an_upload_is_cropped_and_resized_as_the_card_says():
    at = open_app()
    at.file_uploader[0].upload("m31.png", png(200, 300)).run()
    _, card = weights.load("explorer")
    assert "pixels</div>" in piece(at, "gx-galaxy")
    assert "gx-box" in piece(at, "gx-galaxy")
    shown = pixels(piece(at, "gx-received"))
    from cnnviz.data import image_file

    np.testing.assert_array_equal(
        shown, card.preprocessing.pixels(image_file.read(png(200, 300), ""))
    )
    assert ">true</em>" not in piece(at, "gx-bars")


def test_every_picture_says_what_is_seen():
    at = open_app()
    for body in html(at):
        if "<img" in body:
            assert all(alt.strip() for alt, _ in images(body))


def test_softmax_is_explained_and_credit_is_given():
    at = open_app()
    said = " ".join(caption.value for caption in at.caption)
    for part in ("does not weigh evidence", "SDSS", "DECaLS", "Lintott et al. 2008",
                 "Willett et al. 2013", "Walmsley et al. 2022", "Leung"):  # fmt: skip
        assert part in said.replace("\n", " ")


def test_the_lines_that_reproduce_it_name_the_chosen_galaxy_and_model():
    at = open_app(galaxy="sim-loose-3", model=weights.names()[-1])
    code = at.expander[0].code[0].value
    assert "simulator.galaxy(label=5, seed=3)" in code
    assert f'weights.load("{weights.names()[-1]}")' in code


def test_an_image_with_more_than_eight_bits_has_sliders():
    at = open_app()
    at.file_uploader[0].upload("m31.fits", fits()).run()
    black = next(one for one in at.slider if one.label.startswith("Black point"))
    before = galaxy_picture(at)
    black.set_value(8.0).run()
    assert galaxy_picture(at) != before
    soft = next(one for one in at.select_slider if one.label.startswith("Softening"))
    assert soft.value == 6.0
    at.file_uploader[0].upload("a.png", png()).run()
    assert not [one for one in at.slider if one.label.startswith("Black point")]


def galaxy_picture(at):
    return next(body for body in html(at) if "gx-galaxy" in body)
