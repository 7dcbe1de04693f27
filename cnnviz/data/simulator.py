"""Simulated galaxies: the data that is always there.

A galaxy is fixed by its class and its seed: parameters are drawn (`morphology`), its light is
computed (`light`), and a survey takes its picture (`observation`).
"""

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from cnnviz.data.images import CLASSES, Images
from cnnviz.galaxies.light import Galaxy, Grid, Part, Plane, Sersic
from cnnviz.galaxies.morphology import DRAW, PARAMETERS, magnitude_r
from cnnviz.galaxies.observation import (
    DECALS,
    SDSS,
    SURVEYS,
    Exposure,
    Star,
    observe,
    transfer_function,
)
from cnnviz.galaxies.populations import spread

NAMES = ("merging", "round", "inbetween", "barred", "tight", "loose", "edgeon")
FIELD = 128 * DECALS.native_scale  # arcsec: the central half of a 256-pixel DECaLS cutout
VERSION = 1  # of the recipe: the same class and seed give another galaxy in another version
CHUNK = 64  # galaxies that a process draws at a time
COLUMNS = ("seed", *PARAMETERS, "survey", "pxscale", "seeing")


def _exposure(random: np.random.Generator, size: int) -> tuple[Exposure, float]:
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


def _position(random: np.random.Generator, width: float) -> tuple[float, float]:
    x, y = random.uniform(-width / 2, width / 2, 2)
    return float(x), float(y)


def _neighbours(random: np.random.Generator, width: float) -> tuple[list[Part], list[Star]]:
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
        galaxies.append(Sersic(bands, radius, 1.2, q, angle, _position(random, width)))
    stars = []
    for _ in range(min(random.poisson(2.0 * area), 12)):
        flux = 10 ** (0.4 * (22.5 - max(14, 22.3 - random.exponential(1.6))))
        # the stellar locus: from blue-white to red dwarfs
        g_r = random.uniform(0.3, 1.4)
        stars.append(Star(_position(random, width), spread(flux, g_r, 0.25 + 0.6 * g_r)))
    return galaxies, stars


def _drawn(label: int, seed: int, size: int) -> tuple[np.random.Generator, Exposure, float, Galaxy]:
    """What a class and a seed fix: how it is seen, its outline in arcsec, what shines."""
    random = np.random.default_rng([seed, label, VERSION])
    exposure, outline = _exposure(random, size)
    return random, exposure, outline, DRAW[label](random, outline)


def light(label: int, seed: int, size: int = 96, field: int = 3) -> Plane:
    """The galaxy's own light in r, as seeing leaves it: no sky, noise, neighbours or stretch.

    Args:
        label: index into CLASSES
        seed: of the galaxy
        size: of its picture in pixels
        field: how many times as wide a field is seen, around the same middle

    Returns:
        nanomaggies per square arcsec, shape (field * size, field * size)
    """
    _, exposure, _, galaxy = _drawn(label, seed, size)
    side = field * size
    grid = Grid.square(side, exposure.pixel_scale)
    scene = sum((part.light(grid)[1] for part in galaxy.parts), np.zeros((side, side), np.float32))
    spectrum = fft.rfft2(scene)
    spectrum *= transfer_function((side, side), exposure.pixel_scale, exposure.seeing)
    seen: Plane = fft.irfft2(spectrum, s=(side, side))
    return seen


def _render(label: int, seed: int, size: int) -> tuple[NDArray[np.uint8], tuple[float, ...]]:
    random, exposure, outline, galaxy = _drawn(label, seed, size)
    galaxies, stars = _neighbours(random, size * exposure.pixel_scale)
    pixels = observe([*galaxy.parts, *galaxies], stars, exposure, size, random)
    truth = {
        **galaxy.truth,
        "magnitude_r": magnitude_r(galaxy.parts),
        "seed": seed,
        "outline": outline,
        "survey": SURVEYS.index(exposure.survey),
        "pxscale": exposure.pixel_scale,
        "seeing": exposure.seeing,
    }
    return pixels, tuple(truth.get(name, np.nan) for name in COLUMNS)


def galaxies(labels: Sequence[int], seeds: Sequence[int], size: int = 96) -> Images:
    """The galaxies of these classes and seeds, one after the other in this process.

    Args:
        labels: indices into CLASSES, length N
        seeds: non-negative integers, length N
        size: H and W in pixels

    Returns:
        N images; the table holds the true parameters: angles in degrees, lengths in arcsec (nan
        where a class has no such parameter), `pxscale` in arcsec per pixel, `survey` by name

    Raises:
        ValueError: a label, seed or size out of range
    """
    for label, seed in zip(labels, seeds, strict=True):
        if not 0 <= label < len(CLASSES):
            raise ValueError(f"classes run from 0 to {len(CLASSES) - 1}, got {label}")
        if not 0 <= seed < 2**63:
            raise ValueError(f"a seed is a non-negative integer below 2^63, got {seed}")
    if not 16 <= size <= 512:
        raise ValueError(f"a simulated galaxy has 16 to 512 pixels a side, got {size}")
    rendered = [_render(int(a), int(b), size) for a, b in zip(labels, seeds, strict=True)]
    pixels = np.array([image for image, _ in rendered], np.uint8).reshape(-1, size, size, 3)
    rows = np.array([row for _, row in rendered], np.float64).reshape(-1, len(COLUMNS))
    table = dict(zip(COLUMNS, rows.T, strict=True))
    surveys = np.array([survey.name for survey in SURVEYS])
    table |= {"seed": np.array(seeds, np.int64)}
    table |= {"survey": surveys[table["survey"].astype(np.int64)]}
    return Images(pixels, np.array(labels, np.int64), table=table)


def galaxy(label: int, seed: int, size: int = 96) -> Images:
    """One galaxy, as `galaxies` gives it."""
    return galaxies([label], [seed], size)


def simulate(
    labels: Sequence[int], seeds: Sequence[int], size: int = 96, processes: int | None = None
) -> Iterator[Images]:
    """The same as `galaxies` on all cores, in batches in order, for a progress bar.

    Args:
        labels: indices into CLASSES, length N
        seeds: length N
        size: H and W in pixels
        processes: how many at once; None for one per core
    """
    parts = [slice(i, i + CHUNK) for i in range(0, len(labels), CHUNK)]
    if processes == 1 or len(parts) < 2:
        for part in parts:
            yield galaxies(labels[part], seeds[part], size)
        return
    chunks = [labels[part] for part in parts], [seeds[part] for part in parts]
    # spawned, not forked: the serving process has threads, which a fork would leave half-copied
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    try:
        with _uninterrupted():
            batches = pool.map(galaxies, *chunks, [size] * len(parts))
        yield from batches
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started meanwhile are deaf to Ctrl-C, which is for the one that started them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def galaxy_set(
    count: int, seed: int, size: int = 96, processes: int | None = None
) -> Iterator[Images]:
    """Batches of a set: image j has class j mod 7 and galaxy seed `seed` + j // 7."""
    labels = [j % len(CLASSES) for j in range(count)]
    seeds = [seed + j // len(CLASSES) for j in range(count)]
    yield from simulate(labels, seeds, size, processes)
