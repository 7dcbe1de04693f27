"""The way that the visitor has gone through a network, as text and as steps that exist."""

import re
from collections.abc import Sequence

from cnnviz.layers import Layer, Shape
from cnnviz.origin import IMAGE
from cnnviz.ui.components import Step

LONGEST = 64  # steps
_STEP = re.compile(r"([A-Za-z0-9_]{0,100})((?:\.[0-9]{1,6}){1,3})", re.ASCII)
Trail = tuple[Step, ...]


def read(text: str) -> Trail:
    """Steps from `linear.3~flatten.101~block4_relu.2.4.5`; the image has no name.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    parts = text.split("~")
    if len(parts) > LONGEST:
        raise ValueError(f"{len(parts)} steps are more than {LONGEST}")
    return tuple(_step(part) for part in parts)


def write(trail: Trail) -> str:
    """The text that `read` reads as these steps."""
    return "~".join(".".join((layer, *map(str, unit))) for layer, unit in trail)


def missing(trail: Trail, size: Shape, layers: Sequence[Layer]) -> Step | None:
    """The first step to a unit that the network does not have; None where it has them all.

    Args:
        trail: the steps
        size: (C, H, W) of the input
        layers: of the network
    """
    shapes = {IMAGE: size} | {layer.name: layer.shape for layer in layers}
    return next((step for step in trail if not _is_unit(step, shapes.get(step[0], ()))), None)


def _is_unit(step: Step, shape: Shape) -> bool:
    unit = step[1]
    return len(unit) == len(shape) and all(i < count for i, count in zip(unit, shape, strict=True))


def _step(part: str) -> Step:
    found = _STEP.fullmatch(part)
    if not found:
        raise ValueError(f"'{part[:30]}' is no layer with a unit, as block1_conv.0.5.5")
    return found[1], tuple(map(int, found[2][1:].split(".")))
