"""The numbers on the stage: input, weights, trace, and what PyTorch says to them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import reference, scene
from cnnviz.conv import Trace, Window, pool, trace, transposed
from cnnviz.scene import Scene
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import pytorch
from cnnviz.ui.resampling.choices import WEIGHTED, Resampling, input_size
from cnnviz.upsampling import indices, unpool, upsample

Array = NDArray[np.float64]
# Dumoulin and Visin, arXiv:1603.07285
PUBLISHED = ((0, 1, 2), (2, 2, 0), (0, 1, 2))


@dataclass(frozen=True)
class Work:
    """One operation with its numbers.

    Args:
        x: the input, shape (C, *size)
        weight: of a convolution, shape (C, *k); None for the other operations
        windows: one for each axis
        trace: the operation; of max unpooling its second half
        pooled: the first half of max unpooling
        channels: names of the input channels
        difference: from what PyTorch computes, as a share of the largest output
    """

    x: Array
    weight: Array | None
    windows: tuple[Window, ...]
    trace: Trace
    pooled: Trace | None
    channels: tuple[str, ...]
    difference: float


def compute(choices: Resampling, galaxy: Galaxy) -> Work:
    """Everything on the stage.

    Args:
        choices: possible ones, as `settle` makes them
        galaxy: the chosen one
    """
    x = given(choices, galaxy)
    weight = weights(choices, len(x)) if choices.operation in WEIGHTED else None
    if choices.dimensions == 1:
        x, weight = x[:, 0], None if weight is None else weight[:, 0]
    window = choices.along(x.shape[-1]).window()
    windows = (window,) * choices.dimensions
    done, pooled = _done(choices, x, weight, windows)
    expected = pytorch.expected(choices, x, weight, windows)
    difference = reference.difference(done.output, expected)
    return Work(x, weight, windows, done, pooled, _names(choices, len(x)), difference)


def given(choices: Resampling, galaxy: Galaxy) -> Array:
    """The input with its edits, shape (C, H, W)."""
    channels, height, width = input_size(choices, galaxy)
    match choices.source:
        case "published":
            values = sources.example("published")
        case "random":
            values = sources.random(channels, height, width, choices.seed)
        case "patch":
            place = choices.top, choices.left
            values = sources.patch(galaxy, channels, (height, width), place)
        case "galaxy":
            values = sources.whole(galaxy, channels)
            if choices.dimensions == 1:
                row = sources.row(galaxy, choices.top)
                values = values[:, row : row + 1]
        case pattern:
            values = sources.pattern(pattern, channels, height, width)
    return edits.apply(values, choices.changed)


def weights(choices: Resampling, channels: int) -> Array:
    """The weights with their edits, shape (C, kh, kw)."""
    k = choices.kernel
    rows = 1 if choices.dimensions == 1 else k
    match choices.weights:
        case "count":
            kernel = np.arange(1.0, rows * k + 1).reshape(rows, k)
        case "ones":
            kernel = np.ones((rows, k))
        case "mean":
            kernel = np.full((rows, k), 1 / (rows * k))
        case "bilinear":
            kernel = np.outer(_triangle(rows), _triangle(k))
        case "published":
            kernel = np.array(PUBLISHED, dtype=float)
        case _:
            drawn = np.random.default_rng(choices.seed).integers(-2, 3, (rows, k))
            kernel = drawn.astype(float)
    return edits.apply(np.repeat(kernel[None], channels, axis=0), choices.reweighted)


def scene_of(choices: Resampling, work: Work) -> Scene:
    """What the stage shows."""
    names = work.channels
    match choices.operation:
        case "convolution":
            return scene.convolution([work.trace], names)
        case "transposed" if choices.way == "stretched":
            return scene.stretched([work.trace], names)
        case "transposed":
            return scene.transposed([work.trace], names)
        case "nearest" | "bilinear":
            return scene.upsampling(work.trace, names)
        case "unpooling" if choices.half == "unpool":
            return scene.unpooling(work.trace, names)
        case _:
            return scene.pooling(work.pooled or work.trace, names)


def shown(choices: Resampling, work: Work) -> Trace:
    """The trace of what is on the stage: of max unpooling the half that is shown."""
    pooling = choices.operation == "unpooling" and choices.half == "pool"
    return work.pooled if pooling and work.pooled else work.trace


def _done(
    choices: Resampling, x: Array, weight: Array | None, windows: tuple[Window, ...]
) -> tuple[Trace, Trace | None]:
    match choices.operation:
        case "convolution":
            assert weight is not None
            return trace(x, weight, windows), None
        case "transposed":
            assert weight is not None
            return transposed(x, weight, windows, choices.output_padding), None
        case "max" | "average" as kind:
            return pool(x, windows, kind), None
        case "nearest" | "bilinear" as kind:
            return upsample(x, (choices.factor,) * choices.dimensions, kind), None
        case _:
            pooled = pool(x, windows, "max")
            return unpool(pooled.output, indices(pooled), x.shape[1:]), pooled


def _triangle(size: int) -> Array:
    """Linear interpolation as a kernel, as fully convolutional networks begin with."""
    reach = (size + 1) // 2
    centre = reach - 1 if size % 2 else reach - 0.5
    heights: Array = 1 - np.abs(np.arange(size) - centre) / reach
    return heights


def _names(choices: Resampling, channels: int) -> tuple[str, ...]:
    if choices.source in ("patch", "galaxy"):
        return sources.CHANNELS[channels]
    return ("",) if channels == 1 else tuple(f"channel {c + 1}" for c in range(channels))
