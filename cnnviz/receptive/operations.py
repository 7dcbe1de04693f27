"""What each operation of a network does to its units' places: slide, gather, join, see all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import fx, nn
from torch.nn.modules import activation, batchnorm, dropout, padding

from cnnviz.conv import Window
from cnnviz.graph import Graph, called
from cnnviz.receptive import dimensions


@dataclass(frozen=True)
class Pointwise:
    """Each unit looks at the unit in its own place."""


@dataclass(frozen=True)
class Sliding:
    """A window for rows and one for columns.

    Args:
        windows: both
        ceil: as PyTorch's ceil_mode
        problem: why no one field is right; empty where one is
    """

    windows: tuple[Window, Window]
    ceil: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Adaptive:
    """Pooling to so many rows and columns; None keeps them."""

    units: tuple[int | None, int | None]


@dataclass(frozen=True)
class Join:
    """Units in the same place of several branches are added, multiplied or put together."""


@dataclass(frozen=True)
class Whole:
    """Each unit looks at all units: flattening, means over a map."""


@dataclass(frozen=True)
class Everywhere:
    """Each unit looks at all units, and stays in its place: normalisation over whole maps."""


@dataclass(frozen=True)
class Spread:
    """A transposed convolution along both axes: kernel, stride, padding, dilation, end padding."""

    rows: tuple[int, int, int, int, int]
    columns: tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Dense:
    """A linear layer: each unit looks at all values of what was flattened."""


Operation = Pointwise | Sliding | Adaptive | Join | Whole | Everywhere | Spread | Dense

POINTWISE = (
    *(activation.ReLU, activation.ReLU6, activation.LeakyReLU, activation.PReLU, activation.ELU),
    *(activation.SELU, activation.CELU, activation.GELU, activation.SiLU, activation.Mish),
    *(activation.Sigmoid, activation.LogSigmoid, activation.Tanh, activation.Softplus),
    *(activation.Softsign, activation.Hardtanh, activation.Hardsigmoid, activation.Hardswish),
    *(batchnorm.BatchNorm1d, batchnorm.BatchNorm2d, nn.LocalResponseNorm, nn.Identity),
    *(dropout.Dropout, dropout.Dropout2d, dropout.AlphaDropout),
)
POINTWISE_FUNCTIONS = {
    *("relu", "relu_", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "mish"),
    *("sigmoid", "tanh", "softplus", "softsign", "hardtanh", "hardsigmoid", "hardswish"),
    *("dropout", "dropout2d", "batch_norm", "neg", "abs", "contiguous", "clone"),
}
POOLINGS: dict[str, Callable[..., nn.Module]] = {
    "max_pool2d": nn.MaxPool2d,
    "avg_pool2d": nn.AvgPool2d,
    "adaptive_avg_pool2d": nn.AdaptiveAvgPool2d,
    "adaptive_max_pool2d": nn.AdaptiveMaxPool2d,
}
# in PyTorch's order, which is not that of its modules
FUNCTION_ARGUMENTS = {
    "max_pool2d": ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"),
    "avg_pool2d": (
        *("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"),
        "divisor_override",
    ),
    "adaptive_avg_pool2d": ("output_size",),
    "adaptive_max_pool2d": ("output_size", "return_indices"),
}
JOINS = {"add", "add_", "iadd", "sub", "mul", "mul_", "truediv", "maximum", "minimum"}
CONCATENATIONS = {"cat", "concat", "concatenate"}


def operation(graph: Graph, node: fx.Node) -> Operation:
    """What a node does.

    Raises:
        ValueError: there is no rule for it, or its input is not flattened; the message names it
    """
    module = graph.module(node)
    maps = dimensions.count(graph, node) == dimensions.MAPS
    if isinstance(module, nn.LayerNorm) and maps != (len(module.normalized_shape) > 1):
        raise ValueError(f"{node.name}: there is no rule for LayerNorm over a part of a map")
    if isinstance(module, nn.Linear) and dimensions.count(graph, node) == dimensions.MAPS:
        raise ValueError(f"{node.name}: a linear layer needs flattened maps")
    found = _of_function(graph, node) if module is None else _of_module(module)
    if found is None and (dimensions.flattens(graph, node) or dimensions.averages(graph, node)):
        found = Whole()
    if found is None and _is_softmax_of_channels(graph, node, module):
        found = Pointwise()
    if found is None:
        raise ValueError(f"{node.name}: there is no rule for {kind(graph, node)}")
    return found


def kind(graph: Graph, node: fx.Node) -> str:
    """`Conv2d` of a module, `add` of a function."""
    module = graph.module(node)
    return type(module).__name__ if module is not None else called(node)


def _of_module(module: nn.Module) -> Operation | None:
    if isinstance(module, POINTWISE):
        return Pointwise()
    match module:
        case nn.Conv2d() | nn.MaxPool2d() | nn.AvgPool2d():
            return _sliding(module)
        case nn.AdaptiveAvgPool2d() | nn.AdaptiveMaxPool2d():
            return Adaptive(_pair(module.output_size))
        case padding.ZeroPad2d() | padding.ReflectionPad2d() | padding.ReplicationPad2d():
            left, right, top, bottom = map(int, module.padding)
            return Sliding((Window(1, padding=(top, bottom)), Window(1, padding=(left, right))))
        case nn.ConvTranspose2d():
            return _spread(module)
        case nn.GroupNorm() | nn.InstanceNorm2d(track_running_stats=False):
            return Everywhere()
        case nn.LayerNorm() if len(module.normalized_shape) in (1, 3):
            return Everywhere()
        case nn.Linear():
            return Dense()
    return None


def _spread(module: nn.ConvTranspose2d) -> Spread:
    names = ("kernel_size", "stride", "padding", "dilation", "output_padding")
    rows, columns = zip(*(_pair(getattr(module, name)) for name in names), strict=True)
    return Spread(rows, columns)


def _sliding(module: nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d) -> Sliding:
    paddings = module.padding
    rows, columns = (
        Window(*values)
        for values in zip(
            _pair(module.kernel_size),
            _pair(module.stride),
            (paddings, paddings) if isinstance(paddings, str) else _pair(paddings),
            _pair(getattr(module, "dilation", 1)),
            strict=True,
        )
    )
    problem = ""
    padded = any((rows.before, rows.after, columns.before, columns.after))
    if padded and getattr(module, "padding_mode", "zeros") == "circular":
        problem = "circular padding lets units at one edge see the opposite edge too"
    return Sliding((rows, columns), bool(getattr(module, "ceil_mode", False)), problem)


def _pair(value: Any) -> tuple[Any, Any]:  # noqa: ANN401
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    first, second = values if len(values) > 1 else 2 * values  # [3] is a kernel of 3 by 3 too
    return first, second


def _of_function(graph: Graph, node: fx.Node) -> Operation | None:
    name = called(node)
    if name in POINTWISE_FUNCTIONS:
        return Pointwise()
    if name in JOINS or (name in CONCATENATIONS and _of_channels(graph, node)):
        return Join()
    made = pooling(node)
    return None if made is None else _of_module(made)


def pooling(node: fx.Node) -> nn.Module | None:
    """The module that does what a pooling function does; None where it is another function."""
    name = called(node)
    if name not in POOLINGS:
        return None
    names = ("input", *FUNCTION_ARGUMENTS[name])
    given = dict(zip(names, node.args, strict=False)) | node.kwargs
    given.pop("input", None)
    if given.get("stride") in ((), []):
        given.pop("stride")  # as torch.max_pool2d writes that it is the kernel
    return POOLINGS[name](**given)


def _of_channels(graph: Graph, node: fx.Node) -> bool:
    """Whether tensors are put together channel after channel."""
    along = dimensions.argument(node, 1, "dim", 0)
    return dimensions.named(along, dimensions.count(graph, node)) == (1,)


def _is_softmax_of_channels(graph: Graph, node: fx.Node, module: nn.Module | None) -> bool:
    if not isinstance(module, nn.Softmax | nn.LogSoftmax):
        return False
    return dimensions.named(module.dim, dimensions.count(graph, node)) == (1,)
