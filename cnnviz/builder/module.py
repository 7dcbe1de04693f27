"""The module that a description stands for."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from cnnviz.builder.description import FOUR_BLOCKS, Block, Network
from cnnviz.builder.files import from_arguments
from cnnviz.builder.parts import Addition, Group, Part, parts


class Residual(nn.Module):
    """Adds its input, or what the shortcut makes of it, to the body's output (He et al. 2016)."""

    def __init__(self, body: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x: Tensor) -> Tensor:
        """body(x) + shortcut(x), shape (N, C, H, W)."""
        total: Tensor = self.body(x) + self.shortcut(x)
        return total


def module(network: Network) -> nn.Module:
    """The network with random weights; it maps (N, C, H, W) to logits (N, K).

    Raises:
        ValueError: it is impossible; one sentence
    """
    return _made(parts(network))


def built(
    in_channels: int = 3,
    size: int = 96,
    classes: int = 7,
    *,
    blocks: Sequence[dict[str, Any] | Block] = FOUR_BLOCKS,
    **others: Any,  # noqa: ANN401
) -> nn.Module:
    """The same from a description's arguments, for `zoo.build("built", ...)`.

    Args:
        in_channels: C of the images
        size: H and W of the images, pixels
        classes: K
        blocks: each as the JSON has it
        others: the other fields of Network

    Raises:
        ValueError: unknown, wrong or impossible; one sentence
    """
    sizes = {"in_channels": in_channels, "size": size, "classes": classes}
    return module(from_arguments({**sizes, "blocks": blocks, **others}))


def _made(part: Part | Group | Addition) -> nn.Module:
    match part:
        case Group():
            return nn.Sequential(OrderedDict((inner.name, _made(inner)) for inner in part.parts))
        case Addition():
            return Residual(_made(part.body), _made(part.shortcut))
    made: nn.Module = getattr(nn, part.kind)(*part.arguments, **dict(part.options))
    return made
