"""Pictures without a galaxy, made here: what a network says of what it has never seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.special import erf

from cnnviz.galaxies.light import Bands, Grid, Plane, coloured
from cnnviz.galaxies.observation import DECALS, Exposure, Star, observe
from cnnviz.galaxies.populations import spread

Pixels = NDArray[np.uint8]
SEEING = 1.3  # arcsec
FIELD = 33.5  # arcsec: as wide as a simulated DECaLS picture
FINE = 4  # times as many pixels along each side while the cat is drawn
TRUE_SKY = "sky, noise, point-spread function and stretch of a simulated DECaLS picture"


@dataclass(frozen=True)
class Trail:
    """Light along a straight line through the whole field, as of a satellite.

    Args:
        flux: in g, r, z per arcsec of its length, nanomaggies
        angle: of the line
        offset: of the line from the middle of the field, arcsec
        width: arcsec
    """

    flux: Bands
    angle: float
    offset: float
    width: float

    def light(self, grid: Grid) -> Plane:
        """Surface brightness, shape (3, H, W)."""
        _, across = grid.turned((0.0, 0.0), self.angle)
        # a hard-edged strip, averaged over each pixel as well as an erf does
        soft = 0.5 * grid.pixel_scale
        ends = (across - self.offset + side * self.width / 2 for side in (1, -1))
        upper, lower = (erf(end / soft) for end in ends)
        return coloured(((upper - lower) / 2 / self.width).astype(np.float32), self.flux)


@dataclass(frozen=True)
class NotGalaxy:
    """A picture of something else.

    Args:
        title: what it is
        made: how it was made, a phrase
        draw: makes it, uint8 of shape (size, size, 3), from a seed and the size
    """

    title: str
    made: str
    draw: Callable[[int, int], Pixels]


def picture(name: str, seed: int = 0, size: int = 96) -> Pixels:
    """One of NOT_GALAXIES; the same seed always gives the same.

    Args:
        name: a key of NOT_GALAXIES
        seed: a non-negative integer
        size: H and W in pixels, 16 to 512

    Returns:
        uint8 of shape (size, size, 3)

    Raises:
        ValueError: no such picture, or a seed or size out of range
    """
    if name not in NOT_GALAXIES:
        raise ValueError(f"pictures are {', '.join(NOT_GALAXIES)}, got {name!r}")
    if seed < 0 or not 16 <= size <= 512:
        raise ValueError(f"seeds are not negative and sizes 16 to 512, got {seed} and {size}")
    return NOT_GALAXIES[name].draw(seed, size)


def _observed(
    random: np.random.Generator, size: int, stars: list[Star], trails: list[Trail]
) -> Pixels:
    exposure = Exposure(DECALS, FIELD / size, SEEING, depth=0.7, grain=0.1, saturation=0.6)
    # a trail has no total flux, which nothing here asks for
    return observe(list(trails), stars, exposure, size, random)


def _star(seed: int, size: int) -> Pixels:
    random = np.random.default_rng([seed, 1])
    g_r = random.uniform(0.3, 1.3)
    flux = 10 ** (0.4 * (22.5 - random.uniform(15.5, 17.5)))
    place = tuple(float(x) for x in random.uniform(-0.5, 0.5, 2))
    return _observed(random, size, [Star(place, spread(flux, g_r, 0.25 + 0.6 * g_r))], [])  # type: ignore[arg-type]


def _trail(seed: int, size: int) -> Pixels:
    random = np.random.default_rng([seed, 2])
    flux = float(random.uniform(1.5, 5))
    angle, offset = float(random.uniform(0, np.pi)), float(random.normal(0, 1.5))
    return _observed(random, size, [], [Trail(spread(flux, 0.5, 0.2), angle, offset, 1.0)])


def _sky(seed: int, size: int) -> Pixels:
    return _observed(np.random.default_rng([seed, 3]), size, [], [])


def _noise(seed: int, size: int) -> Pixels:
    noise = np.random.default_rng([seed, 4]).normal(0.35, 0.15, (size, size, 3))
    return (noise.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _cat(seed: int, size: int) -> Pixels:
    """A head with ears, eyes, nose and whiskers; the seed chooses fur, eyes and tilt."""
    random = np.random.default_rng([seed, 5])
    fur = ((200, 140, 90), (150, 150, 160), (230, 222, 205))[int(random.integers(3))]
    eyes = ((120, 200, 90), (230, 190, 60), (110, 170, 230))[int(random.integers(3))]
    n = FINE * size
    image = Image.new("RGB", (n, n), (24, 26, 34))
    pen = ImageDraw.Draw(image)

    def at(*points: float) -> list[float]:
        return [n * p for p in points]

    for side in (-1, 1):
        inner, outer = 0.5 + 0.06 * side, 0.5 + 0.27 * side
        pen.polygon(at(inner, 0.36, outer, 0.47, outer, 0.12), fur)
    pen.ellipse(at(0.2, 0.28, 0.8, 0.86), fur)
    for side in (-1, 1):
        x = 0.5 + 0.13 * side
        pen.ellipse(at(x - 0.075, 0.45, x + 0.075, 0.57), eyes)
        pen.ellipse(at(x - 0.025, 0.45, x + 0.025, 0.57), (12, 12, 16))
        for y in (-0.04, 0.0, 0.04):
            pen.line(at(0.5 + 0.08 * side, 0.7 + y / 2, 0.5 + 0.36 * side, 0.69 + 1.6 * y),
                     (235, 235, 235), max(1, n // 120))  # fmt: skip
    pen.polygon(at(0.455, 0.63, 0.545, 0.63, 0.5, 0.69), (220, 110, 120))
    pen.arc(at(0.42, 0.64, 0.5, 0.76), 10, 170, (40, 30, 30), max(1, n // 90))
    pen.arc(at(0.5, 0.64, 0.58, 0.76), 10, 170, (40, 30, 30), max(1, n // 90))
    image = image.rotate(float(random.uniform(-12, 12)), Image.Resampling.BICUBIC,
                         fillcolor=(24, 26, 34))  # fmt: skip
    return np.asarray(image.resize((size, size), Image.Resampling.LANCZOS))


NOT_GALAXIES = {
    "star": NotGalaxy("A star", f"one point of light, with {TRUE_SKY}", _star),
    "trail": NotGalaxy("A satellite's trail", f"one line of light, with {TRUE_SKY}", _trail),
    "sky": NotGalaxy("Empty sky", f"nothing but {TRUE_SKY}", _sky),
    "noise": NotGalaxy("Pure noise", "Gaussian noise, in each pixel and colour by itself", _noise),
    "cat": NotGalaxy("A cat", "ellipses, triangles and lines", _cat),
}
