"""What a step of a scene reads and makes."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from cnnviz.conv.steps import Array
from cnnviz.scene import Scene

Place = tuple[int, int]


@dataclass(frozen=True)
class Tap:
    """A cell of the input that an output reads.

    Args:
        place: row and column in `Scene.values`
        weight: row and column in the kernel
        share: what the cell is multiplied by where there is no kernel, else None
    """

    place: Place
    weight: Place
    share: float | None = None


@dataclass(frozen=True)
class Reach:
    """An output that a spread input is added to, and the weight that it is multiplied by."""

    place: Place
    weight: Place


def channels_of(scene: Scene, kernel: int) -> range:
    """Input channels that an output channel is made of: all, or its own where they stay apart."""
    return range(kernel, kernel + 1) if alone(scene) else range(len(scene.values))


def alone(scene: Scene) -> bool:
    """Whether each channel is pooled or enlarged by itself."""
    count = len(scene.values)
    return len(scene.outputs) == count > 1 and (scene.kind != "sum" or scene.weights is None)


def grid(scene: Scene) -> Place:
    """Rows and columns of the steps: those of the output, or of an input that is spread."""
    top, left, bottom, right = scene.inside
    height, width = scene.outputs.shape[1:]
    return (bottom - top, right - left) if scene.spread else (height, width)


def count(scene: Scene) -> int:
    """Number of steps."""
    rows, columns = grid(scene)
    return rows * columns


def position(scene: Scene, step: int) -> Place:
    """Row and column of a step in its grid.

    Raises:
        ValueError: there is no such step
    """
    if not 0 <= step < count(scene):
        raise ValueError(f"step {step} of a scene with {count(scene)}")
    row, column = divmod(step, grid(scene)[1])
    return row, column


def taps(scene: Scene, kernel: int, place: Place) -> list[Tap]:
    """Cells that an output reads, in the kernel's order."""
    row, column = place
    if scene.sources is not None:
        return _source(scene, kernel, place)
    rows, columns = scene.reads[0][row], scene.reads[1][column]
    if scene.shares is None:
        return [Tap((r, c), (i, j)) for (r, i), (c, j) in product(rows, columns)]
    shares = product(scene.shares[0][row], scene.shares[1][column])
    pairs = zip(product(rows, columns), shares, strict=True)
    return [Tap((r, c), (i, j), down * across) for ((r, i), (c, j)), (down, across) in pairs]


def picked(scene: Scene, channel: int, read: list[Tap]) -> Tap | None:
    """Of max pooling the first of the largest values, as PyTorch takes it."""
    if scene.kind != "max" or not read:
        return None
    values = [scene.values[channel][tap.place] for tap in read]
    return read[int(np.argmax(values))]


def reached(scene: Scene, step: int) -> list[Reach]:
    """Outputs that the input of this step is added to."""
    row, column = position(scene, step)
    r, c = row + scene.inside[0], column + scene.inside[1]
    rows, columns = (
        [(o, a) for o, read in enumerate(reads) for tap, a in read if tap == at]
        for reads, at in zip(scene.reads, (r, c), strict=True)
    )
    return [Reach((y, x), (i, j)) for (y, i), (x, j) in product(rows, columns)]


def spread_so_far(scene: Scene, kernel: int, step: int) -> Array:
    """What the inputs up to a step have added to the outputs, without the bias, shape (C, h, w)."""
    assert scene.weights is not None
    top, left, bottom, right = scene.inside
    values = scene.values[:, top:bottom, left:right].copy()
    values.reshape(len(values), -1)[:, step + 1 :] = 0
    _, _, height, width = scene.weights.shape
    down = _readers(scene.reads[0], height, top, bottom - top)
    across = _readers(scene.reads[1], width, left, right - left)
    sums = np.zeros((len(values), *scene.outputs.shape[1:]))
    with np.errstate(over="ignore", invalid="ignore"):
        for i, j in np.ndindex(height, width):
            spread = down[i] @ values @ across[j].T
            sums += scene.weights[kernel, :, i, j, None, None] * spread
    return sums


def _readers(reads: tuple[tuple[Place, ...], ...], size: int, start: int, cells: int) -> Array:
    """For each weight along an axis, 1 where an output reads a cell with it."""
    found = np.zeros((size, len(reads), cells))
    for output, row in enumerate(reads):
        for tap, a in row:
            found[a, output, tap - start] = 1
    return found


def _source(scene: Scene, kernel: int, place: Place) -> list[Tap]:
    """Max unpooling: the one cell whose remembered position this is, if there is one."""
    assert scene.sources is not None
    height, width = scene.outputs.shape[1:]
    source = scene.sources[(kernel * height + place[0]) * width + place[1]]
    if source < 0:
        return []
    top, left, bottom, right = scene.inside
    row, column = divmod(source % ((bottom - top) * (right - left)), right - left)
    return [Tap((top + row, left + column), (0, 0), 1.0)]


def is_padding(scene: Scene, place: Place) -> bool:
    """Whether a cell of `Scene.values` is padding."""
    (row, column), (top, left, bottom, right) = place, scene.inside
    return not (top <= row < bottom and left <= column < right)


def is_inserted(scene: Scene, place: Place) -> bool:
    """Whether a cell of `Scene.values` is a zero of a stretched input."""
    if is_padding(scene, place):
        return False
    offsets = (place[0] - scene.inside[0], place[1] - scene.inside[1])
    return any(o % n for o, n in zip(offsets, scene.inserted, strict=True))


def is_read(scene: Scene, place: Place) -> bool:
    """Whether any output reads a cell."""
    if scene.sources is not None:
        return True
    return all(
        any(tap == at for read in reads for tap, _ in read)
        for reads, at in zip(scene.reads, place, strict=True)
    )
