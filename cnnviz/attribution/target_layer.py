"""The layer at which Grad-CAM looks where none is chosen."""

from torch import nn

from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.twin import Twin, shapes
from cnnviz.graph import Graph
from cnnviz.receptive.operations import kind

Size = tuple[int, ...]
SIZES = (96, 28, 224, 64, 128, 32)  # pixels: of the zoo's networks, then common ones
MAKING = {
    *("Conv2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "AdaptiveMaxPool2d"),
    *("max_pool2d", "avg_pool2d", "adaptive_avg_pool2d", "adaptive_max_pool2d"),
}
KINDS = MAKING | {"ReLU", "relu", "relu_", "add", "add_", "iadd"}


def default_layer(model: nn.Module, size: Size | None = None) -> str:
    """The last convolution, ReLU, sum or pooling whose maps have more than one unit.

    Args:
        model: any network that can be followed
        size: (C, H, W) of its images; None to find a size that the network takes

    Returns:
        torch.fx's name of the layer, as of `cnnviz.activations.record`

    Raises:
        AttributionError: the network has no maps, or takes no image of such a size
    """
    return _found(model, size)[0]


def why(model: nn.Module, size: Size | None = None) -> str:
    """Why that layer, in one sentence; arguments and errors as of `default_layer`."""
    name, (channels, height, width) = _found(model, size)
    return (
        f"{name} is the last layer that still tells places apart, with {channels} maps of "
        f"{height} x {width} units; behind it they are flattened or averaged."
    )


def _found(model: nn.Module, size: Size | None) -> tuple[str, Size]:
    twin = Twin(model)
    if not any(kind(twin.graph, node) in MAKING for node in twin.graph.nodes):
        raise AttributionError(f"{type(model).__name__} has no layer that makes maps")
    made = shapes(model, size or _size(twin.graph))
    for node in reversed(twin.graph.nodes):
        shape = made.get(node.name, ())
        is_map = len(shape) == 3 and shape[1] * shape[2] > 1
        if is_map and kind(twin.graph, node) in KINDS:
            return node.name, shape
    name = type(model).__name__
    raise AttributionError(f"{name} has no layer with maps of more than one unit")


def _size(graph: Graph) -> Size:
    """A size that the network takes."""
    channels = _channels(graph)
    for side in SIZES:
        try:
            shapes(graph.model, (channels, side, side))
        except AttributionError:
            continue
        return channels, side, side
    raise AttributionError(f"no size fits {type(graph.model).__name__}; say which images it takes")


def _channels(graph: Graph) -> int:
    modules = (graph.module(node) for node in graph.nodes)
    return next((module.in_channels for module in modules if isinstance(module, nn.Conv2d)), 3)
