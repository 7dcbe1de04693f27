"""The difference of two logits: why this class and not that one.

A network whose outputs are f_k - f_b is explained as any other: a linear layer behind the logits
subtracts them. Where a method is linear in the logit its map equals the difference of the two
classes' maps; elsewhere, as for magnitudes, it does not, and only this map answers the question.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.method import Method
from cnnviz.attribution.twin import Twin, shapes

# magnitudes, and rules that cut off what is negative on the way down
BENT = ("saliency", "smooth_grad", "guided_backprop", "deconvolution", "guided_grad_cam")


def subtract(twin: Twin, other: int, size: tuple[int, ...]) -> None:
    """Let a twin's outputs be all logits minus one of them, f_k - f_other.

    Args:
        twin: changed
        other: index of the class
        size: (C, H, W) of its images

    Raises:
        AttributionError: the network has no such class, or cannot take such images
    """
    made = list(shapes(twin.graph.model, size).values())[-1]
    if len(made) != 1:
        raise AttributionError(f"the network makes {made} of an image, no logits")
    if not 0 <= other < made[0]:
        raise AttributionError(f"contrast {other} is none of the {made[0]} classes")
    weight = torch.eye(made[0])
    weight[:, other] -= 1
    head = nn.Linear(made[0], made[0], bias=False)
    head.weight = nn.Parameter(weight, requires_grad=False)
    kinds = (parameter.dtype for parameter in twin.parameters())
    twin.head = head.to(next(kinds, torch.float32)).eval()


def is_linear(method: Method, values: Mapping[str, Any]) -> bool:
    """Whether the map of f_a - f_b is the map of f_a minus that of f_b.

    Args:
        method: any
        values: of its parameters
    """
    return method.name not in BENT and values.get("relu") != "yes"
