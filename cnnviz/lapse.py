"""One galaxy in one network at several moments of its training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz import activations, inference
from cnnviz.attribution import AttributionError, attribute
from cnnviz.card import Card

Floats = NDArray[np.float64]
METHOD, STEPS = "integrated_gradients", 20
MAPS = 16  # of a layer at most


@dataclass(frozen=True)
class Moment:
    """What one checkpoint makes of the galaxy.

    Args:
        iteration: of the checkpoint
        kernels: of the first convolution, shape (C_out, C_in, k, k); empty where there is none
        first: maps of the first layer that has any, shape (C, H, W); empty where none has
        last: maps of the last such layer, likewise
        names: of these two layers
        probabilities: shape (K,)
        attribution: for the class of the largest probability at the last moment, summed over the
            channels, shape (H, W); in logits. None where the method cannot explain the network
    """

    iteration: int
    kernels: Floats
    first: Floats
    last: Floats
    names: tuple[str, str]
    probabilities: Floats
    attribution: Floats | None


def chosen(iterations: Sequence[int], most: int) -> list[int]:
    """At most so many of the checkpoints, evenly, the first and the last among them."""
    if len(iterations) <= most:
        return list(iterations)
    places = np.linspace(0, len(iterations) - 1, most).round().astype(int)
    return [iterations[i] for i in places]


def moment(
    iteration: int, model: nn.Module, card: Card, pixels: NDArray[np.uint8], target: int
) -> Moment:
    """What a checkpoint makes of the galaxy.

    Args:
        iteration: of the checkpoint
        model: in eval mode with frozen parameters
        card: its card
        pixels: uint8 of shape (size, size, 3), as the card's preprocessing makes them
        target: index of the class whose logit is explained
    """
    images = card.preprocessing.tensor(pixels[None])
    found = activations.record(model, images)
    maps = [(name, x[0].double().numpy()) for name, x in found.items() if x.ndim == 4]
    maps = maps or [("", np.zeros((0, 0, 0)))]
    (first, first_maps), (last, last_maps) = maps[0], _widest(maps)
    return Moment(
        iteration, _kernels(model), first_maps[:MAPS], last_maps[:MAPS], (first, last),
        inference.probabilities(model, card.preprocessing, pixels[None])[0],
        _explained(model, images, target),
    )  # fmt: skip


def _widest(maps: list[tuple[str, Floats]]) -> tuple[str, Floats]:
    """The last layer whose maps have more than one pixel; the last of all where there is none."""
    wide = [one for one in maps if one[1].shape[-1] > 1]
    return (wide or maps)[-1]


def _kernels(model: nn.Module) -> Floats:
    conv = next((part for part in model.modules() if isinstance(part, nn.Conv2d)), None)
    if conv is None:
        return np.zeros((0, 0, 0, 0))
    kernels: Floats = conv.weight.detach().double().numpy()[:MAPS]
    return kernels


def _explained(model: nn.Module, images: torch.Tensor, target: int) -> Floats | None:
    try:
        found = attribute(model, images, target, METHOD, n_steps=STEPS)
    except AttributionError:
        return None
    total: Floats = found[0].sum(dim=0).double().numpy()
    return total
