"""What the layers of a network make of a batch of images."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cnnviz.graph import trace


def record(
    model: nn.Module, images: Tensor, layers: Sequence[str] | None = None
) -> dict[str, Tensor]:
    """The outputs of some layers, each as its layer made it.

    A ReLU that works in place, as torchvision's do, works on a copy, so that a convolution's
    output is there as it was before. Any number of threads may call this with one network in eval
    mode: no hook is set, nothing in the network changes.

    Args:
        model: a network in eval mode
        images: preprocessed, float32 of shape (N, C, H, W)
        layers: torch.fx's names of nodes, or torchvision's with dots; None for all

    Returns:
        outputs by the given names, in that order, of shape (N, C, H, W), or (N, K) after
        flattening

    Raises:
        ValueError: there is no such layer
        RuntimeError: PyTorch's own, where the network cannot take such images
    """
    graph = trace(model)
    names = [node.name for node in graph.nodes] if layers is None else layers
    nodes = {name: graph.node(name) for name in names}
    with torch.no_grad():
        outputs = graph.outputs(images, set(nodes.values()))
    found = {name: outputs[node] for name, node in nodes.items()}
    return {name: output for name, output in found.items() if isinstance(output, Tensor)}
