"""Discs and what they carry: spiral arms, bars, rings, dust. Units as in `light`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import i0e

from cnnviz.galaxies.light import Bands, Grid, Plane, coloured

# Extinction in g, r, z relative to the V band, for R_V = 3.1: Cardelli, Clayton and Mathis 1989
EXTINCTION = np.array([1.2, 0.85, 0.49], np.float32)[:, None, None]


@dataclass(frozen=True)
class Ripples:
    """Flocculent structure: waves of random number and pitch in (azimuth, ln R), mean one.

    Args:
        strength: standard deviation of the logarithm
        waves: rows of (number of arms m, phase speed in ln R, phase), shape (J, 3)
    """

    strength: float
    waves: NDArray[np.float32]

    def factor(self, azimuth: Plane, log_radius: Plane) -> Plane:
        """What the light is multiplied by, shape (H, W)."""
        total = np.zeros_like(azimuth)
        for m, k, phase in self.waves:
            total += np.cos(m * azimuth + k * log_radius + phase)
        scale = np.float32(self.strength * np.sqrt(2 / len(self.waves)))
        factor: Plane = np.exp(scale * total - np.float32(self.strength**2 / 2))
        return factor


@dataclass(frozen=True)
class Arms:
    """Logarithmic spiral arms: phi(R) = phi_0 + ln(R / h) / tan(pitch) (Binney and Tremaine 6.1).

    Across an arm the light follows exp(kappa (cos(m (phi - phi(R))) - 1)), divided by its mean.

    Args:
        number: m, arms
        pitch: angle between arm and circle; the sign gives the sense of winding
        phase: phi_0
        sharpness: kappa
        contrast: share of the old disc's light that follows the arms, 0 to 1
        young: flux of the young stars in the arms in g, r, z
        inner: radius at which the arms begin
        outer: radius beyond which they fade
        lopsided: relative difference of light between the two sides, 0 to 1
        dust: optical depth in V of the lanes at the arms' inner edges
    """

    number: int
    pitch: float
    phase: float
    sharpness: float
    contrast: float
    young: Bands
    inner: float
    outer: float
    lopsided: float = 0.0
    dust: float = 0.0

    def angle(self, azimuth: Plane, log_radius: Plane, scale: float) -> Plane:
        """Angle m (phi - phi(R)), zero on the ridge of an arm; log_radius is ln R, scale is h."""
        winding = np.float32(1 / np.tan(self.pitch))
        offset = np.float32(self.phase - np.log(scale) * winding)
        psi: Plane = np.float32(self.number) * (azimuth - winding * log_radius - offset)
        return psi

    def ridge(self, psi: Plane, lag: float = 0.0) -> Plane:
        """Light across the arms with mean one, for the angle psi + lag."""
        kappa = np.float32(self.sharpness)
        wave: Plane = np.exp(kappa * (np.cos(psi + np.float32(lag)) - 1))
        return wave / np.float32(i0e(self.sharpness))


@dataclass(frozen=True)
class Bar:
    """Ferrers' bar with generalised elliptical outlines (Athanassoula et al. 1990).

    I = I_0 (1 - rho^2)^2 inside rho = ((|x| / a)^c + (|y| / b)^c)^(1/c) = 1.

    Args:
        flux: in g, r, z
        length: half length a in the plane of the disc
        axis_ratio: b / a
        angle: in the plane of the disc, from its line of nodes
        boxiness: c
    """

    flux: Bands
    length: float
    axis_ratio: float
    angle: float
    boxiness: float = 2.6

    def light(self, along: Plane, across: Plane) -> Plane:
        """Surface brightness in the plane of the disc, shape (3, H, W)."""
        cosine, sine = np.float32(np.cos(self.angle)), np.float32(np.sin(self.angle))
        x = np.abs(cosine * along + sine * across) / np.float32(self.length)
        y = np.abs(cosine * across - sine * along) / np.float32(self.length * self.axis_ratio)
        c = np.float32(self.boxiness)
        rho2 = (x**c + y**c) ** np.float32(2 / c)
        # the integral over an ellipse; c changes it by a few per cent
        area = np.pi / 3 * self.length**2 * self.axis_ratio
        profile: Plane = np.maximum(np.float32(0), 1 - rho2) ** 2
        return coloured(profile / np.float32(area), self.flux)


@dataclass(frozen=True)
class Ring:
    """A ring of young stars: Gaussian in radius.

    Args:
        flux: in g, r, z
        radius: in the plane of the disc
        width: standard deviation
    """

    flux: Bands
    radius: float
    width: float

    def light(self, r: Plane) -> Plane:
        """Surface brightness in the plane of the disc, shape (3, H, W)."""
        profile = np.exp(-0.5 * ((r - np.float32(self.radius)) / np.float32(self.width)) ** 2)
        area = (2 * np.pi) ** 1.5 * self.radius * self.width
        return coloured(profile / np.float32(area), self.flux)


@dataclass(frozen=True)
class Disc:
    """An inclined exponential disc (Freeman 1970), I(R) = I_0 exp(-R / h), and what it carries.

    Args:
        flux: of the old stars in g, r, z
        scale: scale length h
        inclination: between the disc's axis and the line of sight; 0 is face-on
        angle: of the line of nodes
        centre: position in the field
        arms, bar, ring, ripples: none where None
        drift: shift of the outer disc against the inner one at R = 3 h, in units of h
        truncation: radius in units of h beyond which the disc fades (van der Kruit 1979)
    """

    flux: Bands
    scale: float
    inclination: float
    angle: float
    centre: tuple[float, float] = (0.0, 0.0)
    arms: Arms | None = None
    bar: Bar | None = None
    ring: Ring | None = None
    ripples: Ripples | None = None
    drift: float = 0.0
    truncation: float = 5.0

    def light(self, grid: Grid) -> Plane:
        """Surface brightness, shape (3, H, W)."""
        along, across, r = self._plane(grid)
        h = np.float32(self.scale)
        old = np.exp(-r / h) / np.float32(2 * np.pi * self.scale**2)
        # a smooth edge: one inside the truncation radius, falling over half a scale length
        old = old / (1 + np.exp(np.minimum((r / h - np.float32(self.truncation)) * 2, 30)))
        planes = self._structured(old, along, across, r) if self._has_structure else None
        planes = coloured(old, self.flux) if planes is None else planes
        if self.bar is not None:
            planes = planes + self.bar.light(along, across)
        if self.ring is not None:
            planes = planes + self.ring.light(r)
        # light is conserved: what is spread over R^2 in the disc falls on q R^2 of the sky
        return planes / np.float32(max(np.cos(self.inclination), 0.15))

    @property
    def _has_structure(self) -> bool:
        return self.arms is not None or self.ripples is not None

    def _plane(self, grid: Grid) -> tuple[Plane, Plane, Plane]:
        along, across = grid.turned(self.centre, self.angle)
        across = across / np.float32(max(np.cos(self.inclination), 0.15))
        soft = np.float32((0.3 * grid.pixel_scale) ** 2)
        r = np.sqrt(along**2 + across**2 + soft)
        if self.drift:
            along = along - np.float32(self.drift / 3) * r * np.minimum(
                r / np.float32(self.scale * 3), 1
            )
            r = np.sqrt(along**2 + across**2 + soft)
        return along, across, r

    def _structured(self, old: Plane, along: Plane, across: Plane, r: Plane) -> Plane:
        azimuth, log_r = np.arctan2(across, along), np.log(r)
        factor = self.ripples.factor(azimuth, log_r) if self.ripples else np.float32(1)
        if self.arms is None:
            return coloured(old * factor, self.flux)
        arms, h = self.arms, np.float32(self.scale)
        psi = arms.angle(azimuth, log_r, self.scale)
        # the arms switch on around `inner` and off around `outer`
        window = 1 / (1 + np.exp(np.minimum((np.float32(arms.inner) - r) / (0.15 * h), 30)))
        window = window / (1 + np.exp(np.minimum((r - np.float32(arms.outer)) / (0.35 * h), 30)))
        ridge = arms.ridge(psi) * factor * window
        if arms.lopsided:
            ridge = ridge * (
                1 + np.float32(arms.lopsided) * np.cos(azimuth - np.float32(arms.phase))
            )
        share = np.float32(arms.contrast) * window
        planes = coloured(old * (1 - share + np.float32(arms.contrast) * ridge), self.flux)
        young = np.exp(-r / (np.float32(1.4) * h)) / np.float32(2 * np.pi * (1.4 * self.scale) ** 2)
        planes += coloured(young * ridge, arms.young)
        if arms.dust:
            lane = np.float32(arms.dust) * arms.ridge(psi, lag=0.9) * window * np.exp(-r / (2 * h))
            planes *= np.exp(-EXTINCTION * lane)
        return planes


@dataclass(frozen=True)
class EdgeOnDisc:
    """A disc seen from the side (van der Kruit and Searle 1981), with a dust lane.

    I(x, z) = I_0 (|x| / h) K_1(|x| / h) sech^2(z / z_0)

    Args:
        flux: in g, r, z
        scale: scale length h
        height: z_0
        angle: of the plane
        warp: how far the plane bends at x = 4 h, in units of h
        dust: optical depth in V of the lane at the centre
        lane: distance of the lane from the plane
        lane_height: standard deviation of the lane's thickness
    """

    flux: Bands
    scale: float
    height: float
    angle: float
    warp: float = 0.0
    dust: float = 0.0
    lane: float = 0.0
    lane_height: float = 0.3

    def light(self, grid: Grid) -> Plane:
        """Surface brightness, shape (3, H, W)."""
        x, z = grid.turned((0.0, 0.0), self.angle)
        u = np.sqrt((x / np.float32(self.scale)) ** 2 + np.float32(1e-4))
        z = z - np.float32(self.warp * self.scale) * (x / np.float32(4 * self.scale)) ** 3
        # sqrt(pi u / 2 + 1) exp(-u) follows u K_1(u) within 5 per cent and costs one exponential;
        # the integral over x of u K_1(u) is pi h, of sech^2 over z 2 z_0
        profile = np.sqrt(np.float32(np.pi / 2) * u + 1) * np.exp(-u)
        wave = np.exp(-2 * np.abs(z) / np.float32(self.height))
        profile = profile * 4 * wave / (1 + wave) ** 2
        total = 2 * np.pi * self.scale * self.height
        planes = coloured(profile / np.float32(total), self.flux)
        if self.dust:
            off = (z - np.float32(self.lane)) / np.float32(self.lane_height)
            depth = np.float32(self.dust) * np.exp(-0.5 * off**2 - u / np.float32(1.5))
            planes *= np.exp(-EXTINCTION * depth)
        return planes
