"""What each layer of a network makes, and how many numbers it has learned."""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

Hook = Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]


@dataclass(frozen=True)
class Layer:
    """One layer without layers of its own, as the image passes it.

    Args:
        path: name of the module, as `block1.conv`
        kind: of the module, as `Conv2d`
        shape: of its output for one image, without N: (C, H, W), or (K,) after flattening
        parameters: number of its weights and biases
        arithmetic: how that number comes about, empty for a layer without any
    """

    path: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    arithmetic: str


def describe(model: nn.Module, size: tuple[int, ...]) -> list[Layer]:
    """Every layer that an image passes, in that order.

    Args:
        model: any network; it is left as it is
        size: (C, H, W) of its input

    Raises:
        RuntimeError: PyTorch's own, where the network cannot take such an image
    """
    # hooks on a copy: the model itself may be in use by other threads; and the meta device has
    # shapes but no numbers
    model = copy.deepcopy(model).to("meta").eval()
    layers: list[Layer] = []
    for path, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(_recorder(path, layers))
    with torch.no_grad():
        model(torch.empty(1, *size, device="meta"))
    return layers


def _recorder(path: str, layers: list[Layer]) -> Hook:
    def record(module: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        count = sum(parameter.numel() for parameter in module.parameters())
        shape = tuple(output.shape[1:])
        layers.append(Layer(path, type(module).__name__, shape, count, arithmetic(module)))

    return record


def arithmetic(module: nn.Module) -> str:
    """The layer's number of parameters as a sum of products: `3 x 3 x 3 x 4 + 4`."""
    if isinstance(module, nn.Conv2d):
        inputs, bias = module.in_channels // module.groups, module.bias is not None
        return _sum((*module.kernel_size, inputs, module.out_channels), bias)
    if isinstance(module, nn.Linear):
        return _sum((module.in_features, module.out_features), module.bias is not None)
    shapes = [tuple(parameter.shape) for parameter in module.parameters()]
    if len(set(shapes)) == 1:
        return f"{len(shapes)} \N{MULTIPLICATION SIGN} {math.prod(shapes[0])}"
    return " + ".join(str(math.prod(shape)) for shape in shapes)


def _sum(factors: tuple[int, ...], bias: bool) -> str:
    product = " \N{MULTIPLICATION SIGN} ".join(map(str, factors))
    return f"{product} + {factors[-1]}" if bias else product
