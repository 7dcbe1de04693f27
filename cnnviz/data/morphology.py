"""Seven kinds of galaxies: for each class, how its true parameters are drawn.

Sizes are in arcsec at the distance where the galaxy is seen, angles in degrees in the parameters
that are published and in radians in the parts. Ranges follow the literature named at each class.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.light import (
    Arms,
    Bands,
    Bar,
    Disc,
    EdgeOnDisc,
    Part,
    Ring,
    Ripples,
    Sersic,
    Tail,
)

Random = np.random.Generator

PARAMETERS = (
    "magnitude_r",
    "effective_radius",
    "outline",
    "sersic_index",
    "axis_ratio",
    "inclination",
    "position_angle",
    "bulge_fraction",
    "arms",
    "pitch_angle",
    "bar_length",
    "separation",
)


@dataclass
class Galaxy:
    """What shines, and the true parameters; those that a class does not have are missing."""

    parts: list[Part] = field(default_factory=list)
    truth: dict[str, float] = field(default_factory=dict)


def spread(flux: float, g_r: float, r_z: float) -> Bands:
    """Flux in g, r, z from the flux in r (nanomaggies) and the colours (magnitudes)."""
    return (flux * 10 ** (-0.4 * g_r), flux, flux * 10 ** (0.4 * r_z))


def _stars(random: Random, flux: float, g_r: float, width: float) -> Bands:
    """A population of this mean colour; r - z follows g - r along the locus of galaxies."""
    colour = random.normal(g_r, width)
    return spread(flux, colour, 0.78 * colour + random.normal(0, 0.04))


def _red(random: Random, flux: float, shift: float) -> Bands:
    """Old stars: the red sequence (Strateva et al. 2001); shift is the galaxy's own reddening."""
    return _stars(random, flux, 0.82 + shift, 0.07)


def _blue(random: Random, flux: float, shift: float) -> Bands:
    """Discs with star formation: the blue cloud."""
    return _stars(random, flux, 0.58 + shift, 0.09)


def _young(random: Random, flux: float, shift: float) -> Bands:
    """Spiral arms and rings: stars of a few ten million years."""
    return _stars(random, flux, 0.30 + shift, 0.09)


def _brightness(random: Random, outline: float) -> tuple[float, float]:
    """Flux in r and magnitude of a galaxy whose visible outline has this radius.

    The mean surface brightness inside the outline is about 22.4 mag per square arcsec, with a
    scatter of 0.5 (main galaxy sample, Blanton et al. 2003).
    """
    surface = random.normal(22.3, 0.5)
    flux = 10 ** (0.4 * (22.5 - surface)) * np.pi * outline**2
    return float(flux), float(22.5 - 2.5 * np.log10(flux))


def _inclination(random: Random, most: float) -> float:
    """Isotropic: the cosine is uniform; `most` is the largest allowed, radians."""
    return float(np.arccos(random.uniform(np.cos(most), 1)))


def _ripples(random: Random, strength: float, pitch: float) -> Ripples:
    m = random.integers(1, 12, 9)
    k = -m / np.tan(pitch * random.uniform(0.6, 1.8, 9)) + random.normal(0, 6, 9)
    phases = random.uniform(0, 2 * np.pi, 9)
    return Ripples(strength, np.stack([m, k, phases], axis=1).astype(np.float32))


def smooth(random: Random, outline: float, lowest: float, highest: float) -> Galaxy:
    """Ellipticals and lenticulars without structure: one Sersic law (Caon et al. 1993).

    n rises with size; a fifth have an exponential envelope (Kormendy et al. 2009).
    """
    flux, magnitude = _brightness(random, outline)
    flux *= 1.25
    q, angle = random.uniform(lowest, highest), random.uniform(0, np.pi)
    n = float(np.clip(random.lognormal(np.log(2.6), 0.45), 0.8, 6))
    # an outline at 25 mag per square arcsec holds R_e between a half (n = 1) and a third (n = 4)
    radius = outline / float(np.clip(1.75 + 0.28 * n, 1.8, 3.2)) / np.sqrt(q)
    boxy = 2.0 + (random.uniform(-0.15, 0.35) if random.random() < 0.3 else 0)
    shift = random.normal(0, 0.06)
    draw = _red if random.random() < 0.8 else _blue
    parts: list[Part] = [Sersic(draw(random, flux, shift), radius, n, q, angle, boxiness=boxy)]
    if random.random() < 0.25:
        envelope = draw(random, 0.5 * flux, shift)
        parts.append(Sersic(envelope, 1.6 * radius, 1.0, min(1, 1.05 * q), angle))
    truth = {"magnitude_r": magnitude, "effective_radius": radius, "sersic_index": n}
    return Galaxy(parts, truth | {"axis_ratio": q, "position_angle": float(np.degrees(angle))})


def round_smooth(random: Random, outline: float) -> Galaxy:
    """Axis ratio 0.83 to 1: apparently round ellipticals."""
    return smooth(random, outline, 0.83, 1.0)


def in_between(random: Random, outline: float) -> Galaxy:
    """Axis ratio 0.36 to 0.78: between round and cigar-shaped."""
    return smooth(random, outline, 0.36, 0.78)


@dataclass(frozen=True)
class _Spiral:
    """Ranges from which a spiral's parameters are drawn."""

    pitch: tuple[float, float]  # degrees
    numbers: tuple[int, ...]
    odds: tuple[float, ...]
    bulge: tuple[float, float]
    sharpness: tuple[float, float]
    contrast: tuple[float, float]
    young: tuple[float, float]
    ripples: tuple[float, float]
    lopsided: tuple[float, float]
    most_inclined: float = 66.0


TIGHT = _Spiral(
    (5, 14), (2, 3, 4, 5), (0.4, 0.25, 0.2, 0.15), (0.12, 0.5), (0.8, 3.0), (0.25, 0.7),
    (0.05, 0.4), (0.1, 0.45), (0, 0.2),
)  # fmt: skip
LOOSE = _Spiral(
    (17, 38), (1, 2, 3, 4), (0.1, 0.55, 0.2, 0.15), (0.04, 0.35), (1.0, 4.0), (0.25, 0.8),
    (0.05, 0.5), (0.2, 0.7), (0, 0.5),
)  # fmt: skip
BARRED = _Spiral(
    (9, 30), (2,), (1.0,), (0.05, 0.25), (1.0, 4.5), (0.3, 0.85),
    (0.05, 0.45), (0.1, 0.5), (0, 0.3), 58.0,
)  # fmt: skip


def _disc(random: Random, outline: float, kind: _Spiral) -> tuple[Disc, Sersic, dict[str, float]]:
    """A disc with arms and a bulge: B/T and n by type as in Graham and Worley 2008."""
    flux, magnitude = _brightness(random, outline)
    scale = outline / random.uniform(2.6, 3.8)
    inclination = _inclination(random, np.radians(kind.most_inclined))
    angle = random.uniform(0, np.pi)
    pitch = np.radians(random.uniform(*kind.pitch))
    share = random.uniform(*kind.bulge)
    young = random.uniform(*kind.young)
    shift = random.normal(0, 0.08)
    number = int(random.choice(kind.numbers, p=kind.odds))
    arms = Arms(
        number, pitch * random.choice((-1, 1)), random.uniform(0, 2 * np.pi),
        random.uniform(*kind.sharpness), random.uniform(*kind.contrast),
        _young(random, young * flux * (1 - share), shift),
        inner=scale * random.uniform(0.25, 0.9), outer=scale * random.uniform(2.8, 4.5),
        lopsided=random.uniform(*kind.lopsided),
        dust=random.uniform(0, 0.8) if random.random() < 0.7 else 0.0,
    )  # fmt: skip
    disc = Disc(
        _blue(random, flux * (1 - share), shift), scale, inclination, angle, arms=arms,
        ripples=_ripples(random, random.uniform(*kind.ripples), pitch),
        drift=random.uniform(0, 0.35) * kind.lopsided[1], truncation=random.uniform(3, 5.5),
    )  # fmt: skip
    radius = scale * random.uniform(0.15, 0.4)
    flat = 1 - (1 - np.cos(inclination)) * random.uniform(0.3, 0.7)
    n = float(np.clip(random.lognormal(np.log(1.6), 0.4), 0.6, 4))
    bulge = Sersic(_red(random, flux * share, shift), radius, n, flat, angle)
    truth = {
        "magnitude_r": magnitude, "effective_radius": 1.678 * scale, "sersic_index": n,
        "axis_ratio": float(np.cos(inclination)), "inclination": float(np.degrees(inclination)),
        "position_angle": float(np.degrees(angle)), "bulge_fraction": share,
        "arms": number, "pitch_angle": float(np.degrees(pitch)),
    }  # fmt: skip
    return disc, bulge, truth


def tight(random: Random, outline: float) -> Galaxy:
    """Pitch angle 5 to 14 degrees, Sa to Sb (Kennicutt 1981); three in ten with a ring."""
    disc, bulge, truth = _disc(random, outline, TIGHT)
    if random.random() < 0.3:
        disc = replace(disc, ring=_ring(random, disc, disc.scale * random.uniform(0.8, 2.2)))
    return Galaxy([disc, bulge], truth)


def loose(random: Random, outline: float) -> Galaxy:
    """Pitch angle 17 to 38 degrees, Sbc to Sd: open, often lopsided (Zaritsky and Rix 1997)."""
    disc, bulge, truth = _disc(random, outline, LOOSE)
    assert disc.arms is not None
    stretched = replace(disc.arms, outer=disc.arms.outer * random.uniform(1, 1.4))
    parts: list[Part] = [replace(disc, arms=stretched), bulge]
    return Galaxy(parts, truth)


def barred(random: Random, outline: float) -> Galaxy:
    """A bar of 0.8 to 1.8 h from whose ends the arms start (Erwin 2005); half have a ring."""
    disc, bulge, truth = _disc(random, outline, BARRED)
    length = disc.scale * random.uniform(0.8, 1.8)
    angle = random.uniform(0, np.pi)
    strength = random.uniform(0.12, 0.4) * disc.flux[1]
    bar = Bar(
        _red(random, strength, random.normal(0, 0.05)), length, random.uniform(0.18, 0.42),
        angle, random.uniform(2, 3.2),
    )  # fmt: skip
    assert disc.arms is not None
    # the ridge passes the bar's end: phi(length) = angle
    phase = angle - np.log(length / disc.scale) / np.tan(disc.arms.pitch)
    arms = replace(disc.arms, phase=phase, inner=0.95 * length)
    if random.random() < 0.2:
        arms = replace(arms, contrast=0.15, young=spread(0.02 * disc.flux[1], 0.4, 0.3))
    ring = _ring(random, disc, length * random.uniform(1, 1.15)) if random.random() < 0.5 else None
    disc = replace(disc, arms=arms, bar=bar, ring=ring)
    return Galaxy([disc, bulge], truth | {"bar_length": length})


def _ring(random: Random, disc: Disc, radius: float) -> Ring:
    flux = _young(random, disc.flux[1] * random.uniform(0.05, 0.25), random.normal(0.1, 0.08))
    return Ring(flux, radius, radius * random.uniform(0.08, 0.2))


def edge_on(random: Random, outline: float) -> Galaxy:
    """A disc seen from the side with a bulge (van der Kruit and Searle 1981); four in ten dusty."""
    flux, magnitude = _brightness(random, outline)
    flux *= 0.42
    scale = outline / random.uniform(2.2, 3.4)
    height = scale * random.uniform(0.08, 0.26)
    angle, share = random.uniform(0, np.pi), random.uniform(0.08, 0.45)
    shift = random.normal(0.05, 0.08)
    dusty = random.random() < 0.4
    draw = _blue if random.random() < 0.4 else _red
    disc = EdgeOnDisc(
        draw(random, flux * (1 - share), shift), scale, height, angle,
        warp=random.normal(0, 0.12), dust=random.uniform(0.5, 2.2) if dusty else 0.0,
        lane=height * random.uniform(-0.7, 0.7), lane_height=height * random.uniform(0.15, 0.4),
    )  # fmt: skip
    radius, n = scale * random.uniform(0.18, 0.5), random.uniform(1, 3.5)
    bulge = Sersic(_red(random, flux * share, shift), radius, n, random.uniform(0.45, 0.9), angle)
    truth = {
        "magnitude_r": magnitude, "effective_radius": 1.678 * scale, "sersic_index": n,
        "axis_ratio": height / scale, "inclination": 90.0,
        "position_angle": float(np.degrees(angle)), "bulge_fraction": share,
    }  # fmt: skip
    return Galaxy([disc, bulge], truth)


def _body(random: Random, size: float, centre: tuple[float, float], flux: float) -> list[Part]:
    """One of the galaxies in a merger: a spheroid or a disturbed disc."""
    shift = random.normal(0, 0.08)
    angle = random.uniform(0, np.pi)
    if random.random() < 0.45:
        n = random.uniform(1, 4)
        q = random.uniform(0.5, 1)
        return [
            Sersic(_red(random, flux, shift), size * random.uniform(0.3, 0.5), n, q, angle, centre)
        ]
    scale = size / random.uniform(2.2, 3.4)
    arms = Arms(
        int(random.choice((1, 2, 3))), np.radians(random.uniform(18, 45)) * random.choice((-1, 1)),
        random.uniform(0, 2 * np.pi), random.uniform(1, 4), random.uniform(0.4, 0.9),
        _young(random, random.uniform(0.2, 1.0) * flux, shift), 0.2 * scale, 5 * scale,
        lopsided=random.uniform(0.3, 0.95), dust=random.uniform(0, 1),
    )  # fmt: skip
    disc = Disc(
        _blue(random, 0.85 * flux, shift), scale, _inclination(random, 1.25), angle, centre,
        arms=arms, drift=random.uniform(0, 0.6),
        ripples=_ripples(random, random.uniform(0.3, 0.8), 0.6),
    )  # fmt: skip
    core = Sersic(_red(random, 0.2 * flux, shift), 0.3 * scale, 1.5, 0.8, angle, centre)
    return [disc, core]


def _point(vector: NDArray[np.float64]) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def _tails(random: Random, size: float, centre: tuple[float, float], flux: float) -> list[Part]:
    """No, one or two tails of a body."""
    tails: list[Part] = []
    for _ in range(int(random.choice((0, 1, 2), p=(0.35, 0.45, 0.2)))):
        light = _blue(random, flux * random.uniform(0.05, 0.25), 0)
        length, leaves = size * random.uniform(0.9, 2.2), random.uniform(0, 2 * np.pi)
        curl, width = random.uniform(-2.2, 2.2), length * random.uniform(0.07, 0.2)
        tails.append(Tail(light, centre, leaves, length, curl, width))
    return tails


def merging(random: Random, outline: float) -> Galaxy:
    """Two nuclei, tidal tails and a common envelope (Toomre and Toomre 1972), or a disturbed one.

    The mass ratio is uniform between 1:4 and 1:1.
    """
    flux, magnitude = _brightness(random, outline)
    ratio = random.uniform(0.25, 1)
    size = outline * random.uniform(0.45, 0.8)
    separation = outline * random.uniform(0.25, 1.1)
    direction = random.uniform(0, 2 * np.pi)
    step = np.array((np.cos(direction), np.sin(direction))) * separation
    # the field is centred on the brighter body or between the two
    first = -step * (random.uniform(0, 0.5) if random.random() < 0.7 else 0.0)
    parts: list[Part] = []
    for centre, share in ((_point(first), 1.0), (_point(first + step), ratio)):
        body = size * np.sqrt(share)
        parts += _body(random, body, centre, 0.8 * flux * share / (1 + ratio))
        parts += _tails(random, body, centre, flux)
    if random.random() < 0.6:
        envelope = _blue(random, flux * random.uniform(0.15, 0.6), 0.1)
        radius, q = outline * random.uniform(0.5, 0.9), random.uniform(0.45, 0.95)
        parts.append(Sersic(envelope, radius, 1.0, q, direction, _point(first + step * 0.45)))
    truth = {"magnitude_r": magnitude, "effective_radius": size / 2, "separation": separation}
    return Galaxy(parts, truth)


DRAW: tuple[Callable[[Random, float], Galaxy], ...] = (
    merging, round_smooth, in_between, barred, tight, loose, edge_on,
)  # fmt: skip
