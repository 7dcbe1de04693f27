"""How each layer of a network makes a number from numbers of the layers before it.

A rule holds all that the arithmetic needs: which units are read, with which weights, and what is
done with them. Python (`origin.terms`) and the browser follow the same rules.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import fx, nn

from cnnviz.graph import Graph, trace
from cnnviz.layers import Layer, Shape, describe
from cnnviz.origin import windows
from cnnviz.origin.functions import function
from cnnviz.origin.operations import (
    Addition,
    Convolution,
    Dense,
    Flatten,
    Floats,
    Maximum,
    Normalisation,
    Operation,
    Same,
    Unexplained,
)
from cnnviz.receptive import operations
from cnnviz.receptive.operations import Adaptive, Join, Sliding, Whole

IMAGE = ""  # the name under which the input of the network stands among the sources

SAME = ("Identity", "Dropout", "Dropout2d", "AlphaDropout", "contiguous", "clone")
ADDITIONS = ("add", "add_", "iadd")


@dataclass(frozen=True)
class Rule:
    """How one layer makes its numbers.

    Args:
        layer: what it is: name, path, shape, field ...
        sources: names of what it reads, in the order in which it takes them; IMAGE for the input
        operation: what it does with them
        shapes: of the sources, in the same order: (C, H, W), or (K,) after flattening
    """

    layer: Layer
    sources: tuple[str, ...]
    operation: Operation
    shapes: tuple[Shape, ...]


def rules(model: nn.Module, size: Shape) -> list[Rule]:
    """The rule of every layer, in the order in which an image passes them.

    The weights share the memory of the network's and cannot be written.

    Args:
        model: a network in eval mode on the CPU, or on the meta device without its weights
        size: (C, H, W) of its input

    Raises:
        ValueError: as `layers.describe`
    """
    graph, found = trace(model), describe(model, size)
    shapes: dict[str, Shape] = {IMAGE: size} | {layer.name: layer.shape for layer in found}
    nodes = {node.name: node for node in graph.nodes}  # also those that are numbers, not maps
    made = []
    for layer in found:
        sources = tuple(name for name in _sources(graph, nodes[layer.name]) if name in shapes)
        inputs = tuple(shapes[source] for source in sources)
        operation = _operation(graph, nodes[layer.name], layer, inputs)
        made.append(Rule(layer, sources, operation, inputs))
    return made


def _sources(graph: Graph, node: fx.Node) -> tuple[str, ...]:
    nodes = tuple(node.all_input_nodes)
    if len(nodes) == 1 and len(node.args) == 2 and node.args[0] is node.args[1]:
        nodes *= 2  # x + x: torch.fx names its one source once
    return tuple(IMAGE if source is graph.source else source.name for source in nodes)


def _operation(graph: Graph, node: fx.Node, layer: Layer, inputs: tuple[Shape, ...]) -> Operation:
    module = graph.module(node)
    match module:
        case nn.BatchNorm2d(track_running_stats=True) | nn.BatchNorm1d(track_running_stats=True):
            return _normalisation(module)
        case nn.Linear() if len(inputs[0]) == 1:
            return Dense(_floats(module.weight), _bias(module.bias, module.out_features))
    if layer.kind in SAME or _drops_nothing(layer.kind, node):
        return Same()
    if layer.kind in ADDITIONS and not node.kwargs and inputs == (layer.shape, layer.shape):
        return Addition()
    return function(layer.kind, module) or _window(graph, node, layer, inputs[0])


def _drops_nothing(kind: str, node: fx.Node) -> bool:
    """Whether it is a call of dropout outside training, which is not its default."""
    if kind not in ("dropout", "dropout2d"):
        return False
    training = node.args[2] if len(node.args) > 2 else node.kwargs.get("training", True)
    return training is False


def _window(graph: Graph, node: fx.Node, layer: Layer, size: Shape) -> Operation:
    """Convolutions, poolings and flattening, as modules or as functions."""
    found = operations.operation(graph, node)
    match _module(graph, node), found:
        case nn.Conv2d(padding_mode="zeros") as module, Sliding():
            return _convolution(module, found, layer.shape)
        case nn.MaxPool2d(return_indices=False), Sliding():
            return windows.maximum(found, layer.shape, size)
        case nn.AvgPool2d(divisor_override=None) as module, Sliding():
            return windows.average(found, module.count_include_pad, layer.shape, size)
        case nn.AdaptiveAvgPool2d(), Adaptive():
            return windows.mean(windows.adaptive(layer.shape, size))
        case nn.AdaptiveMaxPool2d(), Adaptive():
            return Maximum(*windows.adaptive(layer.shape, size))
        case None, Whole() if layer.kind == "mean":
            return windows.mean(windows.adaptive((size[0], 1, 1), size))
        case _, Whole():
            return Flatten()
    what = "this combination" if isinstance(found, Join) else "this layer"
    return Unexplained(f"there is no rule for the arithmetic of {what} ({layer.kind})")


def _module(graph: Graph, node: fx.Node) -> nn.Module | None:
    """The module that it calls, or that would do what the function does."""
    module = graph.module(node)
    return operations.pooling(node) if module is None else module


def _convolution(module: nn.Conv2d, found: Sliding, shape: Shape) -> Convolution:
    rows, columns = windows.sliding(found, shape)
    weight, bias = _floats(module.weight), _bias(module.bias, module.out_channels)
    return Convolution(rows, columns, weight, bias, module.groups)


def _normalisation(module: nn.BatchNorm2d | nn.BatchNorm1d) -> Normalisation:
    scale = _floats(module.weight) if module.affine else np.ones(module.num_features, np.float32)
    shift = _bias(module.bias, module.num_features)
    mean, variance = _floats(module.running_mean), _floats(module.running_var)
    return Normalisation(mean, variance, scale, shift, module.eps)


def _bias(bias: Any, count: int) -> Floats:  # noqa: ANN401
    return np.zeros(count, np.float32) if bias is None else _floats(bias)


def _floats(tensor: Any) -> Floats:  # noqa: ANN401
    """A view of the network's tensor; a tensor on the meta device has no numbers."""
    if tensor.is_meta:
        return np.zeros(tuple(tensor.shape), np.float32)  # never touched: costs no memory
    found: Floats = tensor.detach().numpy()
    found.flags.writeable = False  # the network is shared by all visitors
    return found
