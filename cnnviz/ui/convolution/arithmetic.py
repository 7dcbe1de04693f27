"""The numbers on the bench: input, kernels, traces, and what PyTorch says to them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import reference, scene
from cnnviz.conv import Trace, trace
from cnnviz.scene import Scene
from cnnviz.ui import grids
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.choices import Bench, input_size
from cnnviz.ui.convolution.weights import Learned
from cnnviz.ui.galaxy import Galaxy

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Work:
    """One convolution with its numbers.

    Args:
        x: the input, shape (C, *size)
        kernels: shape (K, C, *k)
        bias: shape (K,)
        traces: one for each kernel
        names: of the kernels, for people
        channels: names of the input channels
        difference: from what PyTorch computes, as a share of the largest output
    """

    x: Array
    kernels: Array
    bias: Array
    traces: list[Trace]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    difference: float

    @property
    def outputs(self) -> Array:
        """Shape (K, *output size)."""
        return np.stack([trace.output for trace in self.traces])

    def scene(self) -> Scene:
        """What the stage shows."""
        return scene.convolution(self.traces, self.channels, self.names)


def compute(bench: Bench, galaxy: Galaxy, learned: Learned) -> Work:
    """Everything on the stage.

    Args:
        bench: possible choices, as `settle` makes them
        galaxy: the chosen one
        learned: the chosen network's first layer
    """
    x, kernels, bias = (
        given(bench, galaxy, learned),
        kernels_of(bench, learned),
        np.array(weights.biases(bench.kernels, bench.bias, learned)),
    )
    if bench.dimensions == 1:
        x, kernels = x[:, 0], kernels[:, :, 0]
    traces = [
        trace(x, kernel, bench.windows, b, bench.mode)
        for kernel, b in zip(kernels, bias, strict=True)
    ]
    expected = reference.convolution(x, kernels, bias, bench.windows, bench.mode)
    found = np.stack([trace.output for trace in traces])
    names = tuple(weights.title(name, learned.model) for name in bench.kernels)
    channels = _names(bench, len(x))
    return Work(
        x, kernels, bias, traces, names, channels, reference.difference(found, expected)
    )  # fmt: skip


def given(bench: Bench, galaxy: Galaxy, learned: Learned) -> Array:
    """The input with its edits, shape (C, H, W).

    For a learned kernel the galaxy's numbers are those that the network receives, so that the
    result is the network's own feature map.
    """
    channels, height, width = input_size(bench, galaxy, learned)
    match bench.source:
        case "lecture" | "published":
            values = sources.example(bench.source)
        case "random":
            values = sources.random(channels, height, width, bench.seed)
        case "patch" | "galaxy" if weights.any_learned(bench.kernels):
            place = bench.place if bench.source == "patch" else (0, 0)
            values = sources.part(learned.received, (height, width), place)
        case "patch":
            values = sources.patch(galaxy, channels, (height, width), bench.place)
        case "galaxy":
            values = sources.whole(galaxy, channels)
        case "typed":
            values = grids.grid(bench.cells)
        case pattern:
            values = sources.pattern(pattern, channels, height, width)
    if bench.dimensions == 1 and bench.source == "galaxy":
        row = sources.row(galaxy, bench.place[0])
        values = values[:, row : row + 1]
    return edits.apply(values, bench.changed)


def kernels_of(bench: Bench, learned: Learned, channels: int = 0) -> Array:
    """The kernels with their edits, shape (K, C, kh, kw).

    Args:
        bench: the choices
        learned: the chosen network's first layer
        channels: of the input, where it is another than the bench's
    """
    count = channels or bench.channels
    built = [
        weights.slices(name, bench.kernel, count, learned, bench.typed, bench.fwhm)
        for name in bench.kernels
    ]
    return edits.apply(np.stack(built), bench.reweighted)


def _names(bench: Bench, channels: int) -> tuple[str, ...]:
    if bench.source in ("patch", "galaxy"):
        return sources.CHANNELS[channels]
    return ("",) if channels == 1 else tuple(f"channel {c + 1}" for c in range(channels))
