"""Angles by hand; lengths against the integral over redshift and Hubble's law."""

import numpy as np
import pytest
from scipy import constants
from scipy.integrate import quad

from cnnviz import scale

H0, MATTER = 67.66, 0.30966  # km/s/Mpc; Planck Collaboration VI 2020, table 2, last column
LIGHT = constants.c / 1000


def test_angles_by_hand():
    # 46 pixels of a 96-pixel input made from 128 pixels of 0.262 arcsec
    assert scale.arcsec(46, 0.262, 128 / 96) == pytest.approx(46 * 0.262 * 4 / 3)
    assert scale.arcsec(16, 0.25) == 4
    assert scale.arcsec(0, 0.25) == 0


def angular_diameter_distance(z):
    """Mpc, matter and a cosmological constant alone."""
    integral, _ = quad(lambda x: 1 / np.sqrt(MATTER * (1 + x) ** 3 + 1 - MATTER), 0, z)
    return LIGHT / H0 * integral / (1 + z)


@pytest.mark.parametrize("z", [0.001, 0.02, 0.1, 0.5, 2.0])
def test_lengths_are_the_angle_times_the_distance(z):
    radians = np.deg2rad(4.2 / 3600)
    expected = 1000 * radians * angular_diameter_distance(z)
    assert scale.kpc(4.2, z) == pytest.approx(expected, rel=2e-3)  # radiation is left out here


def test_nearby_it_is_hubbles_law():
    assert scale.kpc(1, 1e-4) == pytest.approx(LIGHT * 1e-4 / H0 * 1000 / 206_265, rel=1e-3)


@pytest.mark.parametrize("value", [0, -0.1, float("nan"), float("inf")])
def test_what_is_no_scale_or_redshift_is_refused(value):
    with pytest.raises(ValueError, match=f"pixel scale must be a positive number, got {value}"):
        scale.arcsec(3, value)
    with pytest.raises(ValueError, match=f"resize must be a positive number, got {value}"):
        scale.arcsec(3, 0.262, value)
    with pytest.raises(ValueError, match=f"redshift must be a positive number, got {value}"):
        scale.kpc(3, value)
