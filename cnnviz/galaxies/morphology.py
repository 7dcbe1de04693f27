"""Seven kinds of galaxies: for each class, how its true parameters are drawn.

Sizes are in arcsec at the distance where the galaxy is seen, angles in degrees in the parameters
that are published and in radians in the parts. Ranges follow the literature named at each class.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cnnviz.galaxies.discs import Arms, Disc, EdgeOnDisc
from cnnviz.galaxies.light import Galaxy, Part, Sersic, Tail
from cnnviz.galaxies.populations import Random, blue, brightness, red, young
from cnnviz.galaxies.spirals import barred, inclination_of, loose, ripples, tight

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


def smooth(random: Random, outline: float, lowest: float, highest: float) -> Galaxy:
    """Ellipticals and lenticulars without structure: one Sersic law (Caon et al. 1993).

    n rises with size; a fifth have an exponential envelope (Kormendy et al. 2009).
    """
    flux = brightness(random, outline)
    flux *= 1.25
    q, angle = random.uniform(lowest, highest), random.uniform(0, np.pi)
    n = float(np.clip(random.lognormal(np.log(2.6), 0.45), 0.8, 6))
    # an outline at 25 mag per square arcsec holds R_e between a half (n = 1) and a third (n = 4)
    radius = outline / float(np.clip(1.75 + 0.28 * n, 1.8, 3.2)) / np.sqrt(q)
    boxy = 2.0 + (random.uniform(-0.15, 0.35) if random.random() < 0.3 else 0)
    shift = random.normal(0, 0.06)
    draw = red if random.random() < 0.8 else blue
    parts: list[Part] = [Sersic(draw(random, flux, shift), radius, n, q, angle, boxiness=boxy)]
    if random.random() < 0.25:
        envelope = draw(random, 0.5 * flux, shift)
        parts.append(Sersic(envelope, 1.6 * radius, 1.0, min(1, 1.05 * q), angle))
    truth = {"effective_radius": radius, "sersic_index": n}
    return Galaxy(parts, truth | {"axis_ratio": q, "position_angle": float(np.degrees(angle))})


def round_smooth(random: Random, outline: float) -> Galaxy:
    """Axis ratio 0.83 to 1: apparently round ellipticals."""
    return smooth(random, outline, 0.83, 1.0)


def in_between(random: Random, outline: float) -> Galaxy:
    """Axis ratio 0.36 to 0.78: between round and cigar-shaped."""
    return smooth(random, outline, 0.36, 0.78)


def edge_on(random: Random, outline: float) -> Galaxy:
    """A disc seen from the side with a bulge (van der Kruit and Searle 1981); four in ten dusty."""
    flux = brightness(random, outline)
    flux *= 0.42
    scale = outline / random.uniform(2.2, 3.4)
    height = scale * random.uniform(0.08, 0.26)
    angle, share = random.uniform(0, np.pi), random.uniform(0.08, 0.45)
    shift = random.normal(0.05, 0.08)
    dusty = random.random() < 0.4
    draw = blue if random.random() < 0.4 else red
    disc = EdgeOnDisc(
        draw(random, flux * (1 - share), shift), scale, height, angle,
        warp=random.normal(0, 0.12), dust=random.uniform(0.5, 2.2) if dusty else 0.0,
        lane=height * random.uniform(-0.7, 0.7), lane_height=height * random.uniform(0.15, 0.4),
    )  # fmt: skip
    radius, n = scale * random.uniform(0.18, 0.5), random.uniform(1, 3.5)
    bulge = Sersic(red(random, flux * share, shift), radius, n, random.uniform(0.45, 0.9), angle)
    truth = {
        "effective_radius": 1.678 * scale, "sersic_index": n,
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
            Sersic(red(random, flux, shift), size * random.uniform(0.3, 0.5), n, q, angle, centre)
        ]
    scale = size / random.uniform(2.2, 3.4)
    arms = Arms(
        int(random.choice((1, 2, 3))), np.radians(random.uniform(18, 45)) * random.choice((-1, 1)),
        random.uniform(0, 2 * np.pi), random.uniform(1, 4), random.uniform(0.4, 0.9),
        young(random, random.uniform(0.2, 1.0) * flux, shift), 0.2 * scale, 5 * scale,
        lopsided=random.uniform(0.3, 0.95), dust=random.uniform(0, 1),
    )  # fmt: skip
    disc = Disc(
        blue(random, 0.85 * flux, shift), scale, inclination_of(random, 1.25), angle, centre,
        arms=arms, drift=random.uniform(0, 0.6),
        ripples=ripples(random, random.uniform(0.3, 0.8), 0.6),
    )  # fmt: skip
    core = Sersic(red(random, 0.2 * flux, shift), 0.3 * scale, 1.5, 0.8, angle, centre)
    return [disc, core]


def magnitude_r(parts: Sequence[Part]) -> float:
    """AB magnitude in r of all parts together, before dust and before a disc's edge is cut."""
    flux = 0.0
    for part in parts:
        flux += part.flux[1]
        if isinstance(part, Disc):
            flux += sum(x.flux[1] for x in (part.bar, part.ring) if x is not None)
            flux += part.arms.young[1] if part.arms is not None else 0.0
    return float(22.5 - 2.5 * np.log10(flux))


def _point(vector: NDArray[np.float64]) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def _tails(random: Random, size: float, centre: tuple[float, float], flux: float) -> list[Part]:
    """No, one or two tails of a body."""
    tails: list[Part] = []
    for _ in range(int(random.choice((0, 1, 2), p=(0.35, 0.45, 0.2)))):
        light = blue(random, flux * random.uniform(0.05, 0.25), 0)
        length, leaves = size * random.uniform(0.9, 2.2), random.uniform(0, 2 * np.pi)
        curl, width = random.uniform(-2.2, 2.2), length * random.uniform(0.07, 0.2)
        tails.append(Tail(light, centre, leaves, length, curl, width))
    return tails


def merging(random: Random, outline: float) -> Galaxy:
    """Two nuclei, tidal tails and a common envelope (Toomre and Toomre 1972), or a disturbed one.

    The mass ratio is uniform between 1:4 and 1:1.
    """
    flux = brightness(random, outline)
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
        envelope = blue(random, flux * random.uniform(0.15, 0.6), 0.1)
        radius, q = outline * random.uniform(0.5, 0.9), random.uniform(0.45, 0.95)
        parts.append(Sersic(envelope, radius, 1.0, q, direction, _point(first + step * 0.45)))
    truth = {"separation": separation}
    return Galaxy(parts, truth)


DRAW: tuple[Callable[[Random, float], Galaxy], ...] = (
    merging, round_smooth, in_between, barred, tight, loose, edge_on,
)  # fmt: skip
