"""Pixels in arcsec and kpc."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz import scale
from cnnviz.data import simulator
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.galaxy import from_file, from_simulation
from cnnviz.ui.receptive_field import sizes
from cnnviz.ui.receptive_field.choices import ReceptiveField
from cnnviz.ui.receptive_field.sizes import Sky

GALAXY = from_simulation(simulator.galaxy(3, 17))


def upload(side):
    file = io.BytesIO()
    Image.fromarray(np.zeros((side, side, 3), np.uint8)).save(file, "png")
    return from_file(file.getvalue(), "own.png")


def test_a_size_by_hand():
    sky = Sky(resize=2.0, pixel_scale=0.25)
    assert sky.arcsec(8) == 4.0
    assert sky.kpc(8) is None
    assert sizes.lengths(sky, 8) == "8 pixels = 4 arcsec"
    # astropy, Planck18.kpc_proper_per_arcmin(0.05) / 60 = 1.0108778
    assert Sky(1.0, 0.5, 0.05).kpc(8) == pytest.approx(4 * 1.0108778, rel=1e-6)
    assert sizes.lengths(Sky(1.0, 0.5, 0.05), 8) == "8 pixels = 4 arcsec = 4.04 kpc"
    assert sizes.lengths(Sky(1.0), 1) == "1 pixel"


def test_a_simulated_galaxy_has_its_scale_and_the_redshift_is_the_visitors():
    sky = sizes.sky(GALAXY, Preprocessing(), ReceptiveField(redshift=0.1, pixel_scale=9.0))
    assert sky.pixel_scale == GALAXY.truth["pxscale"]
    assert sky.assumed == {"redshift"}
    assert sky.kpc(46) == pytest.approx(scale.kpc(sky.arcsec(46), 0.1))
    assert "Redshift 0.1, assumed, not measured" in sizes.about(sky)
    unknown = sizes.sky(GALAXY, Preprocessing(), ReceptiveField())
    assert unknown.kpc(46) is None
    assert "redshift is not known" in sizes.about(unknown)


def test_the_resizing_is_part_of_the_scale():
    # a network of 224 pixels enlarges the galaxy's 96
    sky = sizes.sky(GALAXY, Preprocessing(size=224), ReceptiveField())
    assert sky.arcsec(224) == pytest.approx(96 * float(GALAXY.truth["pxscale"]))
    assert "0.429 pixels of the image" in sizes.about(sky)
    # of an image with 256 pixels the central 128 are resized to 96
    own = sizes.sky(upload(256), Preprocessing(), ReceptiveField(pixel_scale=0.3))
    assert own.arcsec(96) == pytest.approx(128 * 0.3)
    assert own.assumed == {"pixel_scale"}


def test_nothing_is_said_about_an_unknown_scale():
    sky = sizes.sky(upload(96), Preprocessing(), ReceptiveField(redshift=0.1))
    assert sky.arcsec(46) is None
    assert sky.kpc(46) is None
    assert "not known" in sizes.about(sky)
    assert sizes.lengths(sky, 46) == "46 pixels"


def test_a_measured_redshift_is_not_overruled():
    sky = sizes.sky(
        type(GALAXY)(**{**GALAXY.__dict__, "truth": {**GALAXY.truth, "redshift": 0.02}}),
        Preprocessing(), ReceptiveField(redshift=0.1),
    )  # fmt: skip
    assert sky.redshift == 0.02
    assert "Redshift 0.02, measured" in sizes.about(sky)
