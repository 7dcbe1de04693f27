"""The light of a galaxy's parts: surface brightness on the sky, before the telescope.

Lengths are in arcsec, angles in radians from the x axis towards the y axis, fluxes in nanomaggies
(AB magnitude 22.5 is one) in the three bands g, r, z; images are float32 of shape (3, H, W) in
nanomaggies per square arcsec.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma

Plane = NDArray[np.float32]
Bands = tuple[float, float, float]


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

    @property
    def flux(self) -> Bands:
        """Total flux in g, r, z; of a disc that of its old stars."""
        ...

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


@dataclass
class Galaxy:
    """What shines, and the true parameters; those that a class does not have are missing."""

    parts: list[Part] = field(default_factory=list)
    truth: dict[str, float] = field(default_factory=dict)
