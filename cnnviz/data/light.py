"""The light of a galaxy's parts: surface brightness on the sky, before the telescope.

Lengths are in arcsec, angles in radians from the x axis towards the y axis, fluxes in nanomaggies
(AB magnitude 22.5 is one) in the three bands g, r, z; images are float32 of shape (3, H, W) in
nanomaggies per square arcsec.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, i0e

Plane = NDArray[np.float32]
Bands = tuple[float, float, float]

# Extinction in g, r, z relative to the V band, for R_V = 3.1: Cardelli, Clayton and Mathis 1989
EXTINCTION = np.array([1.2, 0.85, 0.49], np.float32)[:, None, None]


@dataclass(frozen=True)
class Grid:
    """The pixels on which light is evaluated.

    Args:
        x: position of each pixel to the right of the field's centre, shape (H, W)
        y: position of each pixel below the field's centre, shape (H, W)
        pixel_scale: arcsec per pixel
    """

    x: Plane
    y: Plane
    pixel_scale: float

    @classmethod
    def square(cls, size: int, pixel_scale: float) -> "Grid":
        """A square of `size` pixels around the centre of the field."""
        axis = (np.arange(size, dtype=np.float32) - (size - 1) / 2) * np.float32(pixel_scale)
        x, y = np.meshgrid(axis, axis)
        return cls(x, y, pixel_scale)

    def turned(self, centre: tuple[float, float], angle: float) -> tuple[Plane, Plane]:
        """Coordinates along and across an axis through `centre` at `angle`, each (H, W)."""
        cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        x, y = self.x - np.float32(centre[0]), self.y - np.float32(centre[1])
        return cosine * x + sine * y, cosine * y - sine * x


class Part(Protocol):
    """Something that shines."""

    def light(self, grid: Grid) -> Plane:
        """Surface brightness, shape (3, H, W)."""
        ...


def coloured(profile: Plane, flux: Bands) -> Plane:
    """A profile of unit flux (H, W) times the flux in each band: (3, H, W)."""
    planes: Plane = np.asarray(flux, np.float32)[:, None, None] * profile
    return planes


@dataclass(frozen=True)
class Sersic:
    """Sersic (1963) profile with elliptical outlines: bulges, ellipticals, pseudo-discs.

    I(r) = I_e exp(-b ((r / R_e)^(1/n) - 1)), b = 2n - 1/3 + 4 / (405 n) (Ciotti and Bertin 1999),
    total flux 2 pi n q R_e^2 I_e e^b b^(-2n) Gamma(2n) (Graham and Driver 2005).

    Args:
        flux: total flux in g, r, z
        radius: effective radius R_e along the major axis, which holds half of the light
        index: n; 1 is an exponential disc, 4 de Vaucouleurs' law
        axis_ratio: q, minor over major axis
        angle: of the major axis
        centre: position in the field
        boxiness: exponent of the generalised ellipse; 2 is an ellipse, more is boxy
    """

    flux: Bands
    radius: float
    index: float
    axis_ratio: float
    angle: float = 0.0
    centre: tuple[float, float] = (0.0, 0.0)
    boxiness: float = 2.0

    def light(self, grid: Grid) -> Plane:
        """Surface brightness, shape (3, H, W)."""
        along, across = grid.turned(self.centre, self.angle)
        across = across / np.float32(self.axis_ratio)
        soft = np.float32(0.3 * grid.pixel_scale)  # the mean over the central pixel, not its peak
        if self.boxiness == 2.0:
            r = np.sqrt(along**2 + across**2 + soft**2)
        else:
            c = np.float32(self.boxiness)
            r = (np.abs(along) ** c + np.abs(across) ** c + soft**c) ** np.float32(1 / c)
        n = self.index
        b = 2 * n - 1 / 3 + 4 / (405 * n)
        power = np.exp(np.log(r / np.float32(self.radius)) * np.float32(1 / n))
        total = 2 * np.pi * n * self.axis_ratio * self.radius**2 * b ** (-2 * n) * gamma(2 * n)
        return coloured(np.exp(np.float32(-b) * power) / np.float32(total), self.flux)


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
        boxiness: 1 for a thin disc; smaller is thicker in the middle
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


@dataclass(frozen=True)
class Tail:
    """A tidal tail: a band that leaves a body and curls (Toomre and Toomre 1972).

    Args:
        flux: in g, r, z
        centre: of the body
        angle: at which it leaves
        length: L, where it fades
        curl: radians by which it has turned at L
        width: standard deviation at L
    """

    flux: Bands
    centre: tuple[float, float]
    angle: float
    length: float
    curl: float
    width: float

    def light(self, grid: Grid) -> Plane:
        """Surface brightness, shape (3, H, W)."""
        along, across = grid.turned(self.centre, self.angle)
        r = np.sqrt(along**2 + across**2 + np.float32(grid.pixel_scale**2))
        u = r / np.float32(self.length)
        off = np.arctan2(across, along) - np.float32(self.curl) * u
        off = off - np.float32(2 * np.pi) * np.round(off / np.float32(2 * np.pi))
        width = np.float32(self.width) * (np.float32(0.45) + np.float32(0.55) * u)
        band = (
            np.exp(-0.5 * (r * off / width) ** 2 - np.minimum(u, 5) ** 4)
            * u
            / (u + np.float32(0.2))
        )
        area = np.sqrt(2 * np.pi) * self.width * 0.6 * self.length
        return coloured(band / np.float32(area), self.flux)
