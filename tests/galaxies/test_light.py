"""Profiles against their closed forms: total fluxes, half-light radii, pitch angles."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.data.images import CLASSES
from cnnviz.galaxies.discs import Arms, Bar, Disc, EdgeOnDisc, Ring
from cnnviz.galaxies.light import Grid, Sersic
from cnnviz.galaxies.morphology import DRAW, magnitude_r

FLUX = (1.0, 2.0, 4.0)
WIDE = Grid.square(801, 0.25)
AREA = 0.25**2


def measured_pitch(disc: Disc) -> float:
    """Pitch angle in degrees from the phase of the m-fold pattern against ln R."""
    assert disc.arms is not None
    m = disc.arms.number
    face_on = replace(disc, inclination=0.0, drift=0.0, ripples=None, bar=None, ring=None)
    still = replace(face_on, arms=replace(disc.arms, dust=0.0, lopsided=0.0))
    log_r = np.linspace(np.log(disc.scale * 1.2), np.log(disc.scale * 2.4), 160)
    azimuth = np.linspace(0, 2 * np.pi, 256, endpoint=False)
    r, phi = np.exp(log_r)[:, None], (azimuth + disc.angle)[None, :]
    polar = Grid((r * np.cos(phi)).astype(np.float32), (r * np.sin(phi)).astype(np.float32), 1e-3)
    wave = (still.light(polar)[0] * np.exp(-1j * m * azimuth)).sum(axis=1)
    slope = np.polyfit(log_r, np.unwrap(np.angle(wave)), 1)[0]
    return float(abs(np.degrees(np.arctan(m / slope))))


@pytest.mark.parametrize(("index", "held"), [(0.8, 0.999), (1, 0.999), (2.5, 0.98), (4, 0.94)])
def test_sersic_holds_its_flux(index, held):
    light = Sersic(FLUX, 5.0, index, 0.6, 0.4).light(WIDE)
    total = light.sum(axis=(1, 2)) * AREA
    np.testing.assert_allclose(total[1] / total[0], 2, rtol=1e-5)
    # a Sersic law reaches far: within 100 arcsec it holds this share
    assert held <= total[0] <= 1.01


@pytest.mark.parametrize("index", [1, 2, 4])
def test_half_of_the_light_is_inside_the_effective_radius(index):
    light = Sersic(FLUX, 6.0, index, 1.0).light(WIDE)[0]
    inside = light[np.hypot(WIDE.x, WIDE.y) < 6].sum() * AREA
    np.testing.assert_allclose(inside, 0.5, atol=0.02)


def test_sersic_of_index_one_is_the_exponential_disc():
    disc = Disc(FLUX, 4.0, 0.0, 0.0, truncation=100).light(WIDE)[0]
    sersic = Sersic(FLUX, 1.678 * 4.0, 1.0, 1.0).light(WIDE)[0]
    r = np.hypot(WIDE.x, WIDE.y)
    ring = (r > 2) & (r < 20)
    np.testing.assert_allclose(disc[ring], sersic[ring], rtol=0.02)


@pytest.mark.parametrize("inclination", [0.0, 0.8, 1.2])
def test_an_inclined_disc_holds_its_flux(inclination):
    light = Disc(FLUX, 4.0, inclination, 0.3, truncation=100).light(WIDE)
    np.testing.assert_allclose(light.sum(axis=(1, 2)) * AREA, FLUX, rtol=0.01)


def test_axis_ratio_and_angle_are_the_pictures_moments():
    light = Sersic(FLUX, 5.0, 1.0, 0.5, np.radians(30)).light(WIDE)[0]
    x2, y2, xy = (float((light * a).sum()) for a in (WIDE.x**2, WIDE.y**2, WIDE.x * WIDE.y))
    values, vectors = np.linalg.eigh([[x2, xy], [xy, y2]])
    np.testing.assert_allclose(np.sqrt(values[0] / values[1]), 0.5, rtol=0.01)
    angle = np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180
    np.testing.assert_allclose(angle, 30, atol=0.5)


def test_edge_on_disc_bar_and_ring_hold_their_flux():
    disc = EdgeOnDisc(FLUX, 8.0, 1.5, 0.5).light(WIDE)[0]
    np.testing.assert_allclose(disc.sum() * AREA, 1, rtol=0.05)
    bar = Bar(FLUX, 10.0, 0.3, 0.2, boxiness=2.0).light(WIDE.x, WIDE.y)[0]
    np.testing.assert_allclose(bar.sum() * AREA, 1, rtol=0.01)
    ring = Ring(FLUX, 10.0, 1.0).light(np.hypot(WIDE.x, WIDE.y))[0]
    np.testing.assert_allclose(ring.sum() * AREA, 1, rtol=0.01)


def test_dust_reddens_and_dims():
    clear, dusty = (EdgeOnDisc(FLUX, 8.0, 1.5, 0.0, dust=d, lane_height=0.5) for d in (0, 1.5))
    ratio = dusty.light(WIDE)[:, 400, 400] / clear.light(WIDE)[:, 400, 400]
    assert ratio[0] < ratio[1] < ratio[2] < 1


@pytest.mark.parametrize("pitch", [-25, 8, 15, 30])
def test_arms_have_the_pitch_angle_that_was_asked_for(pitch):
    arms = Arms(2, np.radians(pitch), 1.0, 2.0, 0.6, (0.3, 0.3, 0.3), inner=1.0, outer=40.0)
    disc = Disc(FLUX, 5.0, 0.7, 0.4, arms=arms)
    np.testing.assert_allclose(measured_pitch(disc), abs(pitch), atol=0.6)


def test_loose_arms_are_measured_more_open_than_tight_ones():
    tight, loose = (
        [
            (measured_pitch(galaxy.parts[0]), galaxy.truth["pitch_angle"])
            for galaxy in (DRAW[CLASSES.index(name)](random, 10.0) for _ in range(12))
        ]
        for name, random in (
            ("Unbarred Tight Spiral", np.random.default_rng(0)),
            ("Unbarred Loose Spiral", np.random.default_rng(1)),
        )
    )
    for measured, true in [*tight, *loose]:
        assert measured == pytest.approx(true, rel=0.15)
    assert max(m for m, _ in tight) < min(m for m, _ in loose)


def test_a_bar_ends_where_the_arms_begin():
    galaxy = DRAW[CLASSES.index("Barred Spiral")](np.random.default_rng(3), 10.0)
    disc = galaxy.parts[0]
    end = np.array([[disc.bar.angle]], np.float32), np.array([[np.log(disc.bar.length)]])
    psi = float(disc.arms.angle(end[0], end[1].astype(np.float32), disc.scale)[0, 0])
    np.testing.assert_allclose(np.cos(psi), 1, atol=1e-4)
    assert galaxy.truth["bar_length"] == disc.bar.length


def test_the_stated_magnitude_is_that_of_the_light():
    for label in (1, 2, 6):  # without dust or a cut edge, in a wide field
        galaxy = DRAW[label](np.random.default_rng(5), 8.0)
        parts = [replace(p, dust=0.0) if isinstance(p, EdgeOnDisc) else p for p in galaxy.parts]
        flux = sum(float(part.light(WIDE)[1].sum()) for part in parts) * AREA
        assert magnitude_r(galaxy.parts) == pytest.approx(22.5 - 2.5 * np.log10(flux), abs=0.1)
