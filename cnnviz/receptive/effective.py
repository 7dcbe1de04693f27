"""The effective field: which pixels change a unit, and by how much."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx, nn

from cnnviz.graph import Graph, trace

BATCH = 32  # images whose activations are in memory at once
Map = NDArray[np.float64]


def effective(model: nn.Module, layer: str, unit: Sequence[int], images: Tensor) -> Map:
    """Mean absolute gradient of one unit with respect to each pixel, over images and channels.

    Any number of threads may call this with one network in eval mode: no hook is set, and the
    gradients are handed back, not stored in the network.

    Args:
        model: a network in eval mode
        layer: torch.fx's name of a node, as in `fields`
        unit: (channel, row, column); (k,) or (k, 0, 0) after flattening
        images: preprocessed, float, shape (N, C, H, W)

    Returns:
        float64 of shape (H, W)

    Raises:
        ValueError: no such layer or unit, or no images
    """
    if images.ndim != 4 or not len(images):
        raise ValueError(f"images have the shape (N, C, H, W), got {tuple(images.shape)}")
    graph = trace(model)
    node = graph.node(layer)
    total = torch.zeros(images.shape[-2:], dtype=torch.float64)
    for first in range(0, len(images), BATCH):
        gradients = _gradients(graph, node, tuple(unit), images[first : first + BATCH])
        total += gradients.abs().sum((0, 1), dtype=torch.float64).cpu()
    mean: Map = (total / (len(images) * images.shape[1])).numpy()
    return mean


def _gradients(graph: Graph, node: fx.Node, unit: tuple[int, ...], images: Tensor) -> Tensor:
    with torch.inference_mode(False), torch.enable_grad():
        x = images.detach().clone().requires_grad_(True)
        output = graph.outputs(x, [node])[node]
        # images do not mix in eval mode: the gradient of the sum is that of each
        total = output[(slice(None), *_index(node.name, unit, tuple(output.shape[1:])))].sum()
        (gradients,) = torch.autograd.grad(total, x)
    return gradients


def _index(name: str, unit: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    index = unit[:1] if len(shape) == 1 and unit[1:] == (0, 0) else unit
    if len(index) != len(shape) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        raise ValueError(f"{name} has units {shape}, and {tuple(unit)} is none of them")
    return index


def share_inside(gradients: Map, box: tuple[int, int, int, int]) -> float:
    """Share of the gradient that lies in a box; 1 for a unit's theoretical field.

    Args:
        gradients: from `effective`, shape (H, W)
        box: top, left, bottom, right in pixels, ends excluded; may reach into the padding

    Raises:
        ValueError: the gradient is zero everywhere
    """
    top, left, bottom, right = (max(edge, 0) for edge in box)
    return float(gradients[top:bottom, left:right].sum() / _total(gradients))


def deviation(gradients: Map) -> tuple[float, float]:
    """Standard deviation in pixels along rows and columns, the gradient taken as a density.

    Args:
        gradients: from `effective`, shape (H, W)

    Raises:
        ValueError: the gradient is zero everywhere
    """
    total = _total(gradients)
    found = []
    for axis in (1, 0):
        density = gradients.sum(axis) / total
        places = np.arange(len(density))
        centre = (density * places).sum()
        found.append(float(np.sqrt((density * (places - centre) ** 2).sum())))
    return found[0], found[1]


def _total(gradients: Map) -> float:
    total = float(gradients.sum())
    if not total > 0:
        raise ValueError("the gradient of this unit is zero everywhere: nothing changes it")
    return total
