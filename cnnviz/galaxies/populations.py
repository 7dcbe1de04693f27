"""Stars of different age: their colours, and how bright a galaxy of some size is."""

import numpy as np

from cnnviz.galaxies.light import Bands

Random = np.random.Generator


def spread(flux: float, g_r: float, r_z: float) -> Bands:
    """Flux in g, r, z from the flux in r (nanomaggies) and the colours (magnitudes)."""
    return (flux * 10 ** (-0.4 * g_r), flux, flux * 10 ** (0.4 * r_z))


def _stars(random: Random, flux: float, g_r: float, width: float) -> Bands:
    """A population of this mean colour; r - z follows g - r along the locus of galaxies."""
    colour = random.normal(g_r, width)
    return spread(flux, colour, 0.78 * colour + random.normal(0, 0.04))


def red(random: Random, flux: float, shift: float) -> Bands:
    """Old stars: the red sequence (Strateva et al. 2001); shift is the galaxy's own reddening."""
    return _stars(random, flux, 0.82 + shift, 0.07)


def blue(random: Random, flux: float, shift: float) -> Bands:
    """Discs with star formation: the blue cloud."""
    return _stars(random, flux, 0.58 + shift, 0.09)


def young(random: Random, flux: float, shift: float) -> Bands:
    """Spiral arms and rings: stars of a few ten million years."""
    return _stars(random, flux, 0.30 + shift, 0.09)


def brightness(random: Random, outline: float) -> float:
    """Flux in r (nanomaggies) of a galaxy whose visible outline has this radius.

    The mean surface brightness inside the outline is about 22.3 mag per square arcsec, with a
    scatter of 0.5 (main galaxy sample, Blanton et al. 2003).
    """
    surface = random.normal(22.3, 0.5)
    flux = 10 ** (0.4 * (22.5 - surface)) * np.pi * outline**2
    return float(flux)
