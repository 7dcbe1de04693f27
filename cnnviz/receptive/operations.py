"""What each operation of a network does to its units' places: slide, gather, join, see all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import fx, nn
from torch.nn.modules import activation, batchnorm, dropout, padding

from cnnviz.conv import Window
from cnnviz.graph import Graph


@dataclass(frozen=True)
class Pointwise:
    """Each unit looks at the unit in its own place."""


@dataclass(frozen=True)
class Sliding:
    """A window for rows and one for columns; ceil as PyTorch's ceil_mode."""

    windows: tuple[Window, Window]
    ceil: bool = False


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
class Dense:
    """A linear layer: each unit looks at all values of what was flattened."""


Operation = Pointwise | Sliding | Adaptive | Join | Whole | Dense

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
JOINS = {"add", "add_", "iadd", "sub", "mul", "mul_", "truediv", "maximum", "minimum"}
CONCATENATIONS = {"cat", "concat", "concatenate"}


def operation(graph: Graph, node: fx.Node) -> Operation:
    """What a node does.

    Raises:
        ValueError: there is no rule for it; the message names it
    """
    module = graph.module(node)
    found = _of_function(node) if module is None else _of_module(module)
    if found is None:
        raise ValueError(f"{node.name}: there is no rule for {kind(graph, node)}")
    return found


def kind(graph: Graph, node: fx.Node) -> str:
    """`Conv2d` of a module, `add` of a function."""
    module = graph.module(node)
    return type(module).__name__ if module is not None else _name(node)


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
        case nn.Softmax(dim=1) | nn.LogSoftmax(dim=1):
            return Pointwise()
        case nn.Flatten(start_dim=1, end_dim=-1):
            return Whole()
        case nn.Linear():
            return Dense()
    return None


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
    return Sliding((rows, columns), bool(getattr(module, "ceil_mode", False)))


def _pair(value: Any) -> tuple[Any, Any]:  # noqa: ANN401
    first, second = value if isinstance(value, tuple | list) else (value, value)
    return first, second


def _of_function(node: fx.Node) -> Operation | None:
    name = _name(node)
    arguments = node.args[1:]
    if name in POINTWISE_FUNCTIONS:
        return Pointwise()
    if name in JOINS or (name in CONCATENATIONS and _dimension(node) == 1):
        return Join()
    if name in POOLINGS:
        return _of_module(POOLINGS[name](*arguments, **node.kwargs))
    flattens = name == "flatten" and (arguments or (node.kwargs.get("start_dim"),)) == (1,)
    reshapes = name in ("view", "reshape") and len(arguments) == 2 and -1 in arguments
    averages = name == "mean" and tuple(_dims(node)) in ((2, 3), (-2, -1))
    return Whole() if flattens or reshapes or averages else None


def _dimension(node: fx.Node) -> object:
    return node.args[1] if len(node.args) > 1 else node.kwargs.get("dim", 0)


def _dims(node: fx.Node) -> Any:  # noqa: ANN401
    found = _dimension(node)
    return found if isinstance(found, tuple | list) else (found,)


def _name(node: fx.Node) -> str:
    return node.target if isinstance(node.target, str) else node.target.__name__
