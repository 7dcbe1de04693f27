"""Networks before any training: the random weights that PyTorch gives them."""

import math

import torch
from torch import nn

from cnnviz import zoo

SEED = 0
REDRAWN = (nn.Conv2d, nn.Linear, nn.BatchNorm2d, nn.BatchNorm1d)  # what `redraw` knows


def untrained(name: str, arguments: dict[str, object], seed: int = SEED) -> nn.Module:
    """A network as PyTorch makes it anew after `torch.manual_seed(seed)`, in eval mode.

    PyTorch's own random numbers belong to the whole process, where another thread may ask for
    some in between; these come from a generator of their own, in the same order.

    Args:
        name: of the network, as of `zoo.build`
        arguments: as of `zoo.build`
        seed: of the random numbers
    """
    with torch.device("meta"):  # nothing is drawn, nothing takes memory
        model = zoo.build(name, **arguments)
    model.to_empty(device="cpu")
    numbers = torch.Generator().manual_seed(seed)
    for module in model.modules():
        redraw(module, numbers)
    for module in model.modules():
        _networks_own(name, module, numbers)
    return zoo.freeze(model)


def redraw(module: nn.Module, numbers: torch.Generator) -> None:
    """What a layer's own `reset_parameters` gives it, from these random numbers."""
    if isinstance(module, nn.Conv2d | nn.Linear):
        nn.init.kaiming_uniform_(module.weight, math.sqrt(5), generator=numbers)
        if module.bias is not None:
            most = 1 / math.sqrt(module.weight[0].numel())
            nn.init.uniform_(module.bias, -most, most, generator=numbers)
    elif isinstance(module, nn.BatchNorm2d | nn.BatchNorm1d):
        module.reset_parameters()


def _networks_own(name: str, module: nn.Module, numbers: torch.Generator) -> None:
    """What torchvision's VGG (Simonyan and Zisserman 2015) and ResNet put in its place."""
    if not name.startswith(("vgg", "resnet")):
        return
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(
            module.weight, mode="fan_out", nonlinearity="relu", generator=numbers
        )
    elif isinstance(module, nn.Linear) and name.startswith("vgg"):
        nn.init.normal_(module.weight, 0, 0.01, generator=numbers)
    else:
        return
    if module.bias is not None:
        nn.init.zeros_(module.bias)
