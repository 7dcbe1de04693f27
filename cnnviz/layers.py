"""What each layer of a network makes, how many numbers it has learned, what it costs and sees."""

import inspect
import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import fx, nn

from cnnviz import zoo
from cnnviz.graph import Graph, path, trace
from cnnviz.receptive import Field, dimensions
from cnnviz.receptive.operations import CONCATENATIONS, kind
from cnnviz.receptive.theoretical import Axes, axes, field, problem

BYTES = 4  # of a float32
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """One operation of a network, as the image passes it.

    Args:
        path: where it stands, as `block1.conv`; a module that is called twice stands there twice
        kind: of the module, as `Conv2d`, or name of the function, as `add`
        shape: of its output for one image, without N: (C, H, W), or (K,) after flattening
        parameters: number of its weights and biases; shared ones are counted once
        arithmetic: how that number comes about, `4·3·3·3 + 4`; empty for a layer without any
        multiply_adds: products that are added up for one image, of convolutions and linear
            layers, as torchvision counts
        field: receptive field; None where its units have no one size and stride
        name: torch.fx's name of the node, as `block1_conv`
        sources: names of the layers that it reads; the image is not among them
        problem: why it has no field, which begins with a layer's name; empty where it has one
        inputs: how many different tensors it reads, the image among them
    """

    path: str
    kind: str
    shape: Shape
    parameters: int = 0
    arithmetic: str = ""
    multiply_adds: int = 0
    field: Field | None = None
    name: str = ""
    sources: tuple[str, ...] = ()
    problem: str = ""
    inputs: int = 1

    @property
    def output_bytes(self) -> int:
        """Memory of the output for one image, float32."""
        return BYTES * math.prod(self.shape)

    @property
    def parameter_bytes(self) -> int:
        """Memory of the parameters, float32."""
        return BYTES * self.parameters

    @property
    def memory(self) -> int:
        """Bytes of the output for one image and of the parameters."""
        return self.output_bytes + self.parameter_bytes


@dataclass(frozen=True)
class Total:
    """What the layers of a network have and cost together; for one image, memory in bytes."""

    parameters: int
    multiply_adds: int
    output_bytes: int
    parameter_bytes: int


def total(layers: Iterable[Layer]) -> Total:
    """The sums over some layers."""
    layers = list(layers)
    return Total(
        sum(layer.parameters for layer in layers),
        sum(layer.multiply_adds for layer in layers),
        sum(layer.output_bytes for layer in layers),
        sum(layer.parameter_bytes for layer in layers),
    )


def describe(model: nn.Module, size: Shape) -> list[Layer]:
    """Every operation that an image passes, in that order; nothing is computed.

    Args:
        model: any network, on any device, also the meta device; it is left as it is
        size: (C, H, W) of its input

    Raises:
        ValueError: the network cannot take such an image, or has an operation without a rule;
            the message names the layer
    """
    graph = trace(model)
    shapes: dict[fx.Node, Shape] = {graph.source: size}
    counted: set[int] = set()
    layers = []
    for node, along in axes(graph, (size[1], size[2])):
        sources = [shapes[source] for source in _read(node) if source in shapes]
        shapes[node] = _shape(graph, node, sources, along)
        layers.append(_layer(graph, node, shapes, along, counted))
    return layers


def of(name: str, **arguments: object) -> list[Layer]:
    """The layers of a network of the zoo, which is built without memory for its parameters.

    Args:
        name: a key of `zoo.MODELS`
        arguments: as of `zoo.build`

    Raises:
        ValueError: as `zoo.build`
    """
    with torch.device("meta"):
        model = zoo.build(name, **arguments)
    return describe(model, input_shape(name, **arguments))


def input_shape(name: str, **arguments: object) -> Shape:
    """(C, H, W) of the images that a network of the zoo takes.

    Args:
        name: a key of `zoo.MODELS`
        arguments: as of `zoo.build`; in_channels and size have the network's own defaults
    """
    defaults = inspect.signature(zoo.MODELS[name]).parameters
    channels, size = (
        int(arguments.get(key, defaults[key].default))  # type: ignore[call-overload]  # object
        for key in ("in_channels", "size")
    )
    return channels, size, size


def arithmetic(module: nn.Module) -> str:
    """The layer's number of parameters as a sum of products: `4·3·3·3 + 4`.

    For a convolution they are output channels, input channels, rows and columns of the kernel,
    and a bias for each output; in general the shapes of PyTorch's parameters.
    """
    return _sum(module.parameters())


def _sum(parameters: Iterable[nn.Parameter]) -> str:
    shapes = [parameter.shape or (1,) for parameter in parameters]
    return " + ".join("\N{MIDDLE DOT}".join(map(str, shape)) for shape in shapes)


def _parameters(graph: Graph, node: fx.Node) -> list[nn.Parameter]:
    """Those of the module that is called, or those that a function is given."""
    module = graph.module(node)
    if module is not None:
        return list(module.parameters())
    found: list[nn.Parameter] = []
    fx.node.map_aggregate(
        (node.args, node.kwargs),
        lambda value: found.append(value) if isinstance(value, nn.Parameter) else None,
    )
    return found


def _read(node: fx.Node) -> list[fx.Node]:
    """The nodes that it takes, in their order; one that it takes twice is there twice."""
    found: list[fx.Node] = []
    fx.node.map_arg((node.args, node.kwargs), found.append)
    return found


def _layer(
    graph: Graph, node: fx.Node, shapes: dict[fx.Node, Shape], along: Axes, counted: set[int]
) -> Layer:
    module = graph.module(node)
    new = [parameter for parameter in _parameters(graph, node) if id(parameter) not in counted]
    counted.update(map(id, new))
    return Layer(
        path(node),
        kind(graph, node),
        shapes[node],
        sum(parameter.numel() for parameter in new),
        _sum(new),
        _multiply_adds(module, shapes[node], next(s for s in map(shapes.get, _read(node)) if s)),
        None if problem(along) else field(node.name, along),
        node.name,
        tuple(s.name for s in node.all_input_nodes if s in shapes and s is not graph.source),
        problem(along),
        sum(source in shapes for source in node.all_input_nodes),
    )


def _multiply_adds(module: nn.Module | None, shape: Shape, source: Shape) -> int:
    match module:
        case nn.ConvTranspose2d():
            return math.prod(source) * math.prod(module.weight.shape[1:])
        case nn.Conv2d():
            return math.prod(shape) * math.prod(module.weight.shape[1:])
        case nn.Linear():
            return module.weight.numel()
    return 0


def _shape(graph: Graph, node: fx.Node, sources: list[Shape], along: Axes) -> Shape:
    """(C, H, W) or (K,) of an operation's output.

    Raises:
        ValueError: a layer was built for another number of channels or values
    """
    module = graph.module(node)
    source = sources[0]
    _check(graph, node, source)
    match module:
        case nn.Conv2d() | nn.ConvTranspose2d():
            source = (module.out_channels, *source[1:])
        case nn.Linear():
            return (module.out_features,)
        case nn.Flatten():
            return (math.prod(source),)
    if module is None and kind(graph, node) in CONCATENATIONS:
        source = (sum(shape[0] for shape in sources), *source[1:])
    if module is None and kind(graph, node) in ("flatten", *dimensions.RESHAPES):
        return (math.prod(source),)
    if module is None and kind(graph, node) == "mean" and not dimensions.keeps_maps(node):
        return source[:1]
    channels = source[0] if module is not None else max(source[0], *(s[0] for s in sources))
    return (channels,) if len(source) == 1 else (channels, along[0].units, along[1].units)


def _check(graph: Graph, node: fx.Node, source: Shape) -> None:
    match graph.module(node):
        case nn.Conv2d(in_channels=wanted) | nn.ConvTranspose2d(in_channels=wanted):
            what, found = "channels", source[0]
        case nn.BatchNorm2d(num_features=wanted) | nn.GroupNorm(num_channels=wanted):
            what, found = "channels", source[0]
        case nn.Linear(in_features=wanted):
            what, found = "values", math.prod(source)
        case None if kind(graph, node) in dimensions.RESHAPES:
            what, found = "values", math.prod(source)
            asked = dimensions.sizes(node)[1]
            wanted = found if asked == -1 else asked
        case _:
            return
    if wanted != found:
        sizes = " \N{MULTIPLICATION SIGN} ".join(map(str, source))
        raise ValueError(f"{path(node)} takes {wanted} {what} but gets {found} ({sizes})")
