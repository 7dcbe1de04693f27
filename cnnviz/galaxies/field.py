"""How a survey sees a galaxy, and what else lies in the field: all of it drawn at random."""

import numpy as np

from cnnviz.galaxies.light import Part, Sersic
from cnnviz.galaxies.observation import DECALS, SDSS, Exposure, Star
from cnnviz.galaxies.populations import spread

FIELD = 128 * DECALS.native_scale  # arcsec: the central half of a 256-pixel DECaLS cutout


def exposure_of(random: np.random.Generator, size: int) -> tuple[Exposure, float]:
    """How a galaxy is seen, and the radius of its outline in arcsec."""
    if random.random() < 0.5:
        survey, scale = DECALS, FIELD / size
        # r < 17.77 galaxies at 0.262 arcsec per pixel: outlines of 5 to 20 arcsec
        outline = float(np.clip(random.lognormal(np.log(9.0), 0.4), 4, 22))
        seeing, saturation = random.lognormal(np.log(1.25), 0.14), random.uniform(0.25, 1)
        depth = random.lognormal(np.log(0.7), 0.35)
    else:
        survey, outline = SDSS, float(np.clip(random.lognormal(np.log(10.0), 0.4), 4, 30))
        # cutouts whose side follows the galaxy's size, as Galaxy Zoo showed them
        scale = outline / (size * random.uniform(0.17, 0.33))
        seeing, saturation = random.lognormal(np.log(1.35), 0.12), random.uniform(0.8, 1.3)
        depth = random.lognormal(0, 0.35)
    exposure = Exposure(
        survey,
        scale,
        # the picture was resampled from the camera's pixels
        float(np.hypot(seeing, 1.3 * scale)),
        float(depth),
        grain=float(random.uniform(0, 0.25)),
        sky=tuple(random.normal(0, 0.25, 3)),
        stretch=float(random.lognormal(-0.1, 0.3)),
        saturation=float(saturation),
        quality=int(random.integers(80, 96)),
    )
    return exposure, outline


def _place(random: np.random.Generator, width: float) -> tuple[float, float]:
    x, y = random.uniform(-width / 2, width / 2, 2)
    return float(x), float(y)


def neighbours(random: np.random.Generator, width: float) -> tuple[list[Part], list[Star]]:
    """Faint galaxies and stars of the field; counts per square arcsec grow as 10^(0.3 m)."""
    area = (width / FIELD) ** 2
    crowded = random.lognormal(0, 0.6)
    galaxies: list[Part] = []
    for _ in range(min(random.poisson(2.0 * area * crowded), 12)):
        magnitude = max(17.5, 22.6 - random.exponential(1.0))
        flux = 10 ** (0.4 * (22.5 - magnitude))
        bands = spread(flux, random.normal(0.8, 0.25), random.normal(0.6, 0.15))
        radius = 0.35 * flux**0.3 * random.lognormal(0, 0.25)
        q, angle = random.uniform(0.3, 1), random.uniform(0, np.pi)
        galaxies.append(Sersic(bands, radius, 1.2, q, angle, _place(random, width)))
    stars = []
    for _ in range(min(random.poisson(2.0 * area), 12)):
        flux = 10 ** (0.4 * (22.5 - max(14, 22.3 - random.exponential(1.6))))
        # the stellar locus: from blue-white to red dwarfs
        g_r = random.uniform(0.3, 1.4)
        stars.append(Star(_place(random, width), spread(flux, g_r, 0.25 + 0.6 * g_r)))
    return galaxies, stars
