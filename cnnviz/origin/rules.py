"""How each layer of a network makes a number from numbers of the layers before it.

A rule holds all that the arithmetic needs: which units are read, with which weights, and what is
done with them. Python (`origin.terms`) and the browser follow the same rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import fx, nn

from cnnviz.conv import Window
from cnnviz.graph import Graph, trace
from cnnviz.layers import Layer, Shape, describe
from cnnviz.receptive import operations
from cnnviz.receptive.operations import Join, Sliding

IMAGE = ""  # the name under which the input of the network stands among the sources
Floats = NDArray[np.float32]
# rows, or columns, that each row, or column, of the output reads, in the unpadded input's
# coordinates; negative or past the end in the padding
Taps = tuple[tuple[int, ...], ...]

FUNCTIONS: dict[str, Callable[[Any], str]] = {
    "ReLU": lambda _: "max(0, x)",
    "ReLU6": lambda _: "min(max(0, x), 6)",
    "LeakyReLU": lambda m: f"max(0, x) + {m.negative_slope:g} min(0, x)",
    "ELU": lambda m: f"x where x > 0, else {m.alpha:g} (exp(x) - 1)",
    "GELU": lambda _: "x Phi(x), with the normal distribution's Phi",
    "SiLU": lambda _: "x / (1 + exp(-x))",
    "Tanh": lambda _: "tanh(x)",
    "Sigmoid": lambda _: "1 / (1 + exp(-x))",
}  # fmt: skip
SAME = ("Identity", "Dropout", "Dropout2d", "AlphaDropout", "dropout", "dropout2d")
ADDITIONS = ("add", "add_", "iadd")


@dataclass(frozen=True)
class Convolution:
    """Sum of products over a window and all input channels of a group, and a bias.

    Args:
        rows: for each output row, the input rows that the kernel's rows lie on
        columns: the same for columns
        weight: shape (O, I / groups, kh, kw)
        bias: shape (O,); zeros where the layer has none
        groups: output channel o reads the input channels of group o // (O / groups)
    """

    rows: Taps
    columns: Taps
    weight: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    groups: int = 1


@dataclass(frozen=True)
class Average:
    """Mean over a window of the same channel.

    Args:
        rows: for each output row, the input rows in its window; none in the padding
        columns: the same for columns
        row_counts: rows by which each output row is divided; more than are read where the padding
            counts
        column_counts: the same for columns
    """

    rows: Taps
    columns: Taps
    row_counts: tuple[int, ...]
    column_counts: tuple[int, ...]


@dataclass(frozen=True)
class Maximum:
    """Largest value in a window of the same channel, the first of several.

    Args:
        rows: for each output row, the input rows in its window; none in the padding
        columns: the same for columns
    """

    rows: Taps
    columns: Taps


@dataclass(frozen=True)
class Function:
    """A function of the same unit.

    Args:
        formula: of x
    """

    formula: str


@dataclass(frozen=True)
class Normalisation:
    """(x - mean) / sqrt(variance + epsilon) * scale + shift, each of shape (C,), of the same unit.

    Ioffe and Szegedy 2015, with the statistics that were kept during training.
    """

    mean: Floats = field(repr=False)
    variance: Floats = field(repr=False)
    scale: Floats = field(repr=False)
    shift: Floats = field(repr=False)
    epsilon: float = 1e-5


@dataclass(frozen=True)
class Addition:
    """Sum of the same unit of all sources."""


@dataclass(frozen=True)
class Flatten:
    """All values in one row: channel by channel, in each row by row."""


@dataclass(frozen=True)
class Dense:
    """Sum of products over all values of a vector, and a bias.

    Args:
        weight: shape (K, M)
        bias: shape (K,); zeros where the layer has none
    """

    weight: Floats = field(repr=False)
    bias: Floats = field(repr=False)


@dataclass(frozen=True)
class Same:
    """The same unit as it is: dropout drops nothing after training."""


@dataclass(frozen=True)
class Unexplained:
    """An operation without a rule; its numbers can be shown, not where they come from.

    Args:
        why: one sentence without its full stop
    """

    why: str


Operation = (
    Convolution | Average | Maximum | Function | Normalisation | Addition | Flatten | Dense | Same
    | Unexplained
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """How one layer makes its numbers.

    Args:
        layer: what it is: name, path, shape, field ...
        sources: names of what it reads, in the order in which it takes them; IMAGE for the input
        operation: what it does with them
    """

    layer: Layer
    sources: tuple[str, ...]
    operation: Operation


def rules(model: nn.Module, size: Shape) -> list[Rule]:
    """The rule of every layer, in the order in which an image passes them.

    Args:
        model: a network in eval mode on the CPU, or on the meta device without its weights
        size: (C, H, W) of its input

    Raises:
        ValueError: as `layers.describe`
    """
    graph, found = trace(model), describe(model, size)
    shapes: dict[str, Shape] = {IMAGE: size} | {layer.name: layer.shape for layer in found}
    names = {graph.source: IMAGE} | {node: node.name for node in graph.nodes}
    made = []
    for node, layer in zip(graph.nodes, found, strict=True):
        sources = tuple(names[source] for source in node.all_input_nodes)
        if _is_sum_of_one(node, sources):
            sources = 2 * sources
        inputs = [shapes[source] for source in sources]
        made.append(Rule(layer, sources, _operation(graph, node, layer, inputs)))
    return made


def _is_sum_of_one(node: fx.Node, sources: Sequence[str]) -> bool:
    """Whether it adds x to x: torch.fx names its one source once."""
    return len(sources) == 1 and len(node.args) == 2 and node.args[0] is node.args[1]


def _operation(graph: Graph, node: fx.Node, layer: Layer, inputs: list[Shape]) -> Operation:
    module = graph.module(node)
    match module:
        case nn.Conv2d(padding_mode="zeros"):
            return _convolution(module, inputs[0])
        case nn.BatchNorm2d(track_running_stats=True) | nn.BatchNorm1d(track_running_stats=True):
            return _normalisation(module)
        case nn.Linear() if len(inputs[0]) == 1:
            return Dense(_floats(module.weight), _bias(module.bias, module.out_features))
    if layer.kind in SAME:
        return Same()
    formula = _formula(layer.kind, module)
    if formula:
        return Function(formula)
    if layer.kind in ADDITIONS and not node.kwargs and _same_shapes(layer.shape, inputs):
        return Addition()
    return _window(graph, node, layer, inputs)


def _window(graph: Graph, node: fx.Node, layer: Layer, inputs: list[Shape]) -> Operation:
    """Poolings and flattening, as modules or as functions."""
    found = operations.operation(graph, node)
    module = _pooling(graph, node)
    if isinstance(found, operations.Whole) and layer.kind != "mean":
        return Flatten()
    match module:
        case nn.MaxPool2d(return_indices=False):
            assert isinstance(found, Sliding)
            rows, columns = _inside(found, module.dilation, layer.shape, inputs[0])
            return Maximum(rows, columns)
        case nn.AvgPool2d(divisor_override=None):
            assert isinstance(found, Sliding)
            return _average(found, module.count_include_pad, layer.shape, inputs[0])
        case nn.AdaptiveAvgPool2d():
            rows, columns = _adaptive(layer.shape, inputs[0])
            return Average(rows, columns, tuple(map(len, rows)), tuple(map(len, columns)))
        case nn.AdaptiveMaxPool2d():
            return Maximum(*_adaptive(layer.shape, inputs[0]))
    if layer.kind == "mean":
        rows, columns = (tuple([tuple(range(count))]) for count in inputs[0][1:])
        return Average(rows, columns, (inputs[0][1],), (inputs[0][2],))
    what = "this combination" if isinstance(found, Join) else "this layer"
    return Unexplained(f"there is no rule for the arithmetic of {what} ({layer.kind})")


def _pooling(graph: Graph, node: fx.Node) -> nn.Module | None:
    module, make = graph.module(node), operations.POOLINGS.get(operations.kind(graph, node))
    return module if module is not None or make is None else make(*node.args[1:], **node.kwargs)


def _formula(kind: str, module: nn.Module | None) -> str:
    if module is None:
        return FUNCTIONS["ReLU"](None) if kind in ("relu", "relu_") else ""
    if kind == "GELU" and getattr(module, "approximate", "none") != "none":
        return ""
    return FUNCTIONS[kind](module) if kind in FUNCTIONS else ""


def _same_shapes(shape: Shape, inputs: list[Shape]) -> bool:
    return len(inputs) == 2 and all(other == shape for other in inputs)


def _convolution(module: nn.Conv2d, size: Shape) -> Convolution:
    found = operations._sliding(module)
    rows, columns = (
        tuple(_taps(window, i) for i in range(window.output_size(count)))
        for window, count in zip(found.windows, size[1:], strict=True)
    )
    weight, bias = _floats(module.weight), _bias(module.bias, module.out_channels)
    return Convolution(rows, columns, weight, bias, module.groups)


def _taps(window: Window, i: int) -> tuple[int, ...]:
    begin = i * window.stride - window.before
    return tuple(begin + j * window.dilation for j in range(window.kernel))


def _inside(found: Sliding, _: object, shape: Shape, size: Shape) -> tuple[Taps, Taps]:
    rows, columns = (
        tuple(tuple(t for t in _taps(window, i) if 0 <= t < count) for i in range(units))
        for window, units, count in zip(found.windows, shape[1:], size[1:], strict=True)
    )
    return rows, columns


def _average(found: Sliding, padding_counts: bool, shape: Shape, size: Shape) -> Average:
    rows, columns = _inside(found, 1, shape, size)
    if not padding_counts:
        return Average(rows, columns, tuple(map(len, rows)), tuple(map(len, columns)))
    counts = (
        # what hangs over the padding's end, as ceil_mode allows, never counts
        tuple(sum(t < count + window.before for t in _taps(window, i)) for i in range(units))
        for window, units, count in zip(found.windows, shape[1:], size[1:], strict=True)
    )
    return Average(rows, columns, *counts)


def _adaptive(shape: Shape, size: Shape) -> tuple[Taps, Taps]:
    """PyTorch's windows [floor(i n / m), ceil((i + 1) n / m))."""
    rows, columns = (
        tuple(tuple(range(i * n // m, -(-(i + 1) * n // m))) for i in range(m))
        for m, n in zip(shape[1:], size[1:], strict=True)
    )
    return rows, columns


def _normalisation(module: nn.BatchNorm2d | nn.BatchNorm1d) -> Normalisation:
    count = module.num_features
    ones, zeros = np.ones(count, np.float32), np.zeros(count, np.float32)
    affine = module.affine
    return Normalisation(
        _floats(module.running_mean),
        _floats(module.running_var),
        _floats(module.weight) if affine else ones,
        _floats(module.bias) if affine else zeros,
        module.eps,
    )


def _bias(bias: Any, count: int) -> Floats:  # noqa: ANN401
    return np.zeros(count, np.float32) if bias is None else _floats(bias)


def _floats(tensor: Any) -> Floats:  # noqa: ANN401
    """Shares the memory of the network's tensor; a tensor on the meta device has no numbers."""
    if tensor.is_meta:
        return np.zeros(tuple(tensor.shape), np.float32)  # never touched: costs no memory
    found: Floats = tensor.detach().numpy()
    return found
