"""Spiral galaxies, tight, loose and barred: how their true parameters are drawn."""

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.galaxies.discs import Arms, Bar, Disc, Ring, Ripples
from cnnviz.galaxies.light import Galaxy, Part, Sersic
from cnnviz.galaxies.populations import Random, blue, brightness, red, spread, young


def inclination_of(random: Random, most: float) -> float:
    """Isotropic: the cosine is uniform; `most` is the largest allowed, radians."""
    return float(np.arccos(random.uniform(np.cos(most), 1)))


def ripples(random: Random, strength: float, pitch: float) -> Ripples:
    """Nine waves that wind about as the arms do; `pitch` in radians, `strength` as in Ripples."""
    m = random.integers(1, 12, 9)
    k = -m / np.tan(pitch * random.uniform(0.6, 1.8, 9)) + random.normal(0, 6, 9)
    phases = random.uniform(0, 2 * np.pi, 9)
    return Ripples(strength, np.stack([m, k, phases], axis=1).astype(np.float32))


@dataclass(frozen=True)
class _Spiral:
    """Ranges from which a spiral's parameters are drawn, uniformly.

    Args:
        pitch: angle in degrees
        numbers: of arms, with their `odds`
        bulge: share of the galaxy's light
        sharpness, contrast, lopsided: as in Arms
        young: light of the arms' young stars over that of the disc
        ripples: strength of the flocculent structure
        most_inclined: largest inclination in degrees
    """

    pitch: tuple[float, float]
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
    pitch=(5, 14),
    numbers=(2, 3, 4, 5),
    odds=(0.4, 0.25, 0.2, 0.15),
    bulge=(0.12, 0.5),
    sharpness=(0.8, 3.0),
    contrast=(0.25, 0.7),
    young=(0.05, 0.4),
    ripples=(0.1, 0.45),
    lopsided=(0, 0.2),
)
LOOSE = _Spiral(
    pitch=(17, 38),
    numbers=(1, 2, 3, 4),
    odds=(0.1, 0.55, 0.2, 0.15),
    bulge=(0.04, 0.35),
    sharpness=(1.0, 4.0),
    contrast=(0.25, 0.8),
    young=(0.05, 0.5),
    ripples=(0.2, 0.7),
    lopsided=(0, 0.5),
)
BARRED = _Spiral(
    pitch=(9, 30),
    numbers=(2,),
    odds=(1.0,),
    bulge=(0.05, 0.25),
    sharpness=(1.0, 4.5),
    contrast=(0.3, 0.85),
    young=(0.05, 0.45),
    ripples=(0.1, 0.5),
    lopsided=(0, 0.3),
    most_inclined=58.0,
)


def _disc(random: Random, outline: float, kind: _Spiral) -> tuple[Disc, Sersic, dict[str, float]]:
    """A disc with arms and a bulge: B/T and n by type as in Graham and Worley 2008."""
    flux = brightness(random, outline)
    scale = outline / random.uniform(2.6, 3.8)
    inclination = inclination_of(random, np.radians(kind.most_inclined))
    angle, pitch = random.uniform(0, np.pi), np.radians(random.uniform(*kind.pitch))
    share, new = random.uniform(*kind.bulge), random.uniform(*kind.young)
    shift = random.normal(0, 0.08)
    arms = _arms(random, scale, pitch, (new * flux * (1 - share), shift), kind)
    disc = Disc(
        blue(random, flux * (1 - share), shift),
        scale,
        inclination,
        angle,
        arms=arms,
        ripples=ripples(random, random.uniform(*kind.ripples), pitch),
        drift=random.uniform(0, 0.35) * kind.lopsided[1],
        truncation=random.uniform(3, 5.5),
    )
    bulge = _bulge(random, disc, flux * share, shift)
    truth = {
        "effective_radius": 1.678 * scale,
        "sersic_index": bulge.index,
        "axis_ratio": float(np.cos(inclination)),
        "inclination": float(np.degrees(inclination)),
        "position_angle": float(np.degrees(angle)),
        "bulge_fraction": share,
        "arms": arms.number,
        "pitch_angle": float(np.degrees(pitch)),
    }
    return disc, bulge, truth


def _arms(
    random: Random, scale: float, pitch: float, light: tuple[float, float], kind: _Spiral
) -> Arms:
    """Arms of either winding; `light` is the young stars' flux in r and their reddening."""
    number = int(random.choice(kind.numbers, p=kind.odds))
    return Arms(
        number,
        pitch * random.choice((-1, 1)),
        random.uniform(0, 2 * np.pi),
        random.uniform(*kind.sharpness),
        random.uniform(*kind.contrast),
        young(random, *light),
        inner=scale * random.uniform(0.25, 0.9),
        outer=scale * random.uniform(2.8, 4.5),
        lopsided=random.uniform(*kind.lopsided),
        dust=random.uniform(0, 0.8) if random.random() < 0.7 else 0.0,
    )


def _bulge(random: Random, disc: Disc, flux: float, shift: float) -> Sersic:
    """A bulge, less flattened than the disc."""
    radius = disc.scale * random.uniform(0.15, 0.4)
    flat = 1 - (1 - np.cos(disc.inclination)) * random.uniform(0.3, 0.7)
    n = float(np.clip(random.lognormal(np.log(1.6), 0.4), 0.6, 4))
    return Sersic(red(random, flux, shift), radius, n, flat, disc.angle)


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
        red(random, strength, random.normal(0, 0.05)), length, random.uniform(0.18, 0.42),
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
    flux = young(random, disc.flux[1] * random.uniform(0.05, 0.25), random.normal(0.1, 0.08))
    return Ring(flux, radius, radius * random.uniform(0.08, 0.2))
