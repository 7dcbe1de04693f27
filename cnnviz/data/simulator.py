"""Simulated galaxies: the data that is always there.

A galaxy is fixed by its class and its seed: parameters are drawn (`morphology`), its light is
computed (`light`), and a survey takes its picture (`observation`).
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from cnnviz.data.images import CLASSES, Images
from cnnviz.galaxies import variation
from cnnviz.galaxies.field import exposure_of, neighbours
from cnnviz.galaxies.light import Galaxy, Grid, Plane
from cnnviz.galaxies.morphology import DRAW, PARAMETERS, magnitude_r
from cnnviz.galaxies.observation import SURVEYS, Exposure, observe, transfer_function
from cnnviz.processes import uninterrupted

NAMES = ("merging", "round", "inbetween", "barred", "tight", "loose", "edgeon")
VERSION = 1  # of the recipe: the same class and seed give another galaxy in another version
CHUNK = 64  # galaxies that a process draws at a time
COLUMNS = ("seed", *PARAMETERS, "survey", "pxscale", "seeing")
SEEING = (0.5, 3.0)  # times the drawn one: as far as it can be changed
UNCHANGED: Mapping[str, float] = {}
Pixels = NDArray[np.uint8]


def _drawn(label: int, seed: int, size: int) -> tuple[np.random.Generator, Exposure, float, Galaxy]:
    """What a class and a seed fix: how it is seen, its outline in arcsec, what shines."""
    random = np.random.default_rng([seed, label, VERSION])
    exposure, outline = exposure_of(random, size)
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


def _render(
    label: int, seed: int, size: int, changes: Mapping[str, float] = UNCHANGED
) -> tuple[NDArray[np.uint8], tuple[float, ...]]:
    random, exposure, outline, galaxy = _drawn(label, seed, size)
    for name, value in changes.items():
        if name == "seeing":
            exposure = replace(exposure, seeing=value)
        else:
            galaxy = variation.changed(galaxy, name, value)
    galaxies, stars = neighbours(random, size * exposure.pixel_scale)
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
        _check(label, seed, size)
    rendered = [_render(int(a), int(b), size) for a, b in zip(labels, seeds, strict=True)]
    return _images(labels, seeds, size, rendered)


def ranges(label: int, seed: int, size: int = 96) -> dict[str, tuple[float, float]]:
    """The true parameters of a galaxy that `varied` can change, with least and largest value.

    Units as in the table of `galaxies`; arguments and errors too.
    """
    _check(label, seed, size)
    _, exposure, _, drawn = _drawn(label, seed, size)
    low, high = SEEING
    return variation.ranges(drawn) | {"seeing": (low * exposure.seeing, high * exposure.seeing)}


def varied(label: int, seed: int, changes: Sequence[Mapping[str, float]], size: int = 96) -> Images:
    """One galaxy again and again, with some of its true parameters changed.

    Its other parameters, its neighbours and the noise are the same in each.

    Args:
        label: index into CLASSES
        seed: of the galaxy
        changes: N times parameters by their names, each a key of `ranges`, with their values
        size: H and W in pixels

    Returns:
        N images with their true parameters

    Raises:
        ValueError: a parameter that this galaxy does not have, or a value out of its range
    """
    low, high = ranges(label, seed, size)["seeing"]
    for seeing in (each["seeing"] for each in changes if "seeing" in each):
        if not low <= seeing <= high:
            raise ValueError(f"seeing runs from {low:.3g} to {high:.3g} here, got {seeing:.3g}")
    rendered = [_render(label, seed, size, each) for each in changes]
    return _images([label] * len(rendered), [seed] * len(rendered), size, rendered)


def _check(label: int, seed: int, size: int) -> None:
    if not 0 <= label < len(CLASSES):
        raise ValueError(f"classes run from 0 to {len(CLASSES) - 1}, got {label}")
    if not 0 <= seed < 2**63:
        raise ValueError(f"a seed is a non-negative integer below 2^63, got {seed}")
    if not 16 <= size <= 512:
        raise ValueError(f"a simulated galaxy has 16 to 512 pixels a side, got {size}")


def _images(
    labels: Sequence[int],
    seeds: Sequence[int],
    size: int,
    rendered: list[tuple[NDArray[np.uint8], tuple[float, ...]]],
) -> Images:
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


def wide(label: int, seed: int, size: int = 256, place: tuple[float, float] = (0.4, 0.6)) -> Pixels:
    """A galaxy of `galaxy` in a wide field: there it is small and not in the middle.

    The galaxy and how it is seen are the same; noise, stars and neighbours are others.

    Args:
        label: index into CLASSES
        seed: of the galaxy
        size: H and W of the field, pixels as large as those of `galaxy`
        place: row and column of the galaxy's middle, 0 to 1 of the field's side

    Returns:
        uint8 of shape (size, size, 3)

    Raises:
        ValueError: a label, seed or size out of range
    """
    _check(label, seed, size)
    random, exposure, _, galaxy = _drawn(label, seed, 96)
    row, column = (round((0.5 - share) * size) for share in place)
    # seen in the middle of a wider field, of which a part around another place is taken
    side = size + 2 * max(abs(row), abs(column))
    galaxies, stars = neighbours(random, side * exposure.pixel_scale)
    pixels = observe([*galaxy.parts, *galaxies], stars, exposure, side, random)
    top, left = (side - size) // 2 + row, (side - size) // 2 + column
    return pixels[top : top + size, left : left + size]


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
        with uninterrupted():
            batches = pool.map(galaxies, *chunks, [size] * len(parts))
        yield from batches
    finally:
        pool.shutdown(cancel_futures=True)


def galaxy_set(
    count: int, seed: int, size: int = 96, processes: int | None = None
) -> Iterator[Images]:
    """Batches of a set: image j has class j mod 7 and galaxy seed `seed` + j // 7."""
    labels = [j % len(CLASSES) for j in range(count)]
    seeds = [seed + j // len(CLASSES) for j in range(count)]
    yield from simulate(labels, seeds, size, processes)
